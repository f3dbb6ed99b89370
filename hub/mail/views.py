"""The page on which a programme chooses what becomes of e-mail that may have arrived."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, require
from boroughs.programme.views import FormPage, actor, crumbs, open_programme, take_form, typed
from hub.mail.forms import HOLD, SEND_AGAIN, DoubtfulForm
from hub.mail.queue import holds_doubtful
from hub.mail.services import doubtful_choose


def doubtful(request: SignedInRequest, programme: str) -> HttpResponse:
    """Choose whether an e-mail that may have arrived is sent again, or held for a person to look."""
    found = open_programme(request, programme)
    require(request.user, Action.COORDINATE, found)
    back = reverse("chasing", args=[found.slug])
    intro = (
        "When a connection ends just after an e-mail was handed over, nobody can know whether the mail server took it. "
        "That happens rarely, to one e-mail at a time."
    )
    page = FormPage(
        found,
        "When an e-mail may have arrived",
        back,
        crumbs(found, None, ("Chasing", back)),
        caption=found.title,
        intro=intro,
    )
    now = HOLD if holds_doubtful(found.pk) else SEND_AGAIN

    def save(said: Mapping[str, Any]) -> str:
        choice = doubtful_choose(programme=found, is_held=said["choice"] == HOLD, by=actor(request))
        return f"E-mails that may have arrived are {choice}."

    return take_form(request, DoubtfulForm(typed(request), initial={"choice": now}), page, verb=save)
