"""Every setting that is read from the environment is documented, and every documented one is read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from config import environment
from tests.docs.pages import DOCS, part_of, rows_of
from tests.house.checkout import ROOT

PAGE = (DOCS / "settings.md").read_text()
READERS = {"str", "int", "list", "bool", "float", "get", "required_in_production"}


def calls(path: Path) -> Iterator[tuple[str, str]]:
    """Find (function, setting) for each call whose first argument is the name of a setting."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0]
        is_setting = isinstance(first, ast.Constant) and re.fullmatch(r"[A-Z][A-Z_]{3,}", str(first.value))
        if name in READERS and isinstance(first, ast.Constant) and is_setting:
            yield name, str(first.value)


def read_in(*folders: str) -> set[tuple[str, str]]:
    return {call for folder in folders for path in (ROOT / folder).rglob("*.py") for call in calls(path)}


def documented(heading: str) -> dict[str, list[str]]:
    return {row[0].strip("`"): row[1:] for row in rows_of(part_of(PAGE, heading))}


def test_every_setting_that_is_read_is_documented_and_no_other() -> None:
    read = {name for _, name in read_in("config")}
    assert set(documented("The site")) == read


def test_settings_that_production_must_have_are_marked() -> None:
    required = {name for function, name in read_in("config") if function == "required_in_production"}
    marked = {name for name, cells in documented("The site").items() if cells[0] == "yes"}
    assert marked == required


def test_defaults_are_told_as_they_are() -> None:
    said = {name: cells[1].strip("`") for name, cells in documented("The site").items()}
    source = (ROOT / "config" / "settings.py").read_text()
    assert f'"EMAIL_FROM", default="{said["EMAIL_FROM"]}"' in source
    assert f'"LOG_LEVEL", default="{said["LOG_LEVEL"]}"' in source
    assert int(said["EMAIL_DAILY_CAP"]) == settings.EMAIL_DAILY_CAP
    assert f'"EMAIL_LEASE_SECONDS", default={said["EMAIL_LEASE_SECONDS"]}' in source
    assert f"default=[{said['EMAIL_RETRY_SECONDS'].replace(',', ', ')}]" in source
    assert str(said["ALLOWED_HOSTS"].split(",")).replace("'", '"') in source
    assert said["MODE"] == "trial"
    assert (ROOT / said["DATABASE_URL"].removeprefix("sqlite:///")).parent == environment.VAR_DIR


def test_what_compose_takes_from_outside_is_documented() -> None:
    taken = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert taken <= set(documented("docker-compose.yml")) | set(documented("The site"))
    assert set(documented("docker-compose.yml")) <= taken


def test_what_the_tests_take_from_outside_is_documented() -> None:
    read = {name for _, name in calls(ROOT / "tests" / "parts.py")}
    assert set(documented("Tests")) == read


def test_what_the_set_up_passes_on_is_documented() -> None:
    source = (ROOT / "setup" / "environment.py").read_text()
    named = set(re.findall(r"`([A-Z_]+)`", part_of(PAGE, "Set-up")))
    assert named == set(re.findall(r'"((?:PIP|SSL)_[A-Z_]+)"', source)) - {"PIP_DISABLE_PIP_VERSION_CHECK"}
