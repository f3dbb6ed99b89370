"""Follows links as one person, and stands before each kind of page: the first few of each route, and each form sent
back with its errors.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

# By the attribute, because the links of a drawing have another kind of href.
LINKS = """() => [...document.querySelectorAll('a[href]:not([download])')]
    .map(each => new URL(each.getAttribute('href'), document.baseURI).href)"""
# Empties a form as somebody does who fills in nothing.
BLANK = """() => {
    for (const field of document.querySelectorAll('.app-form input:not([type=hidden]), .app-form textarea')) {
        if (['radio', 'checkbox'].includes(field.type)) field.checked = false; else field.value = '';
    }
}"""
# These answer with files or data and not with pages; the API's own pages are tested with the API.
NO_PAGES = frozenset({"report-file", "healthz", "readyz", "report-progress"})
# Of these one page can look quite unlike another: a draft and what is published, what was sent and what failed.
ENOUGH = {"report": 3, "chasing-email": 2, "audit": 3, "ask": 2, "event": 2}


@dataclass
class Crawl:
    """One person's way through the site, which ends when enough pages of each kind have been seen."""

    page: Page
    site_url: str
    routes: Counter[str] = field(default_factory=Counter)

    def pages(self, *starts: str) -> Iterator[Page]:
        """Open page after page, those named first; each is yielded while it is open."""
        waiting, known = deque(starts), set(starts)
        while waiting:
            path = waiting.popleft()
            route = _route(path)
            if route is None or self.routes[route] >= ENOUGH.get(route, 1):
                continue
            self.page.goto(path)
            if (shown := _route(_path(self.page.url))) != route:
                # Led elsewhere: that page has its own turn.
                links = [self.page.url]
            else:
                self.routes[route] += 1
                links = self.page.evaluate(LINKS)
                yield self.page
            assert shown is not None, path
            for href in links:
                if href.startswith(self.site_url) and (found := _path(href)) not in known:
                    known.add(found)
                    waiting.append(found)

    def sent_empty(self) -> Iterator[Page]:
        """Send the form of the page that is open with nothing in it; yield the page that lists what is missing."""
        if not self.page.locator("form.app-form").count():
            return
        self.page.evaluate(BLANK)
        # A click ends before the answer is there, and an answer before its styles are.
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(
                "form.app-form button[type=submit], form.app-form button:not([type])"
            ).first.click()
        if self.page.get_by_role("alert").count():
            yield self.page


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _route(path: str) -> str | None:
    bare = path.partition("?")[0]
    if bare.startswith(("/static/", "/api/")):
        return None
    try:
        name = resolve(bare).view_name
    except Resolver404:
        return "missing"
    return None if name in NO_PAGES else name
