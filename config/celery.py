"""The Celery app. What runs when is in `tasks/schedule.py`; the settings below are those that lose nothing."""

from celery import Celery

from config.environment import use_settings

use_settings()

app = Celery("crossborough")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # Beat and worker count in UTC: a clock change can neither repeat nor skip a job.
    timezone="UTC",
    enable_utc=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_publish_retry=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    # Without these a web request waits more than 90 seconds for a broker that is frozen.
    broker_connection_timeout=1,
    broker_transport_options={
        # Longer than the longest job: one that outlives it would be handed out a second time.
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "max_retries": 0,
    },
)
# By name, because nothing may import upwards: jobs and schedule load when the app is finalised.
app.conf.include = ["tasks.jobs", "tasks.schedule"]
