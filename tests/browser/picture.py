"""Takes the README's picture of the board again: `make test ARGS="tests/browser/picture.py"`.

It is no test by its name, so that the suite does not rewrite the file.
"""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import FloatRect

from tests.browser.site import COORDINATOR, Site, row

pytestmark = pytest.mark.browser

BOARD = Path(settings.BASE_DIR) / "docs" / "images" / "board.png"


def test_picture_of_the_board_is_taken(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    page.evaluate("document.fonts.ready")
    last = row(page, "Southwark").bounding_box()
    assert last is not None
    BOARD.parent.mkdir(parents=True, exist_ok=True)
    clip: FloatRect = {"x": 0, "y": 0, "width": 1280, "height": last["y"] + last["height"] + 24}
    page.screenshot(path=BOARD, clip=clip, full_page=True)
    assert BOARD.stat().st_size < 250_000
