"""An answer that is promised by link for a day past use is refused, with the day, the reason and whom to ring."""

import pytest
from django.test import Client

from boroughs.asks.models import Ask, Reply
from boroughs.asks.services import reconcile
from boroughs.programme.models import Programme
from config import clock
from config.dates import Precision
from tests.factories import KeyDateFactory
from tests.hub.answers.conftest import sent
from tests.hub.answers.test_minute import two as two

WHY = "Drafting begins in March 2007, so files are needed by 9 February 2007."
REFUSED = f"Choose a day up to 2 February 2007. {WHY} If that is impossible, ring "


def day(prefix: str = "") -> dict[str, str]:
    parts = {"day": "12", "month": "2", "year": "2007"}
    return {f"{prefix}promise_promised_on_{part}": value for part, value in parts.items()}


@pytest.fixture
def drafting(programme: Programme) -> None:
    KeyDateFactory.create(programme=programme, precision=Precision.MONTH)


def test_link_says_why_and_up_to_which_day(drafting: None, token: str, visitor: Client) -> None:
    page = visitor.get(f"/answer/{token}/").content.decode()
    assert WHY in page
    assert "Up to 2 February 2007" in page


def test_link_refuses_a_later_day_and_keeps_what_was_typed(
    drafting: None, token: str, ask: Ask, visitor: Client
) -> None:
    typed = sent("promise", words="After half term.", seen=str(ask.version), **day())
    page = visitor.post(f"/answer/{token}/", typed).content.decode()
    assert REFUSED in page
    assert "020 7946 0100" in page
    assert "After half term." in page
    assert 'value="12"' in page
    assert not Reply.objects.exists()


def test_minute_refuses_it_as_well(programme: Programme, two: str, visitor: Client) -> None:
    KeyDateFactory.create(programme=programme, precision=Precision.MONTH)
    reconcile(boroughs=programme.boroughs.all(), today=clock.today())
    ask = Ask.objects.get(kind="audit-reply")
    given = sent("promise", words="After half term.", seen=str(ask.version), **day())
    given["answered_by"] = "Camden’s adviser"
    data = {"part": "other", **{f"other-{name}": value for name, value in given.items()}}
    page = visitor.post(f"/answer/{two}/", data).content.decode()
    assert REFUSED in page
    assert "After half term." in page
    assert not Reply.objects.exists()
