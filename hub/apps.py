"""The app of what is shared, and what it registers."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """What is shared."""

    name = "hub"
