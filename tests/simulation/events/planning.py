"""Rounds, dates and policies change, and what everything runs on is away."""

from datetime import timedelta

from audits.rounds.models import FileAudit, Round
from audits.rounds.services import Details, audit_move, round_open
from audits.rounds.states import Move
from audits.rounds.states import Position as AuditPosition
from boroughs.asks.services import reconcile
from boroughs.programme.models import KeyDate
from config import clock
from config.dates import PartialDate, Precision
from hub.chasing.models import Policy
from tests.simulation.events.choosing import open_asks, pick
from tests.simulation.year import SYSTEM, Year


def open_round(year: Year, number: int) -> None:
    if (there := Round.objects.count()) < 3:
        asked = PartialDate(clock.today() - timedelta(days=number % 20))
        round_open(programme=year.programme, slug=f"round-{there}", title="Files", asked=asked, by=SYSTEM)


def move_date(year: Year, number: int) -> None:
    """A moved date keeps each row, and with it the sequence."""
    dated = FileAudit.objects.filter(position=AuditPosition.AGREED_DATED).order_by("pk")
    audit = pick(list(dated), number)
    reconcile(boroughs=year.boroughs, today=clock.today())  # what an outage kept from being opened or closed
    before = {(ask.borough_id, ask.key): ask.pk for ask in open_asks(year)}
    details = Details(firm=PartialDate(clock.today() + timedelta(days=number % 90)))
    audit_move(audit=audit, move=Move.AGREE, on=PartialDate(clock.today()), details=details, by=SYSTEM)
    after = {(ask.borough_id, ask.key): ask.pk for ask in open_asks(year)}
    assert before == after, "a moved date closed or reopened an ask"


def move_drafting(year: Year, number: int) -> None:
    """Another day, to the day or the month, on which drafting begins moves last safe days, and nothing else."""
    begins = clock.today() + timedelta(days=number % 120 - 10)
    precision = Precision.MONTH if number % 2 else Precision.DAY
    reconcile(boroughs=year.boroughs, today=clock.today())
    before = {(ask.pk, ask.asked_on, ask.promised_on, ask.steps_sent) for ask in open_asks(year)}
    KeyDate.objects.filter(programme=year.programme).update(on=begins, precision=precision)
    year.drafting_moved_on = clock.today()
    reconcile(boroughs=year.boroughs, today=clock.today())
    after = {(ask.pk, ask.asked_on, ask.promised_on, ask.steps_sent) for ask in open_asks(year)}
    assert before == after, "a moved key date changed more than the last safe days"


def edit_policy(year: Year, number: int) -> None:
    facts = {"days_to_reply": number % 15 + 1, "most_reminders": number % 4, "ring_after": number % 7 + 1}
    kind = pick(["update", "audit-reply", "audit-date", "post-news"], number)
    Policy.objects.update_or_create(programme=year.programme, kind=kind, defaults=facts)


def quiet_period(year: Year, number: int) -> None:
    year.programme.refresh_from_db()
    begins, ends = clock.today() + timedelta(days=3), clock.today() + timedelta(days=3 + number % 14)
    period = {"label": "quiet", "begins_on": begins.isoformat(), "ends_on": ends.isoformat()}
    year.programme.quiet_periods.append(period)
    year.programme.save()


def outage(year: Year, number: int) -> None:
    year.works_from = clock.today() + timedelta(days=number % 31)


def mail_outage(year: Year, number: int) -> None:
    year.mail_from = clock.today() + timedelta(days=number % 6)
