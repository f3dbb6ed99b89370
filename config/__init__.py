"""The ground that the apps stand on: settings, URLs, Celery, clock, dates, nudge and the site's look.

Nothing here imports an app, and nothing but this package reads the environment or the clock. Nothing is
imported right here either: the supervisor and the health check must start without Django. `celery -A config`
finds `config.celery` by itself.
"""
