"""The doors through which something is changed."""

from django.db import models


class Door(models.TextChoices):
    """How a change came in."""

    SITE = "site", "On the site"
    LINK = "link", "By an e-mailed link"
    CALL = "call", "Written down by the coordinator"
    IMPORT = "import", "From the programme file"
    API = "api", "Through the API"
    SYSTEM = "system", "By Crossborough itself"
