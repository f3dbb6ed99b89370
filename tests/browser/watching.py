"""What a page may never do, whatever it shows: complain in the console, break the Content-Security-Policy, lack a
part that it asks for, run off a phone's side, or keep somebody out who cannot see or point.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page, Request, Response

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
WCAG_22_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
NARROW = (390, 320)

RUN_AXE = """async tags => {
    const found = await axe.run(document, {
        runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], preload: false,
    });
    return found.violations.map(each => ({
        rule: each.id, help: each.help, where: each.nodes.slice(0, 5).map(node => [node.target.join(' '), node.html]),
    }));
}"""
WIDEST = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
        .filter(each => each.getBoundingClientRect().right > width + 1)
        .map(each => each.tagName + '.' + each.className + ': ' + (each.textContent || '').trim().slice(0, 60));
}"""


class Watch:
    """Listens to one page from its first request on; `faults` is what it did that it may not."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._response)
        page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        # What cannot be loaded is told by `_response`, which knows a missing part from a page that is meant to be 404.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _response(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.faults.append(f"{response.url} answered {response.status}")

    def _failed(self, request: Request) -> None:
        # A page that is left while something loads, and a download, end a request early.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.url} failed: {request.failure}")


def faults_of(page: Page, *, widths: Sequence[int] = NARROW) -> list[str]:
    """List what is wrong with a page that is open, each with its address: what axe finds, its frame, its width."""
    found = [*_frame(page), *_axe(page)]
    size = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if wide := page.evaluate(WIDEST):
            found.append(f"runs off the side at {width} pixels: {wide[:4]}")
    if size and widths:
        page.set_viewport_size(size)
    return [f"{page.url}: {fault}" for fault in found]


def _frame(page: Page) -> list[str]:
    found = []
    if "Crossborough" not in page.title():
        found.append(f"is called “{page.title()}”")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"has {headings} first headings")
    footer = page.locator(".app-footer p").first.inner_text()
    for line in map(str.strip, page.locator(".app-referral").all_text_contents()):
        if not line.endswith(footer):
            found.append(f"says under free text “{line}” and in its footer “{footer}”")
    return found


def _axe(page: Page) -> list[str]:
    if not page.evaluate("() => Boolean(window.axe)"):
        # Evaluated by the browser's tools and not in the page, so the page's policy stays as strict as it is.
        page.evaluate(AXE.read_text())
    violations: list[dict[str, Any]] = page.evaluate(RUN_AXE, list(WCAG_22_AA))
    return [f"{each['rule']} ({each['help']}): {json.dumps(each['where'])}" for each in violations]
