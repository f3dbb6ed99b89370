"""The app that carries the shared templates, components and built front end."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Stand first in INSTALLED_APPS, so that these templates win; the label keeps clear of Django's sites."""

    name = "config.site"
    label = "config_site"
    verbose_name = "Site"
