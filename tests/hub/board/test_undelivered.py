"""What did not arrive, from the coordinator's eyes: a line on the board, the e-mail's page, the log."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boroughs.people.models import User
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.site.components import Task
from hub.board.needs import needs_of
from hub.mail.models import Email
from hub.mail.services import email_queue
from hub.mail.states import State
from tests.factories import BoroughFactory, ContactFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("coordinator")]
REFUSED = "550 5.1.1 No such person here"
AWAY = "The mail server cannot be reached"


def fail(
    programme: Programme, count: int, *, is_refused: bool, kind: str = "note", **of: object
) -> list[Email]:
    """E-mails that were queued now, and failed 72 hours later."""
    now = clock.now()
    emails = [
        email_queue(
            kind=kind,
            to=f"person-{Email.objects.count()}@example.org",
            subject="Please disregard our question",
            text="The very words",
            programme=programme,
            **of,  # type: ignore[arg-type]
        )
        for _ in range(count)
    ]
    Email.objects.filter(pk__in=[email.pk for email in emails]).update(
        state=State.FAILED,
        due_at=None,
        failed_at=now + timedelta(hours=72),
        server_words=REFUSED if is_refused else AWAY,
        is_refused=is_refused,
    )
    return emails


def needs(programme: Programme) -> list[Task]:
    return needs_of(programme, [], clock.now())


def test_what_an_outage_failed_is_one_line(programme: Programme) -> None:
    fail(programme, 14, is_refused=False)
    [task] = needs(programme)
    assert task.title == (
        "14 e-mails could not be sent between 8 January 2007 and 11 January 2007: "
        "the mail server was away or said “later”"
    )
    assert task.href == "/london-2006/chasing/log/failed/"


def test_one_alone_is_named(programme: Programme) -> None:
    [email] = fail(programme, 1, is_refused=False)
    [task] = needs(programme)
    assert (task.title, task.hint) == (f"E-mail to {email.to_address} failed", AWAY)


def test_what_was_refused_has_lines_of_its_own(programme: Programme) -> None:
    fail(programme, 2, is_refused=True)
    fail(programme, 2, is_refused=False)
    assert [task.status for task in needs(programme)] == ["Failed"] * 3
    assert [task.hint for task in needs(programme)][1:] == [REFUSED] * 2


@pytest.mark.parametrize("is_refused", [True, False])
def test_board_stays_readable_when_343_failed(programme: Programme, *, is_refused: bool) -> None:
    fail(programme, 1, is_refused=is_refused)
    with CaptureQueriesContext(connection) as few:
        needs(programme)
    fail(programme, 342, is_refused=is_refused)
    with CaptureQueriesContext(connection) as many:
        tasks = needs(programme)
    assert len(many) <= len(few) + 1
    assert len(tasks) == (8 if is_refused else 1)
    if is_refused:
        assert tasks[-1].title == "And 336 more like these"
        assert tasks[-1].href == "/london-2006/chasing/log/?shown=look"


@pytest.fixture
def client(client_of: Callable[[User], Client], coordinator: User) -> Client:
    return client_of(coordinator)


def read(client: Client, path: str) -> str:
    response = client.get(f"/london-2006/chasing/{path}", follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_coordinator_is_done_with_it(client: Client, programme: Programme) -> None:
    [email] = fail(programme, 1, is_refused=True)
    page = f"log/{email.pk}/"
    assert "Done with it" in read(client, page)
    sent = {"decision": "done", "words": "She has rung."}
    response = client.post(f"/london-2006/chasing/{page}", sent, follow=True)
    assert "Done with it. It stays in the log." in response.content.decode()
    assert needs(programme) == []
    assert "Done with: She has rung." in read(client, "log/")
    assert "Or leave it" not in read(client, page)


@pytest.mark.parametrize("sent", [{}, {"decision": "perhaps"}])
def test_only_the_button_sends_it_again(client: Client, programme: Programme, sent: dict[str, str]) -> None:
    [email] = fail(programme, 1, is_refused=True)
    response = client.post(f"/london-2006/chasing/log/{email.pk}/", sent, follow=True)
    assert "Choose one of the buttons." in response.content.decode()
    email.refresh_from_db()
    assert email.state == State.FAILED


def test_too_long_a_reason_is_not_lost(client: Client, programme: Programme) -> None:
    [email] = fail(programme, 1, is_refused=True)
    sent = {"decision": "done", "words": "very " * 100}
    response = client.post(f"/london-2006/chasing/log/{email.pk}/", sent)
    assert "very very very" in response.content.decode()
    assert "There is a problem" in response.content.decode()
    assert len(needs(programme)) == 1


def test_coordinator_sends_all_again_after_reading_what_that_means(
    client: Client, programme: Programme
) -> None:
    fail(programme, 3, is_refused=False)
    fail(programme, 1, is_refused=True)
    assert "Send all that failed again" in read(client, "log/")
    assert "3 others go again at once, as they were." in read(client, "log/failed/")
    assert Email.objects.filter(state=State.FAILED).count() == 4
    response = client.post("/london-2006/chasing/log/failed/", follow=True)
    assert "Three e-mails are sent again now." in response.content.decode()
    assert Email.objects.filter(state=State.QUEUED).count() == 3
    assert "There is nothing to send again." in read(client, "log/failed/")


@pytest.fixture
def logged(programme: Programme, camden: Borough, frozen: time_machine.Traveller) -> Programme:
    """One e-mail of each sort: to Camden’s lead, to Haringey’s, to one of Camden’s to whom nothing could be sent."""
    haringey = BoroughFactory.create(programme=programme, name="Haringey", slug="haringey")
    for borough, name in ((camden, "Ann Lead"), (haringey, "Bob Lead")):
        contact = ContactFactory.create(borough=borough, position=Position.AUDIT_LEAD, name=name)
        email_queue(
            kind="note",
            to=contact.email,
            subject=f"{borough}: please disregard our question",
            text="x",
            programme=programme,
            borough=borough,
            contact=contact,
        )
    Email.objects.filter(borough=haringey).update(state=State.SENT, sent_at=clock.now(), due_at=None)
    fail(programme, 1, is_refused=False, borough=camden)
    return programme


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", 3),
        ("words=ann", 1),
        ("words=lead", 2),
        ("words=ann+disregard", 1),
        ("words=ann+nowhere", 0),
        ("words=person-2%40example.org", 1),
        ("borough=camden", 2),
        ("borough=camden&shown=away", 1),
        ("shown=look", 1),
        ("shown=sent", 1),
        ("shown=waiting", 1),
        ("shown=withdrawn", 0),
        ("shown=done", 0),
        ("borough=no-such&shown=nonsense", 3),
    ],
)
def test_log_finds_what_is_looked_for(client: Client, logged: Programme, query: str, subjects: int) -> None:
    assert read(client, f"log/?{query}").count('<th scope="row">') == subjects


def test_log_that_finds_nothing_leads_back_to_all(client: Client, logged: Programme) -> None:
    page = read(client, "log/?words=nobody-like-this")
    assert "No e-mail is like that." in page
    assert 'value="nobody-like-this"' in page


def test_pages_of_a_narrowed_log_stay_narrowed(client: Client, programme: Programme) -> None:
    fail(programme, 60, is_refused=True)
    page = read(client, "log/?shown=look")
    assert page.count('<th scope="row">') == 50
    assert "shown=look&amp;page=2" in page
    assert read(client, "log/?shown=look&page=2").count('<th scope="row">') == 10


def test_log_costs_as_many_queries_for_many_e_mails_as_for_few(client: Client, programme: Programme) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, "log/?words=person&shown=look")
        return len(captured)

    fail(programme, 2, is_refused=True)
    queries()
    few = queries()
    for _ in range(40):
        fail(programme, 1, is_refused=True, borough=BoroughFactory.create(programme=programme))
    assert queries() == few
