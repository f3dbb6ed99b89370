"""Whatever an e-mail says: whoever left meanwhile, or has another address, does not get it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine

from boroughs.people.models import Contact, User
from boroughs.people.states import Position
from boroughs.programme.models import Programme
from hub.answers.letters import COPY
from hub.board.digests import DIGEST
from hub.chasing.by_hand.stopping import NOTE
from hub.mail.answers import Parcel
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.services import email_queue
from hub.mail.states import State
from tests.factories import BoroughFactory
from tests.factories.people import person

pytestmark = pytest.mark.django_db
SATURDAY = datetime(2007, 1, 13, 2, 0, tzinfo=UTC)


def of_lead(**facts: object) -> Callable[[], object]:
    return lambda: Contact.objects.update(**facts)


MEANWHILE: dict[str, Callable[[], object]] = {
    "left": of_lead(is_active=False),
    "address corrected": of_lead(email="other@example.org"),
    "address rejected": of_lead(email_rejected_at=SATURDAY),
    "no address any more": of_lead(email=""),
    "account closed": lambda: User.objects.update(is_active=False),
}


@pytest.fixture
def lead(programme: Programme, clock: time_machine.Traveller) -> Contact:
    camden = BoroughFactory.create(programme=programme, name="Camden")
    return person(Position.AUDIT_LEAD, borough=camden, email="lead@example.org").contacts.get()


def queue(kind: str, lead: Contact, to: str = "lead@example.org", contact: Contact | None = None) -> Email:
    return email_queue(
        kind=kind, to=to, subject="Camden", text="Words", programme=lead.programme, contact=contact
    )


@pytest.mark.parametrize("kind", [NOTE, COPY, DIGEST])
@pytest.mark.parametrize("what", MEANWHILE)
def test_nothing_leaves_to_somebody_who_is_not_to_be_written_to(
    what: str, kind: str, lead: Contact, memory: list[Parcel]
) -> None:
    email = queue(kind, lead, contact=lead)
    MEANWHILE[what]()
    deliver_due()
    email.refresh_from_db()
    assert not memory
    assert email.state == State.WITHDRAWN
    assert email.withdrawn_because == "Camden’s audit lead is not to be written to there any more."


@pytest.mark.parametrize("kind", [NOTE, COPY, DIGEST])
def test_it_leaves_to_everybody_else(kind: str, lead: Contact, memory: list[Parcel]) -> None:
    queue(kind, lead, contact=lead)
    Contact.objects.update(email="Lead@example.org")
    deliver_due()
    assert [parcel.to_address for parcel in memory] == ["lead@example.org"]


def test_account_mail_and_copies_for_strangers_ask_for_no_contact(
    lead: Contact, memory: list[Parcel]
) -> None:
    email_queue(kind="account", to="lead@example.org", subject="Your code", text="123456", contact=lead)
    queue(COPY, lead, to="stranger@example.org")
    Contact.objects.update(is_active=False)
    deliver_due()
    assert sorted(parcel.to_address for parcel in memory) == ["lead@example.org", "stranger@example.org"]
