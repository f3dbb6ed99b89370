"""The app of who takes part, and what it registers."""

from django.apps import AppConfig


class BoroughsConfig(AppConfig):
    """Who takes part."""

    name = "boroughs"

    def ready(self) -> None:
        """Register the asks that come with every programme and with posts, the menu, and sections of the file."""
        from boroughs.asks import sources as updates
        from boroughs.asks.kinds import register
        from boroughs.posts import sources as posts

        register(updates.SOURCE)
        register(posts.SOURCE)
        self._register_menu()
        self._register_file()

    def _register_menu(self) -> None:
        from boroughs.access.states import Role
        from config.site.navigation import Item, register

        register(Item(45, "People", "people", frozenset({Role.COORDINATOR})))

    def _register_file(self) -> None:
        """Register the sections of the programme file, in the order of loading; these come before any other app's."""
        from boroughs.asks.services import reconciled_once
        from boroughs.people import section as people
        from boroughs.posts import section as posts
        from boroughs.programme import section as programme
        from boroughs.programme.files.registry import register, register_around

        register(*programme.SECTIONS, *people.SECTIONS, *posts.SECTIONS)
        register_around(reconciled_once)
