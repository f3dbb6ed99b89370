"""A simulated year: days that pass, with all that must hold at every moment checked at that moment."""

import contextlib
import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from unittest import mock

import time_machine
from django.db.models import F, Q

from boroughs.asks.models import Ask
from boroughs.asks.services import Reconciled, reconcile
from boroughs.history.models import Actor
from boroughs.people.states import Position
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import days_of
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.models import ChaseUp, Hold, Sending, Welcome, Wording
from hub.chasing.selectors import whole_plan
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import FIRST_REQUEST, Handle, Outcome, Purpose
from hub.mail.answers import Parcel
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import OPEN, State
from tests.factories import BoroughFactory, ContactFactory, KeyDateFactory, PostFactory, ProgrammeFactory
from tests.simulation.faults import Killed, Office
from tests.stories.reading import read_day

SYSTEM = Actor.system()
ONE_DAY = timedelta(days=1)
NAMES = ("Camden", "Haringey", "Islington")
SENDING_DAYS = {1, 2, 3}
# When the site works on a sending day and on another, and whether chase-ups are queued then or only delivered.
SENDING_TIMES = (
    (time(9, 50), True),
    (time(10, 1), True),
    (time(13), False),
    (time(15, 59), True),
    (time(22), False),
)
OTHER_TIMES = ((time(11), True),)
EVERYBODY = (
    Position.ADVISER,
    Position.MANAGER,
    Position.AUDIT_LEAD,
    Position.BUSINESS_MANAGER,
    Position.HEAD_OF_SAFEGUARDING,
    Position.CHAIR,
)


