"""From where a request comes."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Tell the client's address: what the outermost proxy of ours saw, or without proxies whoever connected.

    What a client itself writes into X-Forwarded-For stands further left and is not believed.
    """
    seen = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    proxies: int = settings.TRUSTED_PROXY_COUNT
    if 0 < proxies <= len(seen):
        return seen[-proxies]
    return str(request.META["REMOTE_ADDR"]) if "REMOTE_ADDR" in request.META else ""
