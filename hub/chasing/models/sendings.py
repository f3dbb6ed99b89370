"""What is written: a person’s e-mail of one day, what each is about, and the coordinator’s own words for it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from boroughs.access.models import AccessQuerySet, Reach
from boroughs.asks.models import Ask
from boroughs.history.models import Change, Tracked
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from hub.answers.models import AnswerLink
from hub.chasing.models.holds import Hold
from hub.chasing.states import COORDINATORS, Handle, Purpose
from hub.mail.models import Email


class Sending(Tracked):
    """One person's e-mail of one sending day of a programme; unique, so that nobody gets two."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sendings")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="sendings")
    address = models.EmailField()
    sent_for = models.DateField()
    email = models.OneToOneField(Email, on_delete=models.PROTECT, related_name="sending")
    is_by_hand = models.BooleanField(default=False, help_text="sent at once: sending hours are not for it")
    is_withdrawn = models.BooleanField(default=False)

    reach = Reach("programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "address", "sent_for"],
                condition=Q(is_withdrawn=False),
                name="sending_one_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}, {self.sent_for}"


class WordingQuerySet(AccessQuerySet["Wording"]):
    """The coordinator's own words for e-mails."""

    def standing(self) -> Self:
        """Keep those whose e-mail has not left: one that was withdrawn on its way gives its words back."""
        return self.filter(Q(sending=None) | Q(sending__is_withdrawn=True), put_aside_at=None)


class Wording(Tracked):
    """The coordinator's own words for one e-mail: to one person, about some asks, each at one step, or a welcome.

    They hold for exactly what she saw, so that is kept with them: `matters` (each ask with its step and purpose, and
    their names), and the standard words, which name every day of the letter. In both, a mark stands for each link.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="wordings")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="wordings")
    welcomes_to = models.ForeignKey(
        Borough,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the borough to whose post the e-mail welcomes",
    )
    subject = models.CharField(max_length=200)
    text = models.TextField()
    matters = models.JSONField()
    standard_subject = models.CharField(max_length=255)
    standard_text = models.TextField()
    sending = models.OneToOneField(Sending, on_delete=models.PROTECT, null=True, related_name="wording")
    put_aside_at = models.DateTimeField(null=True, help_text="when other words took their place")

    reach = Reach("programme", shared_with=COORDINATORS)
    objects = WordingQuerySet.as_manager()  # type: ignore[misc] # narrows the manager of every reachable row

    class Meta:
        default_permissions = ()
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["programme"], condition=Q(put_aside_at=None), name="wording_not_put_aside")
        ]

    def __str__(self) -> str:
        return f"“{self.subject}” to {self.contact}"

    @property
    def handles(self) -> set[Handle]:
        """By what its e-mail is found: a welcome by that alone, whatever is handed over in it."""
        if self.welcomes_to_id is not None:
            return {Handle.of_welcome(self.welcomes_to_id)}
        return {Handle.of_ask(matter["ask"]) for matter in self.matters}


class ChaseUp(Tracked):
    """One reminder about one ask: `step` is its place in the sequence, sent once and never again.

    Steps go on being counted when the sequence begins anew with somebody else, from the step of the handover.

    One that was left out takes up its place all the same; it has no sending, but the day on which it would have gone.
    """

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="chase_ups")
    step = models.PositiveSmallIntegerField()
    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, null=True, related_name="chase_ups")
    left_out = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="+")
    left_out_for = models.DateField(null=True, help_text="the day on which it would have gone")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.STEP)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, related_name="courtesy_notes")
    rung = models.CharField(
        max_length=20,
        choices=Position.choices,
        blank=True,
        help_text="the position that it was a letter to, up the ladder; empty for everything else",
    )
    is_first = models.BooleanField(
        default=False, help_text="the borough was asked with it, and had not been before"
    )
    name = models.CharField(max_length=200, help_text="which step it was, in words, for people only")
    why = models.TextField()
    is_withdrawn = models.BooleanField(default=False)
    link = models.OneToOneField(AnswerLink, on_delete=models.PROTECT, null=True, related_name="chase_up")

    # What was never sent is nothing that the borough knows of.
    reach = Reach("ask__borough__programme", "ask__borough", own_if=Q(left_out=None))

    class Meta:
        default_permissions = ()
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(sending__isnull=False, left_out=None, left_out_for=None)
                | Q(sending=None, left_out__isnull=False, left_out_for__isnull=False),
                name="chase_up_sent_or_left_out",
            ),
            models.UniqueConstraint(
                fields=["ask", "step"],
                condition=Q(is_withdrawn=False, purpose__in=[Purpose.STEP, Purpose.HANDOVER]),
                name="chase_up_once_a_step",
            ),
            models.UniqueConstraint(
                fields=["ask", "step"],
                condition=Q(is_withdrawn=False, purpose=Purpose.NOTICE),
                name="chase_up_one_notice_a_step",
            ),
            models.UniqueConstraint(
                fields=["ask", "hold"],
                condition=Q(is_withdrawn=False, purpose=Purpose.COURTESY),
                name="chase_up_one_courtesy_a_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask}: {self.name}"

    @property
    def is_letter(self) -> bool:
        """Whether it went up the ladder."""
        return bool(self.rung)


class Welcome(Tracked):
    """That somebody who has taken up a borough's post is welcomed, once; nobody reminds them until `quiet_until`.

    One that was left out counts all the same; it has no sending, but the day on which it would have gone.
    """

    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="welcomes")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="welcomes")
    sending = models.OneToOneField(Sending, on_delete=models.PROTECT, null=True, related_name="welcome")
    left_out = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="+")
    left_out_for = models.DateField(null=True, help_text="the day on which it would have gone")
    quiet_until = models.DateField()
    is_withdrawn = models.BooleanField(default=False)

    reach = Reach("borough__programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        constraints = [
            # Its Change is about the row itself, and so follows it.
            models.CheckConstraint(
                condition=Q(sending__isnull=False, left_out=None, left_out_for=None)
                | Q(sending=None, left_out_for__isnull=False),
                name="welcome_sent_or_left_out",
            ),
            models.UniqueConstraint(
                fields=["borough", "contact"], condition=Q(is_withdrawn=False), name="welcome_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.borough}: welcome to {self.contact}"
