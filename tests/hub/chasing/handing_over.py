"""What tests of handovers share."""

from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.history.models import Actor
from boroughs.people.services import Newcomer
from boroughs.programme.states import Heard
from config import clock
from hub.mail.models import Email

SYSTEM = Actor.system()


DEPUTY = "deputy@example.org"


def refer(ask: Ask, *, to: str = DEPUTY, said_by: str = "Camden’s audit lead") -> None:
    named = Newcomer("The deputy", to)
    answer = Answer("refer", clock.today(), said_by, Heard.LINK, refer_to=named)
    reply_record(ask=ask, answer=answer, by=SYSTEM)


def last(emails: list[Email], to: str) -> Email:
    return [each for each in emails if each.to_address == to][-1]
