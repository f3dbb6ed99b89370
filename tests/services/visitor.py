"""Somebody who is signed in, with a browser that keeps no time: its cookies are of 2007."""

import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from django.test import Client

from boroughs.people.models import User
from config import clock

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CSRF_COOKIE = re.compile(r"csrftoken=([^;]+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered, and after how many seconds."""

    status: int
    body: str
    location: str
    seconds: float
    cookie: str


class Visitor:
    """One person at the web server of a test."""

    def __init__(self, port: int, email: str | None) -> None:
        """Sign somebody in; None is somebody without an account."""
        self.port = port
        self.session = ""
        if email is not None:
            client = Client()
            client.force_login(User.objects.get(email=email), backend=BACKEND)
            self.session = client.cookies["sessionid"].value

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, cookies="")

    def post(self, path: str, **fields: str) -> Answer:
        """Open a form, fill it in and send it."""
        page = self.get(path)
        token = TOKEN.search(page.body)
        assert token is not None, f"{path} answered {page.status} without a form"
        answer = self._ask("POST", path, cookies=f"; {page.cookie}", csrfmiddlewaretoken=token[1], **fields)
        assert answer.status == 302, answer.body
        return answer

    def _ask(self, method: str, path: str, *, cookies: str, **fields: str) -> Answer:
        origin = f"http://127.0.0.1:{self.port}"
        headers = {"Cookie": f"sessionid={self.session}{cookies}", "Origin": origin}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        began = time.monotonic()
        try:
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            answer = connection.getresponse()
            body = answer.read().decode()
        finally:
            connection.close()
        kept = CSRF_COOKIE.search(answer.headers.get("Set-Cookie", ""))
        return Answer(
            answer.status,
            body,
            answer.headers.get("Location", ""),
            time.monotonic() - began,
            f"csrftoken={kept[1]}" if kept else "",
        )


def ask_for_report(visitor: Visitor) -> Answer:
    """Ask for the report as at today, as the coordinator does: the form is filled in already."""
    today = clock.today()
    return visitor.post(
        "/london-2006/reports/compile/",
        as_at_day=str(today.day),
        as_at_month=str(today.month),
        as_at_year=str(today.year),
    )
