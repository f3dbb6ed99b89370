"""A report asked for on the site is compiled by the worker, once, whatever happens to the worker meanwhile."""

import re
from datetime import timedelta

import pytest

from boroughs.history.models import Actor, Change
from boroughs.programme.models import Programme
from config import clock
from hub.reports.models import Edition, EditionFile
from hub.reports.renderers import FORMATS
from hub.reports.services import edition_ask, edition_publish
from hub.reports.states import State
from tests.ports import free_port
from tests.services.installations import WithServices
from tests.services.processes import Process
from tests.services.visitor import Visitor, ask_for_report
from tests.services.worlds import COORDINATOR, waiting_boroughs
from tests.waiting import until

# Longer than a lease lasts, so that nobody waits for it.
LATER = timedelta(minutes=3)
ENDED = re.compile(r"Task tasks\.compile_editions\[[0-9a-f-]+\] succeeded")


def test_report_asked_for_on_the_site_is_compiled_by_the_worker(with_services: WithServices) -> None:
    waiting_boroughs(8)
    port = free_port()
    # No beat: the site's own nudge has to reach the worker.
    with_services.start_web(port)
    with_services.start_worker_again()
    visitor = Visitor(port, COORDINATOR)
    asked = ask_for_report(visitor)
    until(lambda: is_in(State.DRAFT), seconds=60, what="the report is a draft")
    page = visitor.get(asked.location)
    assert page.status == 200
    assert "Borough 003" in page.body
    assert EditionFile.objects.count() == len(FORMATS)


def test_report_of_a_killed_worker_is_taken_by_another_and_becomes_a_draft_once(
    with_services: WithServices,
) -> None:
    worker = worker_in_the_middle_of_a_report(with_services)
    worker.kill()
    with_services.start_worker_again(ahead=LATER)
    with_services.start_beat(ahead=LATER)
    until(lambda: is_in(State.DRAFT), seconds=60, what="the report is a draft")
    assert compiled_count() == 1
    assert EditionFile.objects.count() == len(FORMATS)


def test_worker_that_wakes_up_late_does_not_touch_what_another_has_finished(
    with_services: WithServices,
) -> None:
    sleeper = worker_in_the_middle_of_a_report(with_services)
    with_services.start_worker_again(ahead=LATER)
    with_services.start_beat(ahead=LATER)
    until(lambda: is_in(State.DRAFT), seconds=60, what="the report is a draft")
    edition_publish(edition=Edition.objects.get(), by=Actor.system())
    published = set(EditionFile.objects.values_list("pk", "sha256"))
    sleeper.thaw()
    sleeper.wait_until_it_says("Another worker has taken")
    until(lambda: ENDED.search(sleeper.said()), seconds=60, what="the end of the late worker’s job")
    edition = Edition.objects.get()
    assert (edition.state, edition.doing, edition.leased_until) == (State.PUBLISHED, "Done", None)
    assert set(EditionFile.objects.values_list("pk", "sha256")) == published
    assert compiled_count() == 1


def worker_in_the_middle_of_a_report(with_services: WithServices) -> Process:
    """Start a worker, ask for a report, and freeze the worker while it compiles."""
    waiting_boroughs(8)
    worker = with_services.start_worker_again()
    worker.wait_until_it_says(" ready.")
    edition_ask(programme=Programme.objects.get(), as_at=clock.today(), by=Actor.system())
    with_services.nudge("tasks.compile_editions")
    under_way = Edition.objects.filter(state=State.COMPILING, progress__gte=2)
    until(under_way.exists, seconds=60, what="a report that is being compiled", every=0.002)
    worker.freeze()
    if not under_way.exists():
        pytest.fail("The report was finished before its worker could be stopped.")
    return worker


def is_in(state: State) -> bool:
    """Tell whether the report is in a state."""
    return Edition.objects.filter(state=state).exists()


def compiled_count() -> int:
    """Count how often a report became a draft."""
    return Change.objects.filter(verb="edition-compile").count()
