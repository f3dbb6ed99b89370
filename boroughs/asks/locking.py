"""Lock asks."""

from boroughs.asks.models import Ask
from boroughs.programme.locking import borough_locked
from config.locking import lock


def ask_locked(ask: Ask) -> Ask:
    """Lock an ask after its borough, and read it as it is now, with borough and programme."""
    borough_locked(ask.borough_id)
    return lock(Ask.objects.select_related("borough__programme")).get(pk=ask.pk)
