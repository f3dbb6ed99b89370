"""The app of what is shared, and what it registers."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """What is shared."""

    name = "hub"

    def ready(self) -> None:
        """Register the sections of the programme file."""
        from boroughs.programme.files.registry import register
        from hub.chasing import section as chasing
        from hub.events import section as events
        from hub.materials import section as materials
        from hub.register import section as statements
        from hub.timeline import section as timeline

        register(
            *events.SECTIONS, *materials.SECTIONS, *timeline.SECTIONS, *statements.SECTIONS, *chasing.SECTIONS
        )
