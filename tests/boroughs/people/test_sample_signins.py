"""The sample's sign-ins: through the real form in trial mode, and never in production."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from boroughs.access.rules import roles_in
from boroughs.access.states import Role
from boroughs.people.models import User
from boroughs.people.sample import CAST, PASSWORD
from boroughs.programme.files.loading import load
from boroughs.programme.models import Programme
from tests.boroughs.programme.sample import FILE, tables

BACKEND = "boroughs.people.sample.SampleBackend"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def london() -> Programme:
    return load(FILE.read_bytes()).programme


def told() -> list[list[str]]:
    out = StringIO()
    call_command("sample_signins", stdout=out)
    return [[cell.strip() for cell in line.split("|")] for line in out.getvalue().splitlines()]


def sign_in(email: str, password: str = PASSWORD) -> bool:
    """Send the sign-in form, and tell whether a page that needs it opens afterwards."""
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return "_auth_user_id" in client.session


def test_each_of_the_cast_is_told_with_address_and_password(london: Programme) -> None:
    head, *rows = told()
    assert head == ["Who", "E-mail address", "Password"]
    assert [row[1] for row in rows] == list(CAST)
    assert ["Camden’s adviser", "camden.adviser@example.org", PASSWORD] in rows
    assert all(row[2] == PASSWORD for row in rows)


def test_the_cast_holds_the_roles_of_its_positions(london: Programme) -> None:
    told()
    roles = {user.email.split("@")[0]: roles_in(user, london) for user in User.objects.all()}
    assert roles == {
        "coordinator": {Role.COORDINATOR},
        "camden.adviser": {Role.ADVISER},
        "haringey.adviser": {Role.ADVISER},
        "camden.audit-lead": {Role.LEAD},
        "brent.manager": {Role.LEAD},
        "reviewer": {Role.REVIEWER},
        "observer": {Role.OBSERVER},
    }


def test_asking_twice_changes_nothing(london: Programme) -> None:
    first = told()
    before = tables()
    assert told() == first
    assert tables() == before


def test_sample_must_be_loaded_first() -> None:
    with pytest.raises(CommandError, match="The sample is not loaded"):
        told()


def test_everybody_of_the_cast_signs_in_through_the_form(london: Programme) -> None:
    for _, email, password in told()[1:]:
        assert sign_in(email, password), email


def test_no_account_keeps_the_password(london: Programme) -> None:
    told()
    assert not any(user.has_usable_password() for user in User.objects.all())


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper(), f"{PASSWORD} "])
def test_another_password_is_refused(london: Programme, password: str) -> None:
    told()
    assert not sign_in("coordinator@example.org", password)


def test_an_account_that_is_not_the_samples_is_refused(london: Programme) -> None:
    User.objects.create_user("somebody@crossborough.example")
    assert not sign_in("somebody@crossborough.example")


def test_a_closed_account_is_refused(london: Programme) -> None:
    told()
    User.objects.filter(email="observer@example.org").update(is_active=False)
    assert not sign_in("observer@example.org")
    assert "observer@example.org" not in [row[1] for row in told()]


def test_production_refuses_the_password_in_the_form(london: Programme, settings: Settings) -> None:
    told()
    settings.AUTHENTICATION_BACKENDS = [each for each in settings.AUTHENTICATION_BACKENDS if each != BACKEND]
    assert not sign_in("coordinator@example.org")


def test_the_backend_itself_refuses_outside_a_trial(london: Programme, settings: Settings) -> None:
    told()
    settings.IS_TRIAL = False
    assert BACKEND in settings.AUTHENTICATION_BACKENDS
    assert not sign_in("coordinator@example.org")


def test_command_refuses_in_production(london: Programme, settings: Settings) -> None:
    settings.IS_TRIAL = False
    with pytest.raises(CommandError, match="trial mode only"):
        told()
    assert not User.objects.exists()


@pytest.mark.parametrize(("mode", "is_there"), [("trial", True), ("production", False)])
def test_backend_is_among_the_settings_of_a_trial_only(mode: str, *, is_there: bool, tmp_path: Path) -> None:
    variables = {
        **os.environ,
        "MODE": mode,
        "SECRET_KEY": "s" * 60,
        "DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "SITE_URL": "https://crossborough.example.org",
        "TRUSTED_PROXY_COUNT": "1",
    }
    program = "from config import settings; print(*settings.AUTHENTICATION_BACKENDS)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=FILE.parents[1],
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (BACKEND in done.stdout.split()) is is_there
