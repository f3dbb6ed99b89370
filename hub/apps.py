"""The app of what is shared, and what it registers."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """What is shared."""

    name = "hub"

    def ready(self) -> None:
        """Register what chasing sends, the menu, and the sections of the programme file."""
        from hub.answers.services import COPY_MAIL
        from hub.board.digests import DIGEST_MAIL
        from hub.chasing.by_hand.stopping import NOTE_MAIL
        from hub.chasing.sending.queueing import CHASE_MAIL, WELCOME_MAIL
        from hub.mail.kinds import register as register_mail

        register_mail(COPY_MAIL)
        register_mail(CHASE_MAIL)
        register_mail(WELCOME_MAIL)
        register_mail(NOTE_MAIL)
        register_mail(DIGEST_MAIL)
        self._register_menu()
        self._register_file()

    def _register_menu(self) -> None:
        from boroughs.access.states import EVERYONE, Role
        from config.site.navigation import Item, register

        borough = frozenset({Role.ADVISER, Role.LEAD})
        register(Item(0, "Board", "board", frozenset({Role.COORDINATOR})))
        register(Item(0, "Your page", "board", borough))
        register(Item(0, "Overview", "board", EVERYONE - borough - {Role.COORDINATOR}))
        register(Item(30, "Events", "events", EVERYONE))
        register(Item(40, "Chasing", "chasing", frozenset({Role.COORDINATOR})))
        register(Item(50, "Reports", "reports", EVERYONE))

    def _register_file(self) -> None:
        from boroughs.programme.files.registry import register
        from hub.chasing import section as chasing
        from hub.events import section as events
        from hub.materials import section as materials
        from hub.register import section as statements
        from hub.timeline import section as timeline

        register(
            *events.SECTIONS, *materials.SECTIONS, *timeline.SECTIONS, *statements.SECTIONS, *chasing.SECTIONS
        )
