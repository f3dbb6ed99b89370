"""The app of what is examined, and what it registers."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """What is examined."""

    name = "audits"

    def ready(self) -> None:
        """Register the asks of file audits, their section of the programme file, their place in the navigation."""
        from audits.rounds import section, sources
        from audits.rounds.states import SEEN_BY
        from boroughs.asks.kinds import register
        from boroughs.programme.files.registry import register as register_sections
        from config.site import navigation

        register(sources.SOURCE)
        register_sections(*section.SECTIONS)
        navigation.register(navigation.Item(20, "File audits", "audits", SEEN_BY))
