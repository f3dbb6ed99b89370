"""The words of a chase-up: one e-mail for one person, about one ask or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from boroughs.asks.kinds import Kind, kind_of
from boroughs.asks.models import Ask
from boroughs.asks.states import once_decided
from boroughs.people.models import Contact
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import referral_words
from config.dates import listed, say, say_days
from hub.answers.tokens import placeholder
from hub.chasing.letters.marks import marks_of, pieces_of, with_addresses, with_marks
from hub.chasing.models import Wording
from hub.chasing.states import FIRST_REQUEST, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One ask in a letter: which step it is, by when an answer is wanted, and why it was asked.

    `wanted_by` None: the last safe day has passed, and an answer is wanted as soon as can be. `because` says why this
    person gets it, in the first e-mail to somebody new. `is_returned`: the turn has come back to the borough since we
    last wrote; `is_answered`: it has said something since then that leaves this open.
    """

    ask: Ask
    step: int
    wanted_by: date | None
    purpose: Purpose = Purpose.STEP
    is_escalation: bool = False
    written_on: tuple[date, ...] = ()
    rang_on: tuple[date, ...] = ()
    lower_rung: Contact | None = None
    next_rung: Contact | None = None
    because: str = ""
    is_returned: bool = False
    is_answered: bool = False
    asked_before: str = ""
    is_new: bool = False

    @property
    def kind(self) -> Kind:
        """Give its kind."""
        return kind_of(self.ask.kind)

    @property
    def asked_words(self) -> str:
        """Say when it was asked, as a sentence; a date that is only assumed is not said."""
        asked = self.kind.asked.format(borough=self.ask.borough.name)
        if self.purpose == Purpose.NOTICE and self.next_rung is not None:
            heard = self._heard_words or "I have no reply recorded."
            return (
                f"I have asked {asked}. {heard} Unless I hear from you, I will write to "
                f"{self.next_rung.name} about it in two working days, and I wanted you to know first."
            )
        if self.is_escalation:
            return self._escalation_words(asked)
        if self.purpose == Purpose.COURTESY:
            return f"We have not written for a while, so that you had one thing less to see to. We had asked {asked}."
        because = f"{self.because} " if self.because else ""
        when = self._when
        if self.purpose == Purpose.HANDOVER and not self.is_new:
            return f"{because}{when} {asked}."
        if self.step == FIRST_REQUEST:
            asking = self.kind.asking.format(borough=self.ask.borough.name)
            return f"{because}{self._thanks}I am writing to ask {asking}."
        if self.is_returned:
            return f"{when} {asked}. {self._returned_words}"
        if self.is_answered:
            return f"{when} {asked}. {self._thanks}The question is still open."
        if self.ask.promised_on:
            return f"{when} {asked}. {self._promise_words}"
        return f"{when} {asked}. I have no reply recorded; if you sent one, my apologies, please forward it."

    @property
    def _when(self) -> str:
        return "We asked earlier" if self.ask.asked_is_assumed else f"On {say(self.ask.asked)} we asked"

    @property
    def _thanks(self) -> str:
        """Thank for the answer from which this follows, or which leaves it open."""
        answered = self.ask.answered
        return f"Thank you for {self.ask.borough.name}’s answer of {say(answered)}. " if answered else ""

    @property
    def _returned_words(self) -> str:
        """Say what was with us, without its reason, and that it is decided."""
        what = once_decided(self.ask.returned_after)
        return f"{self.ask.borough.name} {what}. That has been decided, and the question still stands."

    @property
    def _promise_words(self) -> str:
        promised = self.ask.promised_on
        return f"An answer was promised by {say(promised)}, and I have none recorded." if promised else ""

    @property
    def _heard_words(self) -> str:
        """Say what the borough has let us know since it was asked, which leaves it open; empty when nothing."""
        answered = self.ask.answered
        is_answered = answered is not None and answered.last_day > self.ask.asked_on
        thanks = f"{self._thanks}The question is still open." if self.is_answered or is_answered else ""
        returned = self._returned_words if self.is_returned else ""
        return " ".join(filter(None, [thanks, returned, self._promise_words]))

    def _escalation_words(self, asked: str) -> str:
        did = [f"wrote again on {say_days(self.written_on)}"] if self.written_on else []
        did += [f"rang on {say_days(self.rang_on)}"] if self.rang_on else []
        again = f" I {' and '.join(did)}." if did else ""
        knows = f" {self.lower_rung.name} knows that I am writing." if self.lower_rung else ""
        heard = f" {self._heard_words}" if self._heard_words else ""
        silence = "" if heard else " There may be a good reason why I have not heard."
        return (
            f"{self._when} {asked}.{again}{heard}{knows}{silence} "
            f"Any answer helps{f': {self._useful}' if self._useful else ', including no'}. {self.kind.at_stake}"
        ).strip()

    @property
    def handed_over_words(self) -> str:
        """Say in a welcome what was asked before, and of whom; nothing of what is new to everybody."""
        if self.is_new:
            return ""
        asked = self.kind.asked.format(borough=self.ask.borough.name)
        whom = f" {self.asked_before} was asked then; from now on it is yours." if self.asked_before else ""
        return f"{self._when} {asked}.{whom}"

    @property
    def _useful(self) -> str:
        """Name the answers of this kind that need no work and are useful all the same."""
        return self.kind.please.format(borough=self.ask.borough.name).partition("? ")[2]

    @property
    def please_words(self) -> str:
        """Ask for the answer, with the day by which it is wanted."""
        if self.is_escalation:
            return f"Could you, or someone you name, tell me {self._by}?"
        please, _, hint = self.kind.please.format(borough=self.ask.borough.name).partition("? ")
        return f"Could you {please} {self._by}?{f' {hint}.' if hint else ''}"

    @property
    def _by(self) -> str:
        return f"by {say(self.wanted_by)}" if self.wanted_by else "as soon as you can"

    @property
    def why_words(self) -> str:
        """Say why that day: what the last safe day follows from while it is to come, else why it is asked at all."""
        return (self.wanted_by and self.ask.why_by_then) or self.kind.why

    @property
    def address(self) -> str:
        """Give what stands for the link on which it is answered; the link itself is made when the letter is queued."""
        return placeholder(self.ask.pk)


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says. `body` is the part that can be edited, its links as marks; `closing` always follows it."""

    subject: str
    text: str
    html: str
    body: str
    closing: str

    @property
    def shown(self) -> str:
        """Give the text to be read before it is sent: for each link its mark, as the link itself is not made yet."""
        return f"{self.body}\n\n{self.closing}".strip()


def compose(
    programme: Programme,
    to: Contact,
    matters: Sequence[Matter],
    coordinator: Contact | None,
    *,
    own: Wording | None = None,
) -> Words:
    """Write the letter to one person about all that is due from them; `own` are the coordinator's words for it."""
    boroughs = list(dict.fromkeys(matter.ask.borough for matter in matters))
    names = listed([borough.name for borough in boroughs])
    marks, labels = marks_of([matter.ask for matter in matters]), _labels(matters)
    headings = [f"{matter.ask}" if len(boroughs) > 1 else matter.ask.title for matter in matters]
    context: dict[str, object] = {
        "programme": programme,
        "to": to,
        "named_for": names,
        "coordinator": coordinator,
        "referral": _referral(programme, boroughs),
        "site_url": settings.SITE_URL,
        "questions": list(zip(matters, headings, labels, strict=True)),
    }
    subject = _subject(names, matters)
    return written("chase_up", context, subject=subject, marks=marks, labels=labels, own=own)