@dataclass
class Year:
    """One programme that lives through a year; `taken` tells each e-mail that the server took, as often as it did."""

    traveller: time_machine.Traveller
    dice: random.Random
    first: date
    programme: Programme = field(init=False)
    boroughs: list[Borough] = field(init=False)
    office: Office = field(init=False)
    taken: list[tuple[Email, datetime]] = field(default_factory=list)
    works_from: date = date.min
    mail_from: date = date.min
    drafting_moved_on: date = date.min

    def __post_init__(self) -> None:
        """Make three boroughs with everybody in place."""
        self.office = Office(self.dice, self.took)
        self.at(self.first - ONE_DAY, time(9))
        self.programme = ProgrammeFactory.create(
            slug="year", starts_on=self.first - timedelta(30), ends_on=self.first + timedelta(800)
        )
        ContactFactory.create(
            position=Position.COORDINATOR, borough=None, programme=self.programme, name="Coordinator"
        )
        KeyDateFactory.create(programme=self.programme, on=self.first + timedelta(52))
        self.boroughs = [BoroughFactory.create(programme=self.programme, name=name) for name in NAMES]
        for borough in self.boroughs:
            people = {each: ContactFactory.create(borough=borough, position=each) for each in EVERYBODY}
            holder, since = people[Position.ADVISER], PartialDate(self.first - timedelta(20))
            PostFactory.create(borough=borough, stage=Stage.IN_POST, on=since, holder=holder)

    def at(self, day: date, hour: time) -> None:
        """Let it be that moment in London."""
        self.traveller.move_to(datetime.combine(day, hour, LONDON))

    def pass_day(self, day: date) -> None:
        """Let one day pass; crashes end a run of the site, and the next one goes on."""
        self.office.is_away = day < self.mail_from
        for hour, is_queueing in SENDING_TIMES if day.weekday() in SENDING_DAYS else OTHER_TIMES:
            self.at(day, hour)
            if is_queueing:
                self.queue(day)
            with contextlib.suppress(Killed):
                deliver_due(transport=self.office)

    def queue(self, day: date) -> None:
        """Reconcile and queue; one time in thirty the process dies before it has committed."""
        reconcile(boroughs=self.boroughs, today=clock.today())
        if day.weekday() == 0:
            assert reconcile(boroughs=self.boroughs, today=clock.today()) == Reconciled(), "not idempotent"
            self.check_updates(day)
        is_dying = not self.office.is_healthy and self.dice.randrange(30) == 0
        if is_dying:
            with (
                contextlib.suppress(Killed),
                mock.patch.object(ChaseUp.objects, "bulk_create", side_effect=Killed),
            ):
                chase_ups_queue(programme=self.programme, now=clock.now())
        queued = chase_ups_queue(programme=self.programme, now=clock.now())
        assert queued == 0 or self.is_sending_time(), f"queued at {clock.now()}, outside the sending hours"
        if queued:
            assert chase_ups_queue(programme=self.programme, now=clock.now()) == 0, "queued again"

    def is_sending_time(self) -> bool:
        """Tell whether e-mails may go out now, by the words of the default policy."""
        local = clock.now().astimezone(LONDON)
        self.programme.refresh_from_db()
        is_day = local.weekday() in SENDING_DAYS and days_of(self.programme).is_working(local.date())
        return is_day and time(10) <= local.time() < time(16)

    def took(self, parcel: Parcel) -> None:
        """Check an e-mail at the moment when the server takes it."""
        email = Email.objects.get(message_id=parcel.message_id)
        now, today = clock.now(), clock.today()
        self.taken.append((email, now))
        if email.kind == "welcome":
            self.check_welcome(email)
        elif email.kind != "chase":
            return
        told = f"{email} at {now}"
        sending = Sending.objects.select_related("contact__user").get(email=email)
        assert sending.is_by_hand or self.is_sending_time(), f"{told}: outside the sending hours"
        assert sending.contact.can_be_written_to, f"{told}: to somebody who is not to be written to"
        self._check_words(sending, told)
        chase_ups = sending.chase_ups.select_related("ask")
        assert chase_ups or email.kind == "welcome", f"{told}: an e-mail about nothing"
        holds = list(Hold.objects.filter(programme=self.programme))
        for each in chase_ups:
            assert not each.is_withdrawn, f"{told}: its step was given up"
            assert each.ask.is_open, f"{told}: about something closed"
            assert not each.ask.is_with_us, f"{told}: while it is our turn"
            same = ChaseUp.objects.filter(ask=each.ask, step=each.step, purpose=each.purpose)
            assert not same.filter(is_withdrawn=False).exclude(left_out=None), (
                f"{told}: its step was left out"
            )
            deferred = each.ask.deferred_until
            assert deferred is None or deferred < today, f"{told}: before a promised day"
            self._check_last_safe_day(each, sending.sent_for, email, told)
            assert not any(hold.holds(each.ask) and hold.is_in_force(today) for hold in holds), (
                f"{told}: while held"
            )
            if email.kind == "chase":
                self.check_settling(each, sending)
                self.check_told_of_their_own(each, sending)

    def check_welcome(self, email: Email) -> None:
        """Check that a welcome goes to who holds the post, while their borough is not held."""
        welcome = Welcome.objects.get(sending__email=email)
        assert not welcome.is_withdrawn
        assert Post.objects.get(borough=welcome.borough).holder_id == welcome.contact_id
        assert welcome.contact.can_be_written_to
        assert welcome.quiet_until > clock.today()
        holds = Hold.objects.filter(borough=welcome.borough, ask=None)
        assert not any(hold.is_in_force(clock.today()) for hold in holds), f"{email}: while held"

    def check_settling(self, chase_up: ChaseUp, sending: Sending) -> None:
        """Check that nobody is chased within ten working days of taking up the post."""
        entries = PostEntry.objects.standing().filter(
            post__borough=chase_up.ask.borough,
            post__holder=F("holder"),
            holder__email=sending.address,
            change__verb="post-appoint",
        )
        for entry in entries.select_related("change"):
            since = max(entry.effective_on, entry.change.at.astimezone(LONDON).date())
            welcomes = Welcome.objects.filter(contact=entry.holder, is_withdrawn=False)
            # What a welcome has promised stays, though days that are no working days were entered since.
            promised = welcomes.values_list("quiet_until", flat=True)
            settled = min([days_of(self.programme).add(since, 10), *promised])
            assert clock.today() > settled, f"{chase_up} to {entry.holder}, in post since {since}"

    def check_told_of_their_own(self, chase_up: ChaseUp, sending: Sending) -> None:
        """Check that who gets a reminder was written to about it before, or nobody was and it was asked elsewhere."""
        if "reminder" not in chase_up.name:
            return
        before = ChaseUp.objects.filter(ask=chase_up.ask, is_withdrawn=False, pk__lt=chase_up.pk)
        was_asked_elsewhere = chase_up.ask.was_asked_before and not before
        contact, address = sending.contact, sending.address
        was_written_to = before.filter(Q(sending__contact=contact) | Q(sending__address=address)).exists()
        assert was_asked_elsewhere or was_written_to, f"{chase_up} to {contact}, who was never asked"

    def _check_words(self, sending: Sending, told: str) -> None:
        """Check that own words go out to the letter, and that where they no longer hold nothing goes out instead."""
        own = Wording.objects.filter(sending=sending).first()
        if own is not None:
            assert own.text.partition("\n")[0] in sending.email.text, f"{told}: not in the words of {own}"
            assert own.contact_id == sending.contact_id, f"{told}: words for somebody else"
            about = sending.chase_ups.values_list("ask", "step", "purpose")
            meant = {(matter["ask"], matter["step"], matter["purpose"]) for matter in own.matters}
            assert set(about) == meant, f"{told}: words for something else"
        asks = set(sending.chase_ups.values_list("ask", flat=True))
        # What was edited for whoever stood in has nothing to say about the welcome.
        handles = {Handle.of_ask(ask) for ask in asks}
        if sending.email.kind == "welcome":
            handles = {Handle.of_welcome(Welcome.objects.get(sending=sending).borough_id)}
        waiting = [each for each in Wording.objects.all().standing() if each.handles & handles]
        assert not waiting, f"{told}: went out while {waiting} waited to be looked at again"

    def _check_last_safe_day(self, each: ChaseUp, written_on: date, email: Email, told: str) -> None:
        """An e-mail names a day to come, or none; past the last safe day only what was approved leaves."""
        today = clock.today()
        for day in re.findall(r"by (\d+ \w+ \d{4})\?", email.text):
            assert read_day(day) >= written_on, f"{told}: asks for an answer by {day}"
        if each.ask.is_past_use(today):
            assert each.ask.is_past_use(written_on), f"{told}: its last safe day has passed meanwhile"
            approved = each.ask.escalations.filter(step=each.step, is_approved=True)
            is_first = each.step == FIRST_REQUEST or each.purpose == Purpose.HANDOVER
            was_moved = written_on <= self.drafting_moved_on
            assert is_first or was_moved or approved.exists(), f"{told}: past its last safe day"

    def check_updates(self, day: date) -> None:
        """Check that the monthly update is asked exactly of those who have given none this month."""
        month = day.replace(day=1)
        for borough in Borough.objects.filter(programme=self.programme):
            asks = Ask.objects.filter(borough=borough, key="update")
            is_wanted = borough.updated_on is None or borough.updated_on < month
            is_withdrawn = asks.filter(is_kept_closed=True).exists()
            assert asks.filter(closed_at=None).count() == int(is_wanted and not is_withdrawn)

    def check_end(self) -> None:
        """Check that nothing is lost, doubled or left over, some weeks after everything works again."""
        waiting = list(Email.objects.filter(state__in=OPEN))
        assert not waiting, f"still waiting: {waiting}"
        whole = whole_plan(self.programme, clock.now())
        plan = whole.asks
        overdue = [each for each in plan if each.send_at is not None and each.send_at <= clock.now()]
        assert not [each for each in overdue if each.outcome == Outcome.SEND], f"due and not sent: {overdue}"
        new = whole.welcomes
        assert not [each for each in new if each.send_at and each.send_at <= clock.now()], (
            f"not welcomed: {new}"
        )
        for each in plan:
            assert each.why, f"{each.ask}: no reason is shown"
            is_asked = each.ask.was_asked_before or each.ask.chase_ups.filter(is_withdrawn=False).exists()
            is_due = each.outcome in {Outcome.SEND, Outcome.RING, Outcome.APPROVE, Outcome.WAITING}
            assert is_asked or not is_due or each.send_at, f"{each.ask}: was never asked, and {each.outcome}"
        self._check_log()
        self._check_doubles()

    def _check_log(self) -> None:
        """The log says “sent” of exactly what the server took, but for what it was in doubt about."""
        taken = {email.message_id for email, _ in self.taken}
        sent = set(Email.objects.filter(state=State.SENT).values_list("message_id", flat=True))
        assert sent <= taken, f"said to be sent, and never taken: {sent - taken}"
        assert taken - sent <= self.office.in_doubt, f"taken, and not said to be sent: {taken - sent}"

    def _check_doubles(self) -> None:
        """Nothing was taken twice but what was in doubt, and that with the same Message-ID."""
        times: dict[str, int] = defaultdict(int)
        of_step: dict[tuple[int, int], set[str]] = defaultdict(set)
        welcomed: dict[tuple[int, int], set[str]] = defaultdict(set)
        on_day: dict[tuple[str, date], set[str]] = defaultdict(set)
        for email, at in self.taken:
            times[email.message_id] += 1
            if email.kind == "welcome":
                welcome = Welcome.objects.get(sending__email=email)
                welcomed[welcome.borough_id, welcome.contact_id].add(email.message_id)
            elif email.kind != "chase":
                continue
            on_day[email.to_address, at.astimezone(LONDON).date()].add(email.message_id)
            for each in ChaseUp.objects.filter(
                sending__email=email, purpose__in=[Purpose.STEP, Purpose.HANDOVER]
            ):
                of_step[each.ask_id, each.step].add(email.message_id)
        doubt = self.office.in_doubt
        for messages in welcomed.values():
            assert len(messages - doubt) <= 1, f"welcomed {len(messages)} times"
        assert {each for each, count in times.items() if count > 1} <= doubt
        for (ask, step), messages in of_step.items():
            assert len(messages - doubt) <= 1, f"step {step} of ask {ask} was sent {len(messages)} times"
        for (address, day), messages in on_day.items():
            assert len(messages - doubt) <= 1, f"{address} got {len(messages)} e-mails on {day}"
