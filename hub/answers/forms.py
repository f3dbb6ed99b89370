"""The forms of a page that is opened by a link: who answers, and what."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http.request import QueryDict

from boroughs.asks.forms import ReplyForm
from boroughs.asks.kinds import Choice
from boroughs.programme.forms import VerbForm
from boroughs.programme.states import Heard
from config import clock
from config.site.forms import EmailField, TextInput
from hub.answers.models import AnswerLink
from hub.answers.services import said_by


class SignedForm(VerbForm):
    """What somebody without an account sends: with their name, the name of who was asked unless they change it."""

    answered_by = forms.CharField(
        label="Your name and role",
        max_length=100,
        widget=TextInput(width=30),
        error_messages={"required": "Enter your name and role"},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        link: AnswerLink,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.link = link
        super().__init__(data, initial={"answered_by": link.contact.name[:100], **(initial or {})}, **kwargs)

    @property
    def is_signed_by_other(self) -> bool:
        """Whether the name needs a look: it was changed, or is missing."""
        return bool(self.is_bound and (self.has_error("answered_by") or self.who() != self.link.contact.name))

    def who(self) -> str:
        """Say who answers, as it is recorded."""
        return said_by(self.link, self.cleaned_data.get("answered_by", ""))


class CopiedForm(SignedForm):
    """The same for an answer, of which a copy can be had."""

    copy_to = EmailField(
        label="Your e-mail address",
        help_text="For a copy of what is recorded, if this was passed on to you",
        required=False,
        autocomplete="email",
    )
    seen_reply = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        link: AnswerLink,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, link=link, initial={"seen_reply": link.reply_id, **(initial or {})}, **kwargs)

    def show_newest(self, link: AnswerLink) -> None:
        """Carry on with what has been recorded meanwhile, and leave everything typed as it is."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("seen_reply")] = str(link.reply_id or "")
        data[self.add_prefix("seen")] = str(link.ask.version)
        self.data = data


class LinkReplyForm(CopiedForm, ReplyForm):
    """The answer to one ask, in the borough's own words, with that ask's own choices."""

    field_order = ("choice", "words", "answered_by", "copy_to")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        link: AnswerLink,
        choices: Sequence[Choice],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, link=link, ask=link.ask, choices=choices, own_name=link.contact.name, **kwargs)

    def heard(self) -> dict[str, Any]:
        """Tell who said it, how and when."""
        return {"said_by": self.who(), "how": Heard.LINK, "on": clock.today()}
