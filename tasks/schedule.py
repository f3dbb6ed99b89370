"""The schedule, as data. Beat counts in UTC; what depends on London's day is decided from rows, not from the hour.

Each entry expires before the next of its kind, so that a worker that was away finds one, not a hundred.
"""

from celery.schedules import crontab

from config.celery import app

MINUTE = 60.0

SCHEDULE = {
    "reconcile asks": {
        "task": "tasks.reconcile_asks",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 14 * MINUTE},
    },
    "queue chase-ups": {
        "task": "tasks.queue_chase_ups",
        "schedule": MINUTE,
        "options": {"expires": MINUTE},
    },
    "send digests": {
        "task": "tasks.send_digests",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 4 * MINUTE},
    },
    "deliver mail": {
        "task": "tasks.deliver_mail",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "compile editions": {
        "task": "tasks.compile_editions",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
}

app.conf.beat_schedule = SCHEDULE
