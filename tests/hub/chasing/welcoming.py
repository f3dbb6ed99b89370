"""What tests of the coordinator's hand on a welcome share."""

from datetime import date

from boroughs.asks.services import reconcile
from boroughs.people.models import Contact
from boroughs.programme.models import Borough
from config import clock
from hub.chasing.by_hand.editing import wording_keep
from hub.chasing.by_hand.leaving_out import welcome_leave_out
from hub.chasing.letters.bundles import Writer, seen_of
from hub.chasing.models import Welcome, Wording
from hub.chasing.selectors import whole_plan
from hub.chasing.states import Handle
from hub.mail.models import Email
from tests.hub.chasing.conftest import BY

NEW = "new.adviser@example.org"
TUESDAY = date(2007, 1, 9)
OWN = "Dear Ms Okafor,\n\nWe met at the fair. Welcome.\n\n[link: Has anything changed?]"


def about(borough: Borough) -> Handle:
    return Handle.of_welcome(borough.pk)


def edit(borough: Borough, text: str = OWN) -> Wording | None:
    programme = borough.programme
    batch = whole_plan(programme, clock.now()).letter([about(borough)])
    assert batch is not None
    seen = seen_of(batch, Writer.of(programme).standard(batch))
    return wording_keep(
        programme=programme, about=[about(borough)], subject="Welcome", text=text, seen=seen, by=BY
    )


def leave_out(borough: Borough) -> Welcome:
    contact = Contact.objects.get(email=NEW)
    return welcome_leave_out(borough=borough, contact=contact.pk, by=BY)


def say_that_nothing_changed(borough: Borough) -> None:
    """Answer the monthly update, which the welcome hands over."""
    Borough.objects.filter(pk=borough.pk).update(updated_on=clock.today())
    reconcile(boroughs=[borough], today=clock.today())


def welcomes(emails: list[Email]) -> list[Email]:
    return [each for each in emails if each.kind == "welcome"]
