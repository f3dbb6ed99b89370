"""Posts, with the first thing known of them."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from boroughs.history.models import Actor
from boroughs.posts.models import Post
from boroughs.posts.services import post_begin, post_open
from boroughs.posts.states import Stage
from config.dates import PartialDate
from tests.factories.programme import BoroughFactory


class PostFactory(DjangoModelFactory[Post]):
    """A post that was advertised; `stage=None` leaves it without any entry."""

    borough = factory.SubFactory(BoroughFactory)
    employer = "the borough itself"
    is_on_behalf = False
    stage = Stage.ADVERTISED
    on = PartialDate(date(2006, 10, 2))
    holder = None

    class Meta:
        model = Post

    @classmethod
    def _create(cls, model_class: type[Post], *args: Any, **values: Any) -> Post:
        stage, on, holder = values.pop("stage"), values.pop("on"), values.pop("holder")
        post = post_open(by=Actor.system(), **values)
        if stage is not None:
            post_begin(post=post, stage=stage, on=on, holder=holder, by=Actor.system())
        return Post.objects.select_related("borough__programme").get(pk=post.pk)
