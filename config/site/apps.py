"""The app that carries the shared templates, components and built front end."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Hold the label apart from Django's own sites app."""

    name = "config.site"
    label = "config_site"
    verbose_name = "Site"
