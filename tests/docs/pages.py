"""The documentation as the tests read it."""

import re
from pathlib import Path

from tests.house.checkout import ROOT

README = ROOT / "README.md"
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
PAGES = sorted([README, *DOCS.rglob("*.md"), ROOT / "config" / "site" / "README.md"])
RECORDS = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")

_CODE_BLOCK = re.compile(r"^(?: {4}|```).*$", re.MULTILINE)


def name_of(page: Path) -> str:
    """Name a page in a test's id."""
    return str(page.relative_to(ROOT))


def part_of(text: str, heading: str) -> str:
    """Give the part of a page below a heading, up to the next one of the same level."""
    _, found, rest = text.partition(f"## {heading}\n")
    assert found, f"There is no part “{heading}”."
    return re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rows_of(text: str) -> list[list[str]]:
    """Read the rows of the tables in a text, without their header rows."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line] for line in lines]


def in_backticks(text: str) -> list[str]:
    """List what stands in backticks, blocks of code left out."""
    return re.findall(r"`([^`\n]+)`", _CODE_BLOCK.sub("", text))
