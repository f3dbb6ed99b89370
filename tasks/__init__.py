"""When things run: the schedule, and thin Celery jobs that each call one verb."""
