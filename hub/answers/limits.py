"""How often one client address or one link may ask for a page: counted in the database.

The web server runs as several processes, and trials have no cache that they share. Counting in the database is one
statement that is right for all of them, on PostgreSQL and on SQLite, and it is asked on these few pages only.
"""

import hmac
from datetime import timedelta

from django.conf import settings
from django.db import connection

from config import clock
from hub.answers.models import Knock

PER_MINUTE = 30
WINDOW = timedelta(minutes=1)
KEPT = timedelta(days=1)

_COUNT = """
    INSERT INTO hub_knock (key, began_at, count) VALUES (%(key)s, %(now)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN hub_knock.began_at <= %(before)s THEN 1 ELSE hub_knock.count + 1 END,
        began_at = CASE WHEN hub_knock.began_at <= %(before)s THEN excluded.began_at ELSE hub_knock.began_at END
    RETURNING count
"""


def is_too_often(what: str, who: str) -> bool:
    """Count one more knock of `who` (an address, a link) and tell whether that is one too many for this minute."""
    now = clock.now()
    adapt = connection.ops.adapt_datetimefield_value
    values = {"key": _key(what, who), "now": adapt(now), "before": adapt(now - WINDOW)}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        (count,) = cursor.fetchone()
    if count == 1:
        Knock.objects.filter(began_at__lt=now - KEPT).delete()
    return bool(count > PER_MINUTE)


def _key(what: str, who: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{what}:{who}".encode(), "sha256").hex()
