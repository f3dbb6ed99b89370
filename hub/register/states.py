"""Where in the report a statement stands."""

from django.db import models


class Topic(models.TextChoices):
    """What a statement is about; each stands in its own section of the report."""

    ACHIEVEMENT = "achievement", "Achievement"
    TIMESCALE = "timescale", "Timescale"
    MEDIA_STRATEGY = "media_strategy", "Media strategy"
    EMERGING_ISSUE = "emerging_issue", "Emerging issue"
