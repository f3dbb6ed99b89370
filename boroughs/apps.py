"""The app of who takes part, and what it registers."""

from django.apps import AppConfig


class BoroughsConfig(AppConfig):
    """Who takes part."""

    name = "boroughs"

    def ready(self) -> None:
        """Register the asks that come with every programme and with posts."""
        from boroughs.asks import sources as updates
        from boroughs.asks.kinds import register
        from boroughs.posts import sources as posts

        register(updates.SOURCE)
        register(posts.SOURCE)
