"""Reads the stories: Markdown pages with a heading for each rule, and under it a table of dated rows."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from config.clock import LONDON
from tests.house.checkout import ROOT

FOLDER = ROOT / "docs" / "stories"
COLUMNS = ["day", "what happens", "e-mails that leave", "the board says"]
# A semicolon between quotation marks is one of the letter’s own.
_PARTED = re.compile(r";(?![^“]*”)")
_DAY = re.compile(r"(?P<name>[A-Z][a-z]{2}) (?P<day>\d{1,2} [A-Z][a-z]+ \d{4})")


@dataclass(frozen=True, slots=True)
class Row:
    """What happens on one day, and what it must come to; `board` empty: not looked at."""

    day: date
    happens: list[str]
    emails: list[str]
    board: list[str]


@dataclass(frozen=True, slots=True)
class Story:
    """One rule in a sentence, with its dated rows."""

    rule: str
    page: str
    rows: list[Row] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.page}: {self.rule}"


def stories() -> list[Story]:
    """Read every page but the one that explains them."""
    pages = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
    return [story for path in pages for story in read(path.read_text(), page=path.stem)]


def read(text: str, *, page: str = "") -> list[Story]:
    """Read the stories of one page; ValueError says where the table cannot be understood."""
    found: list[Story] = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        rule, _, rest = part.partition("\n")
        story = Story(rule.strip(), page)
        lines = [_cells(line) for line in rest.splitlines() if line.startswith("|")]
        if not lines or [cell.lower() for cell in lines[0]] != COLUMNS:
            raise ValueError(f"“{story.rule}” has no table with the columns {', '.join(COLUMNS)}.")
        story.rows.extend(_row(cells, story) for cells in lines[2:])
        days = [row.day for row in story.rows]
        if days != sorted(set(days)):
            raise ValueError(f"“{story.rule}”: the days must follow one another, each once.")
        found.append(story)
    return found


def read_day(text: str) -> date:
    """Read “31 January 2007”; ValueError when it is no such day."""
    return datetime.strptime(text.strip(), "%d %B %Y").replace(tzinfo=LONDON).date()


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _row(cells: list[str], story: Story) -> Row:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"“{story.rule}”: a row has {len(cells)} cells instead of {len(COLUMNS)}: {cells}")
    day = _read_row_day(cells[0], story)
    happens, emails, board = (_listed(cell) for cell in cells[1:])
    return Row(day, happens, emails, board)


def _read_row_day(cell: str, story: Story) -> date:
    match = _DAY.fullmatch(cell)
    if match is None:
        raise ValueError(f"“{story.rule}”: write the day as “Tue 9 January 2007”, not “{cell}”.")
    day = read_day(match["day"])
    if f"{day:%a}" != match["name"]:
        raise ValueError(f"“{story.rule}”: {match['day']} is a {day:%A}, not a {match['name']}.")
    return day


def _listed(cell: str) -> list[str]:
    return [each.strip() for each in _PARTED.split(cell) if each.strip()]
