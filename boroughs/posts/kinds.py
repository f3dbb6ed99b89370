"""Which colour and pattern a stage has (`config.site.components.KINDS`)."""

from boroughs.posts.models import Post
from boroughs.posts.states import Stage


def kind_of_post(post: Post) -> str:
    """Give the kind of a post's tag."""
    if not post.is_vacant:
        return "done"
    return "agreed" if post.stage in {Stage.OFFERED, Stage.VETTING} else "waiting"
