"""Every decision record is whole and in the index, and every dependency has its line."""

import json
import re
from pathlib import Path

import pytest

from tests.docs.pages import DECISIONS, RECORDS, name_of, part_of, rows_of
from tests.house.checkout import ROOT

INDEX = (DECISIONS / "README.md").read_text()
DEPENDENCIES = (DECISIONS / "dependencies.md").read_text()
LISTS = ("requirements.in", "requirements-trial.in", "requirements-dev.in")
A_PAGE = 40  # lines of text, of about 120 characters


def title_of(text: str) -> str:
    return text.splitlines()[0].removeprefix("# ")


def wanted_in(file: str) -> set[str]:
    """Read the packages of a list of requirements, without bounds and extras."""
    lines = (ROOT / file).read_text().splitlines()
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines if not line.startswith(("#", "-c", "-r")))
    return {match[0] for match in found if match}


def lines_for(heading: str) -> set[str]:
    return {row[0].strip("`") for row in rows_of(part_of(DEPENDENCIES, heading))}


def test_index_lists_every_record_under_its_title() -> None:
    listed = dict(re.findall(r"^- \[(.+)\]\((.+)\)$", INDEX, flags=re.MULTILINE))
    assert listed == {title_of(path.read_text()): path.name for path in RECORDS}


@pytest.mark.parametrize("path", RECORDS, ids=name_of)
def test_record_says_what_why_instead_of_what_and_at_what_cost(path: Path) -> None:
    text = path.read_text()
    parts = ["Decision.", "Why.", "What it costs."]
    if path.name != "dependencies.md":  # a list of many small ones
        parts.append("Instead of.")
        assert len(text.splitlines()) <= A_PAGE
    assert not [part for part in parts if f"**{part}**" not in text]


@pytest.mark.parametrize("file", LISTS)
def test_every_package_has_its_line_and_every_line_its_package(file: str) -> None:
    headings = re.findall(r"^## (.+)$", DEPENDENCIES, flags=re.MULTILINE)
    heading = next(each for each in headings if f"`{file}`" in each)
    assert lines_for(heading) == wanted_in(file)


def test_packages_of_the_set_up_have_their_lines() -> None:
    wanted = wanted_in("requirements-setup.in") | wanted_in("requirements-node.in")
    assert lines_for("Set-up (`requirements-setup.in`, `requirements-node.in`)") == wanted


def test_packages_of_the_front_end_have_their_lines() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    assert lines_for("The front end (`package.json`)") == {
        *package["dependencies"],
        *package["devDependencies"],
    }


def test_no_list_of_requirements_is_forgotten() -> None:
    named = set(re.findall(r"`(requirements[a-z-]*\.in)`", DEPENDENCIES))
    assert named == {path.name for path in ROOT.glob("requirements*.in")}
