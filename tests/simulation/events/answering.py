"""A borough answers, promises, or asks for something itself."""

from datetime import timedelta

from audits.rounds.models import FileAudit
from audits.rounds.services import Details, audit_move
from audits.rounds.states import Move
from boroughs.asks.kinds import Answer
from boroughs.asks.replying import reply_record, update_give
from boroughs.asks.selectors import choices_of
from boroughs.people.models import Contact
from boroughs.people.services import Newcomer
from boroughs.people.states import Position
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate
from tests.factories import ContactFactory
from tests.simulation.events.choosing import open_asks, pick
from tests.simulation.year import SYSTEM, Year


def reply(year: Year, number: int) -> None:
    ask = pick([ask for ask in open_asks(year) if not ask.is_with_us], number)
    choice = pick(choices_of(ask), number // 7)
    holder = None
    if "holder" in choice.needs:
        holder = ContactFactory.create(borough=ask.borough, position=Position.ADVISER).pk
    today = clock.today()
    answer = Answer(
        choice.value,
        today,
        "Somebody",
        Heard.TELEPHONE,
        firm=PartialDate(today + timedelta(days=number % 60))
        if "firm" in choice.takes and number % 2
        else None,
        files=number % 9 + 1 if "files" in choice.needs | choice.takes else None,
        holder=holder,
        reason="a joint area review" if "reason" in choice.needs | choice.takes else "",
        promised_on=today + timedelta(days=number % 30 + 1) if "promised_on" in choice.needs else None,
    )
    reply_record(ask=ask, answer=answer, by=SYSTEM)


def promise(year: Year, number: int) -> None:
    ask = pick([ask for ask in open_asks(year) if not ask.is_with_us], number)
    promised = clock.today() + timedelta(days=number % 40 + 1)
    answer = Answer("promise", clock.today(), "X", Heard.EMAIL, promised_on=promised)
    reply_record(ask=ask, answer=answer, by=SYSTEM)
    assert not ask.is_past_use(promised), "a day past the last safe one was promised"


def pause(year: Year, number: int) -> None:
    ask = pick([ask for ask in open_asks(year) if not ask.is_with_us], number)
    reply_record(
        ask=ask, answer=Answer("pause", clock.today(), "X", Heard.EMAIL, reason="illness"), by=SYSTEM
    )


def update(year: Year, number: int) -> None:
    borough = pick(year.boroughs, number)
    update_give(
        borough=borough, something_changed=False, said_by="X", how=Heard.EMAIL, on=clock.today(), by=SYSTEM
    )


def refer(year: Year, number: int) -> None:
    """Somebody says who else is to be asked: now somebody whom we know, now somebody new."""
    ask = pick([ask for ask in open_asks(year) if not ask.is_with_us], number)
    known = list(Contact.objects.filter(borough=ask.borough, is_active=True).order_by("pk"))
    contact = pick(known, number // 5)
    named = Newcomer(contact.name, contact.email)
    if number % 2:
        named = Newcomer("Somebody else", f"somebody-{ask.borough_id}-{number}@example.org")
    answer = Answer("refer", clock.today(), "X", Heard.EMAIL, refer_to=named)
    reply_record(ask=ask, answer=answer, by=SYSTEM)


def ask_excusal(year: Year, number: int) -> None:
    audit = pick(list(FileAudit.objects.order_by("pk")), number)
    details = Details(reason="a joint area review")
    audit_move(audit=audit, move=Move.ASK_EXCUSAL, on=PartialDate(clock.today()), details=details, by=SYSTEM)
