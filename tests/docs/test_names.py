"""What the documentation names is there: links, files, commands, packages, functions, and their order."""

import re
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import get_commands

from tests.docs.pages import DOCS, PAGES, README, in_backticks, name_of, part_of, rows_of
from tests.house.checkout import ROOT

PACKAGES = ("config", "boroughs", "audits", "hub", "tasks", "setup", "tests", "bench")
APPS = ("boroughs", "audits", "hub")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
A_PATH = re.compile(rf"(?:{'|'.join(PACKAGES)}|docs|examples)/[\w/.-]*")
A_NAME = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
# Made by a command, not committed.
MADE = {"config/site/static/build/"}


def anchors(page: Path) -> set[str]:
    """List the anchors that a page's headings make."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def resolves(name: str) -> bool:
    """Tell whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def capabilities(package: str) -> list[str]:
    """List the folders of a package that are capabilities."""
    left_out = {"migrations", "management", "templates", "__pycache__"}
    return sorted(
        path.parent.name
        for path in (ROOT / package).glob("*/__init__.py")
        if path.parent.name not in left_out
    )


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    for link in LINK.findall(path.read_text()):
        if "://" in link:
            continue
        target, _, anchor = unquote(link).partition("#")
        end = (path.parent / target) if target else path
        assert end.exists(), link
        assert not anchor or anchor in anchors(end), link


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_files_and_names_exist(path: Path) -> None:
    named = in_backticks(path.read_text())
    files = [each for each in named if A_PATH.fullmatch(each) and each not in MADE]
    assert not [each for each in files if not (ROOT / each).exists()]
    dotted = [each for each in named if A_NAME.fullmatch(each) and not (ROOT / each).exists()]
    assert not [name for name in dotted if not resolves(name)]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_commands_exist(path: Path) -> None:
    text = path.read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"`(?:\w+=\S+ )?make ([a-z]+)|^    make ([a-z]+)", text)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())


def test_readme_lists_every_command_of_ours() -> None:
    ours = {name for name, app in get_commands().items() if app in APPS}
    assert set(re.findall(r"`python manage\.py ([a-z_]+)", README.read_text())) == ours


def test_map_of_packages_is_the_tree() -> None:
    rows = rows_of(part_of(README.read_text(), "Where things are"))
    assert [row[0].strip("`/") for row in rows] == list(PACKAGES)
    for package, words in rows:
        if (name := package.strip("`/")) in APPS:
            named = [each.removeprefix(f"{name}/").strip("/") for each in in_backticks(words)]
            assert sorted(named) == capabilities(name)


def test_layers_are_told_in_the_order_that_is_held() -> None:
    """README and architecture list capabilities from the bottom up; import-linter's contracts from the top down."""
    contracts = (ROOT / "pyproject.toml").read_text().partition("[tool.importlinter]")[2]
    layers = part_of((DOCS / "architecture.md").read_text(), "Layers")
    readme = dict(rows_of(part_of(README.read_text(), "Where things are")))
    for package in ("boroughs", "hub"):
        layers_held = re.findall(rf'"\({package}\.(\w+)\)"', contracts)
        held = [name for name in reversed(layers_held) if name in capabilities(package)]
        told = re.search(rf"^- `{package}`: (.+)\.$", layers, flags=re.MULTILINE)
        assert told
        assert told[1].split(", ") == held
        assert re.findall(rf"`{package}/(\w+)/`", readme[f"`{package}/`"]) == held


def test_layers_inside_chasing_are_told_as_they_are_held() -> None:
    contract = (
        (ROOT / "pyproject.toml").read_text().partition('containers = ["hub.chasing"]')[2].partition("]\n")[0]
    )
    held = [layer.partition(" : ")[0] for layer in re.findall(r'"([a-z_ :]+)"', contract)]
    told = re.search(
        r"^    inside chasing +(.+)$", (DOCS / "architecture.md").read_text(), flags=re.MULTILINE
    )
    assert told
    assert [layer.partition(" : ")[0] for layer in told[1].split(" › ")] == held
