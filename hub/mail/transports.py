"""Chooses the way out that EMAIL_URL names."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from hub.mail.answers import Transport
from hub.mail.boxes import MEMORY, FileTransport
from hub.mail.smtp import Security, Server, SmtpTransport

SECURITY = {"smtp": Security.NONE, "smtp+tls": Security.STARTTLS, "smtps": Security.TLS}
PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


def transport_to(url: str, *, seconds: float, hello: str) -> Transport:
    """Make the transport for `smtp://`, `smtp+tls://` (STARTTLS), `smtps://`, `file://` or `memory://`.

    `seconds` is how long one e-mail may take, `hello` the name that we give ourselves. ImproperlyConfigured
    for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return MEMORY
    if parts.scheme == "file":
        return FileTransport(Path(unquote(parts.path)))
    if parts.scheme not in SECURITY or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, smtp+tls://, smtps:// or file://.")
    security = SECURITY[parts.scheme]
    server = Server(
        host=parts.hostname,
        port=parts.port or PORTS[security],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
        hello=hello,
    )
    return SmtpTransport(server, seconds=seconds)
