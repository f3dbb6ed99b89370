"""The ground that the apps stand on: settings, URLs, Celery, clock, dates, nudge and the site's look.

Nothing here imports an app, and nothing but this package reads the environment or the clock.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