def written(
    letter: str,
    context: Mapping[str, object],
    *,
    subject: str,
    marks: Mapping[str, str],
    labels: Sequence[str],
    own: Wording | None,
) -> Words:
    """Put a letter together: its standard words or the coordinator's own, and what always follows them."""
    template = f"chasing/letters/{letter}"
    if own is not None:
        subject, body = own.subject, own.text
        pieces = pieces_of(body, marks, dict(zip(marks, labels, strict=True)))
        html = render_to_string(f"{template}_edited.html", {**context, "subject": subject, "pieces": pieces})
    else:
        body = with_marks(render_to_string(f"{template}_words.txt", dict(context)), marks).strip()
        html = render_to_string(f"{template}.html", {**context, "subject": subject})
    words = with_addresses(body, marks)
    text = render_to_string(f"{template}.txt", {**context, "body": words})
    return Words(subject, text, html, body, text.removeprefix(words).strip())


def _labels(matters: Sequence[Matter]) -> list[str]:
    """Name the links to the answers; of several, each by what it is about, and of which borough if not all of one."""
    if len(matters) == 1:
        return [f"Answer for {matters[0].ask.borough.name}"]
    if len({matter.ask.borough_id for matter in matters}) == 1:
        return [f"Answer about {matter.kind.topic}" for matter in matters]
    return [f"Answer for {matter.ask.borough.name} about {matter.kind.topic}" for matter in matters]


def _referral(programme: Programme, boroughs: Sequence[Borough]) -> str:
    """Say where to turn when a child is at risk: each borough's own front door, by its name where there are several."""
    words = {borough.name: referral_words(programme, borough) for borough in boroughs}
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return " ".join(f"For {name}: {each}" for name, each in words.items())


def _subject(names: str, matters: Sequence[Matter]) -> str:
    kind = matters[0].kind
    if len(matters) > 1:
        return f"{names}: {len(matters)} questions for you"
    return (
        f"{names}: may I ask your help with {kind.topic}?"
        if matters[0].is_escalation
        else f"{names}: {kind.question}"
    )
