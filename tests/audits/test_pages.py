"""The pages about file audits."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.rounds.models import FileAudit, FileAuditEntry
from audits.rounds.services import Details, audit_begin, audit_move
from audits.rounds.states import Move, Position
from boroughs.history.models import Actor
from boroughs.history.states import Door
from boroughs.people.models import User
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard, Part
from config.dates import PartialDate
from tests.factories import BoroughFactory, FileAuditFactory, RoundFactory

SignIn = Callable[[User], Client]
BY = Actor.system()
TODAY = {"on_day": "8", "on_month": "1", "on_year": "2007"}
LIST = "/london-2006/audits/"


@pytest.fixture
def audit(camden: Borough, haringey: Borough) -> FileAudit:
    return FileAuditFactory.create(borough=camden, position=Position.HOPEFUL)


def address(name: str, audit: FileAudit, *more: int) -> str:
    return reverse(name, args=["london-2006", audit.pk, *more])


def test_coordinator_sees_every_borough_by_name(
    audit: FileAudit, coordinator: User, client_of: SignIn
) -> None:
    page = client_of(coordinator).get(LIST).content.decode()
    assert page.index("Camden") < page.index("Haringey")
    assert "Hopeful" in page
    assert "No reply yet" in page
    assert "By when can you give the files?" in page


def test_a_borough_sees_its_own_line_only(
    audit: FileAudit, camden_adviser: User, camden_lead: User, client_of: SignIn
) -> None:
    for user in (camden_adviser, camden_lead):
        page = client_of(user).get(LIST).content.decode()
        assert "Camden" in page
        assert "Haringey" not in page


def test_reviewer_sees_what_is_to_come_and_nothing_of_the_negotiation(
    audit: FileAudit, haringey: Borough, reviewer: User, client_of: SignIn
) -> None:
    details = Details(files=6, note="After two calls.", reason="")
    other = FileAudit.objects.get(borough=haringey)
    audit_begin(
        audit=other, position=Position.AGREED, on=PartialDate(date(2007, 1, 2)), details=details, by=BY
    )
    client = client_of(reviewer)
    listed = client.get(LIST).content.decode()
    assert "Haringey" in listed
    assert "Camden" not in listed
    assert client.get(address("audit", audit)).status_code == 404
    page = client.get(address("audit", other)).content.decode()
    assert "After two calls." not in page
    assert "How it came to this" not in page
    assert client.get(address("audit-update", other)).status_code == 403


def test_observer_finds_no_file_audits(audit: FileAudit, observer: User, client_of: SignIn) -> None:
    assert client_of(observer).get(LIST).status_code == 403
    assert client_of(observer).get(address("audit", audit)).status_code == 404


def test_an_outsider_appears_once_it_has_offered(
    audit: FileAudit, programme: Programme, coordinator: User, client_of: SignIn
) -> None:
    croydon = BoroughFactory.create(programme=programme, name="Croydon", part=Part.CONTRIBUTOR)
    offer = FileAudit.objects.create(round=audit.round, borough=croydon)
    client = client_of(coordinator)
    assert "Croydon" not in client.get(LIST).content.decode()
    audit_begin(
        audit=offer,
        position=Position.OFFERED,
        on=PartialDate(date(2007, 1, 2)),
        details=Details(files=6),
        by=BY,
    )
    assert "Offered 6" in client.get(LIST).content.decode()
    client.post(address("audit-update", offer), {"choice": "accept_offer", "reviewed_by": "central", **TODAY})
    offer.refresh_from_db()
    assert (offer.position, offer.files_agreed) == (Position.AGREED, 6)


def test_a_programme_without_a_round_says_so(
    programme: Programme, coordinator: User, client_of: SignIn
) -> None:
    assert "No round of file audits has been opened" in client_of(coordinator).get(LIST).content.decode()


def test_the_audit_lead_says_where_the_borough_stands(
    audit: FileAudit, camden_lead: User, client_of: SignIn
) -> None:
    given = {
        "choice": "agree",
        "agree_firm_month": "2",
        "agree_firm_year": "2007",
        "reviewed_by": "central",
        **TODAY,
    }
    client_of(camden_lead).post(address("audit-update", audit), {**given, "seen": audit.version})
    audit.refresh_from_db()
    audit.borough.refresh_from_db()
    assert audit.words == "Agreed, February 2007"
    assert audit.borough.last_heard_how == Heard.SITE
    assert FileAuditEntry.objects.latest("pk").change.door == Door.SITE


def test_adviser_sees_the_file_audit_and_does_not_write_it(
    audit: FileAudit, camden_adviser: User, client_of: SignIn
) -> None:
    client = client_of(camden_adviser)
    assert client.get(address("audit", audit)).status_code == 200
    for name in ("audit-update", "audit-files", "audit-excusal"):
        assert client.get(address(name, audit)).status_code == 403
        assert client.post(address(name, audit), {"choice": "agree"}).status_code == 403


def test_what_is_decided_is_not_offered_to_the_borough(
    audit: FileAudit, camden_lead: User, client_of: SignIn
) -> None:
    audit_move(
        audit=audit,
        move=Move.ASK_EXCUSAL,
        on=PartialDate(date(2007, 1, 2)),
        details=Details(reason="a JAR"),
        by=BY,
    )
    form = client_of(camden_lead).get(address("audit-update", audit)).context["form"]
    assert {"excuse", "refuse_excusal", "accept_offer"} & set(form.offered) == set()
    page = client_of(camden_lead).post(
        address("audit-update", audit), {"choice": "excuse", "reviewed_by": "central", **TODAY}
    )
    assert "choice" in page.context["form"].errors
    assert client_of(camden_lead).get(address("audit-excusal", audit)).status_code == 403


@pytest.mark.parametrize(
    ("move", "position"), [("excuse", Position.EXCUSED), ("refuse_excusal", Position.NO_REPLY)]
)
def test_coordinator_writes_down_what_was_decided(
    audit: FileAudit, coordinator: User, client_of: SignIn, move: str, position: Position
) -> None:
    audit_move(
        audit=audit,
        move=Move.ASK_EXCUSAL,
        on=PartialDate(date(2007, 1, 2)),
        details=Details(reason="a JAR"),
        by=BY,
    )
    client = client_of(coordinator)
    missing = client.post(
        address("audit-excusal", audit), {"move": move, "note": "Inspectors are in.", **TODAY}
    )
    assert set(missing.context["form"].errors) == {"decided_by"}
    assert "Inspectors are in." in missing.content.decode()
    client.post(
        address("audit-excusal", audit),
        {"move": move, "decided_by": "the Board", "note": "Inspectors.", **TODAY},
    )
    audit.refresh_from_db()
    assert (audit.position, audit.decided_by) == (position, "the Board")


def test_an_excusal_that_nobody_asked_for_is_refused(
    audit: FileAudit, coordinator: User, client_of: SignIn
) -> None:
    given = {"move": "excuse", "decided_by": "the Board", "note": "Kindness.", **TODAY}
    page = client_of(coordinator).post(address("audit-excusal", audit), given)
    assert "cannot happen" in page.context["form"].errors["move"][0]
    assert "Kindness." in page.content.decode()


def test_files_are_counted(audit: FileAudit, camden_lead: User, client_of: SignIn) -> None:
    audit_move(audit=audit, move=Move.AGREE, on=PartialDate(date(2007, 1, 2)), by=BY)
    client = client_of(camden_lead)
    wrong = client.post(address("audit-files", audit), {"received": "2", "reviewed": "3", **TODAY})
    assert "cannot be more" in wrong.context["form"].errors["reviewed"][0]
    client.post(address("audit-files", audit), {"received": "4", "reviewed": "", **TODAY})
    audit.refresh_from_db()
    assert (audit.files_received, audit.files_reviewed) == (4, None)


def test_a_change_in_between_is_shown_and_nothing_typed_is_lost(
    audit: FileAudit, coordinator: User, camden_lead: User, client_of: SignIn
) -> None:
    seen = audit.version
    audit_move(audit=audit, move=Move.SAY_OPTIMISTIC, on=PartialDate(date(2007, 1, 4)), by=BY)
    given = {"choice": "agree", "reviewed_by": "central", "note": "From the meeting.", "seen": seen, **TODAY}
    page = client_of(coordinator).post(address("audit-update", audit), given)
    text = page.content.decode()
    assert "Optimistic, 4 January 2007" in text
    assert "From the meeting." in text
    audit.refresh_from_db()
    assert audit.position == Position.OPTIMISTIC


def test_an_assumed_date_is_marked(audit: FileAudit, coordinator: User, client_of: SignIn) -> None:
    FileAuditEntry.objects.update(assumed=["effective_on"])
    FileAudit.objects.filter(pk=audit.pk).update(assumed=["effective_on"])
    assert (
        "11 December 2006 (date assumed)"
        in client_of(coordinator).get(address("audit", audit)).content.decode()
    )
    assert "(assumed)" in client_of(coordinator).get(LIST).content.decode()


def test_only_the_coordinator_strikes_out(
    audit: FileAudit, camden_lead: User, haringey_adviser: User, coordinator: User, client_of: SignIn
) -> None:
    page = address("audit-entry-void", audit, FileAuditEntry.objects.get().pk)
    assert client_of(camden_lead).post(page, {"reason": "Wrong."}).status_code == 403
    assert client_of(haringey_adviser).post(page, {"reason": "Wrong."}).status_code == 404
    client_of(coordinator).post(page, {"reason": "It was Haringey."})
    audit.refresh_from_db()
    assert audit.position == Position.NO_REPLY
    shown = client_of(coordinator).get(address("audit", audit)).content.decode()
    assert "It was Haringey." in shown
    assert "Struck out" in shown


def test_the_list_takes_as_many_queries_for_343_boroughs_as_for_8(
    programme: Programme, coordinator: User, client_of: SignIn
) -> None:
    BoroughFactory.create_batch(8, programme=programme)
    round_ = RoundFactory.create(programme=programme)
    client = client_of(coordinator)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    more = BoroughFactory.create_batch(335, programme=programme)
    FileAudit.objects.bulk_create(FileAudit(round=round_, borough=borough) for borough in more)
    with CaptureQueriesContext(connection) as many:
        page = client.get(LIST)
    assert page.content.decode().count("No reply yet") == 343
    assert len(many) == len(few) == 8
