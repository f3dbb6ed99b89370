"""How often an address or a link may knock in a minute."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from hub.answers.models import Knock
from tests.hub.answers.conftest import position, sent

pytestmark = pytest.mark.django_db


def test_too_many_wrong_links_of_one_address_wait_a_minute(
    visitor: Client, frozen: time_machine.Traveller
) -> None:
    answers = [visitor.get(f"/answer/wrong-{number}/") for number in range(31)]
    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    assert answers[-1]["Retry-After"] == "60"
    assert Client(REMOTE_ADDR="10.0.0.2").get("/answer/wrong/").status_code == 404
    frozen.shift(61)
    assert visitor.get("/answer/wrong/").status_code == 404


def test_a_council_with_one_address_answers_while_somebody_there_tries_tokens(
    token: str, visitor: Client
) -> None:
    for number in range(40):
        visitor.get(f"/answer/wrong-{number}/")
    assert visitor.post(f"/answer/{token}/", sent("hopeful")).status_code in {200, 302}
    assert position() == "hopeful"


def test_one_link_from_many_addresses_waits_too(token: str) -> None:
    codes = [
        Client(REMOTE_ADDR=f"10.0.0.{number}").get(f"/answer/{token}/").status_code for number in range(31)
    ]
    assert codes == [200] * 30 + [429]


def test_address_behind_our_proxy_is_the_clients_and_not_what_it_claims(settings: Settings, db: None) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        claimed = {"x-forwarded-for": f"1.2.3.{number}, 203.0.113.9"}
        Client(headers=claimed).get("/answer/wrong/")
    blocked = Client(headers={"x-forwarded-for": "9.9.9.9, 203.0.113.9"}).get("/answer/wrong/")
    other = Client(headers={"x-forwarded-for": "203.0.113.9, 203.0.113.10"}).get("/answer/wrong/")
    assert (blocked.status_code, other.status_code) == (429, 404)


def test_counts_are_cleared_away_after_a_day_and_name_nobody(
    visitor: Client, frozen: time_machine.Traveller, db: None
) -> None:
    visitor.get("/answer/wrong/")
    assert "127.0.0.1" not in str(list(Knock.objects.values()))
    frozen.shift(timedelta(days=2))
    Client(REMOTE_ADDR="10.0.0.9").get("/answer/wrong/")
    assert Knock.objects.count() == 1
