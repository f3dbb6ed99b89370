"""Where something shows once it is known: the coordinator's board, a borough's page, and the next report."""

from datetime import date

from playwright.sync_api import Locator, Page

from tasks import jobs
from tests.browser.site import fill_date, row

PROGRAMME = "/london-2006/"


def board_row(page: Page, borough: str) -> Locator:
    """Open the board and find a borough's row."""
    page.goto(PROGRAMME)
    return row(page, borough)


def needs_you(page: Page) -> Locator:
    """Open the board and find what needs the coordinator."""
    page.goto(PROGRAMME)
    return page.get_by_role("region", name="Needs you")


def asked_and_when(page: Page, borough: str) -> Locator:
    """Open a borough's page and find what we asked and when, with the answers."""
    page.goto(f"{PROGRAMME}boroughs/{borough}/")
    return page.get_by_role("region", name="What we asked and when")


def report_as_at(page: Page, day: date) -> Locator:
    """Compile the report as at a day and open it."""
    page.goto(f"{PROGRAMME}reports/compile/")
    fill_date(page, "As at which day?", day)
    with page.expect_navigation():
        page.get_by_role("button", name="Compile").click()
    jobs.compile_editions()
    page.reload()
    return page.locator(".app-report")
