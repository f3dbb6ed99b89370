"""What tests of the coordinator's own words share."""

from datetime import timedelta
from email import message_from_bytes, policy

from boroughs.asks.models import Ask
from config import clock
from hub.chasing.by_hand.editing import wording_keep
from hub.chasing.letters.batches import Batch
from hub.chasing.letters.bundles import Writer, seen_of
from hub.chasing.models import Wording
from hub.chasing.selectors import whole_plan
from hub.chasing.states import Handle
from hub.mail.answers import Parcel
from tests.hub.chasing.conftest import BY

LEAD = "camden.lead@example.org"


MARK = "[link: Can you contribute files to the review?]"


OWN = f"Dear Ruth,\n\nWe spoke at the fair; any word on the <files> & dates?\nAnswer here: {MARK}\n\nYours"


DAY = timedelta(days=1)


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def batch_of(ask: Ask) -> Batch:
    batch = whole_plan(ask.borough.programme, clock.now()).letter([Handle.of_ask(ask.pk)])
    assert batch is not None
    return batch


def seen_by_her(ask: Ask) -> str:
    batch = batch_of(ask)
    return seen_of(batch, Writer.of(ask.borough.programme).standard(batch))


def edit(ask: Ask, text: str = OWN, subject: str = "Camden: the files") -> Wording | None:
    """Open the e-mail about an ask, and save other words for it."""
    programme = ask.borough.programme
    return wording_keep(
        programme=programme,
        about=[Handle.of_ask(ask.pk)],
        subject=subject,
        text=text,
        seen=seen_by_her(ask),
        by=BY,
    )


def parts(parcel: Parcel) -> tuple[str, str, str]:
    """Read an e-mail as a mail program does: subject, text, HTML."""
    message = message_from_bytes(parcel.raw, policy=policy.default)
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    return message["Subject"], plain.get_content().replace("\r\n", "\n"), html.get_content()
