"""The app of what is examined, and what it registers."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """What is examined."""

    name = "audits"

    def ready(self) -> None:
        """Register the asks of file audits and their section of the programme file."""
        from audits.rounds import section, sources
        from boroughs.asks.kinds import register
        from boroughs.programme.files.registry import register as register_sections

        register(sources.SOURCE)
        register_sections(*section.SECTIONS)
