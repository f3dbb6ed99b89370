"""`python -m config.healthcheck`: does the web server here answer? For containers and the supervisor."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def is_healthy(port: int, *, seconds: float = 3) -> bool:
    """Tell whether /healthz on this machine answers 200, asked for under the site's own name."""
    name = urlsplit(os.environ.get("SITE_URL", "")).netloc or f"127.0.0.1:{port}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/healthz", headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_healthy(int(os.environ.get("PORT", "8000"))) else "The web server does not answer.")
