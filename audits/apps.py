"""The app of what is examined, and what it registers."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """What is examined."""

    name = "audits"

    def ready(self) -> None:
        """Register the asks of file audits."""
        from audits.rounds import sources
        from boroughs.asks.kinds import register

        register(sources.SOURCE)
