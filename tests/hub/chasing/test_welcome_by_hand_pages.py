"""The pages on which a welcome is edited, left out and sent now, and what is told of that."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from boroughs.people.models import User
from boroughs.posts.models import PostEntry
from boroughs.posts.services import post_entry_void
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough, Programme
from config import clock
from hub.chasing.models import Wording
from hub.chasing.selectors import whole_plan
from tests.hub.chasing.conftest import BY
from tests.hub.chasing.welcoming import (
    OWN,
    edit,
    leave_out,
    say_that_nothing_changed,
)

pytestmark = pytest.mark.django_db(transaction=True)


def printed(*options: str) -> str:
    told = StringIO()
    call_command("chase", "--preview", *options, stdout=told)
    return told.getvalue()


def test_command_tells_of_edited_waiting_and_left_out_welcomes(new: Borough) -> None:
    edit(new)
    assert "Nobody reminds them until 22 January 2007. It goes out in your words." in printed()
    say_that_nothing_changed(new)
    row = json.loads(printed("--json"))[-1]
    assert (row["outcome"], row["edited"], row["send_at"]) == ("edited, to be looked at again", True, None)
    leave_out(new)
    row = json.loads(printed("--json"))[-1]
    assert (row["kind"], row["outcome"], row["left_out"]) == (
        "welcome",
        "left out",
        "Welcome: left out by Carol on 8 January 2007",
    )


@pytest.fixture
def desk(new: Borough, coordinator: User, client_of: Callable[[User], Client]) -> Callable[[str], str]:
    """The address of a page about the welcome."""
    return lambda name: reverse(name, args=[new.programme.slug, new.slug])


def test_pages_edit_and_send_the_welcome_without_a_script(
    desk: Callable[[str], str], coordinator: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(coordinator)
    page = desk("welcome-email-edit")
    first = client.get(page).context["form"].initial
    again = client.post(page, {**first, "text": "Dear Ms Okafor, welcome."})
    assert again.context["form"]["text"].value() == "Dear Ms Okafor, welcome."
    preview = client.post(page, {**first, "text": OWN}, follow=True).content.decode()
    assert "It goes out in your words." in preview
    assert "We met at the fair." in preview
    client.post(desk("welcome-email-standard"))
    assert not Wording.objects.all().standing().exists()
    seen = client.get(desk("welcome-email-send-now")).context["form"].initial
    done = client.post(desk("welcome-email-send-now"), seen, follow=True).content.decode()
    assert "The e-mail to Ms Okafor is on its way." in done


def test_old_page_of_a_welcome_that_is_gone_keeps_every_word_and_offers_no_other_e_mail(
    desk: Callable[[str], str], coordinator: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(coordinator)
    first = {**client.get(desk("welcome-email-edit")).context["form"].initial, "text": OWN}
    post_entry_void(entry=PostEntry.objects.get(stage=Stage.IN_POST), reason="Another", by=BY)
    again = client.post(desk("welcome-email-edit"), first)
    assert "Nothing goes out about this any more" in again.content.decode()
    assert again.context["form"]["text"].value() == OWN


def test_preview_leaves_a_welcome_out_and_takes_it_back(
    desk: Callable[[str], str], coordinator: User, client_of: Callable[[User], Client], programme: Programme
) -> None:
    client = client_of(coordinator)
    page = desk("welcome-leave-out")
    shown = client.get(page)
    assert "Leave out the welcome to Ms Okafor?" in shown.content.decode()
    preview = client.post(page, shown.context["form"].initial, follow=True).content.decode()
    assert "Welcome left out. You can take that back until 22 January 2007." in preview
    assert "Take it back" in preview
    back = client.post(desk("welcome-take-back"), follow=True).content.decode()
    assert "The welcome to Ms Okafor goes out after all" in back
    assert whole_plan(programme, clock.now()).welcomes
