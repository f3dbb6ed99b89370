"""The words of a chase-up: one e-mail for one person, about one ask or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from boroughs.asks.kinds import Kind, kind_of
from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.programme.models import Programme
from boroughs.programme.selectors import referral_words
from config.dates import listed, say
from hub.answers.tokens import placeholder
from hub.chasing.marks import marks_of, pieces_of, with_addresses, with_marks
from hub.chasing.models import Wording
from hub.chasing.states import FIRST_REQUEST, Purpose


@dataclass(frozen=True, slots=True)
class Matter:
    """One ask in a letter: which step it is, by when an answer is wanted, and why it was asked.

    `wanted_by` None: the last safe day has passed, and an answer is wanted as soon as can be. `because` says why this
    person gets it, in the first e-mail to somebody new. `is_returned`: the turn has come back to the borough since we
    last wrote.
    """

    ask: Ask
    step: int
    wanted_by: date | None
    purpose: Purpose = Purpose.STEP
    is_escalation: bool = False
    written_on: tuple[date, ...] = ()
    lower_rung: Contact | None = None
    next_rung: Contact | None = None
    because: str = ""
    is_returned: bool = False
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
            return (
                f"I have asked {asked}, and have no reply recorded. Unless I hear from you, I will write to "
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
            return f"{because}I am writing to ask {asked}."
        if self.is_returned:
            return f"{when} {asked}. {self._returned_words}"
        words = f"{when} {asked}. I have no reply recorded; if you sent one, my apologies, please forward it."
        if self.ask.promised_on:
            words = f"{when} {asked}. An answer was promised by {say(self.ask.promised_on)}, and I have none recorded."
        return words

    @property
    def _when(self) -> str:
        return "We asked earlier" if self.ask.asked_is_assumed else f"On {say(self.ask.asked)} we asked"

    @property
    def _returned_words(self) -> str:
        """Say what was with us, without its reason, and that it is decided."""
        what = self.ask.returned_after.replace("asks", "asked", 1)
        return f"{self.ask.borough.name} {what}. That has been decided, and the question still stands."

    def _escalation_words(self, asked: str) -> str:
        again = f" I wrote again on {listed(say(day) for day in self.written_on)}." if self.written_on else ""
        knows = f" {self.lower_rung.name} knows that I am writing." if self.lower_rung else ""
        back = f" {self._returned_words}" if self.is_returned else ""
        return (
            f"{self._when} {asked}.{again}{back}{knows} There may be a good reason why I have not heard. "
            f"Any answer helps{f': {self._useful}' if self._useful else ', including no'}."
        )

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
    borough = matters[0].ask.borough
    marks, labels = marks_of([matter.ask for matter in matters]), _labels(borough.name, matters)
    context: dict[str, object] = {
        "programme": programme,
        "to": to,
        "borough": borough,
        "coordinator": coordinator,
        "referral": referral_words(programme, borough),
        "site_url": settings.SITE_URL,
        "questions": list(zip(matters, labels, strict=True)),
    }
    template = "chasing/letters/chase_up.html"
    if own is not None:
        subject, body = own.subject, own.text
        template = "chasing/letters/chase_up_edited.html"
        context["pieces"] = pieces_of(body, marks, dict(zip(marks, labels, strict=True)))
    else:
        subject = _subject(borough.name, matters)
        body = with_marks(render_to_string("chasing/letters/_words.txt", context), marks).strip()
    words = with_addresses(body, marks)
    text = render_to_string("chasing/letters/chase_up.txt", {**context, "body": words})
    html = render_to_string(template, {**context, "subject": subject})
    return Words(subject, text, html, body, text.removeprefix(words).strip())


def _labels(borough: str, matters: Sequence[Matter]) -> list[str]:
    """Name the links to the answers; of several, each by what it is about."""
    if len(matters) == 1:
        return [f"Answer for {borough}"]
    return [f"Answer about {matter.kind.topic}" for matter in matters]


def _subject(borough: str, matters: Sequence[Matter]) -> str:
    kind = matters[0].kind
    if len(matters) > 1:
        return f"{borough}: {len(matters)} questions for you"
    return (
        f"{borough}: may I ask your help with {kind.topic}?"
        if matters[0].is_escalation
        else f"{borough}: {kind.question}"
    )
