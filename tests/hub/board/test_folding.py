"""Many lines of one sort are folded, and still counted."""

import pytest

from config import clock
from config.site.components import Task
from hub.board.digests import Contents
from hub.board.folding import MOST_ALIKE, folded

ALL_OF_THEM = "/all/"


def lines(many: int) -> list[Task]:
    return folded([Task(f"Ring borough {number}") for number in range(many)], ALL_OF_THEM)


def test_few_lines_stand_as_they_are() -> None:
    assert [task.title for task in lines(2)] == ["Ring borough 0", "Ring borough 1"]


def test_many_lead_to_the_page_of_all() -> None:
    *shown, last = lines(MOST_ALIKE + 12)
    assert len(shown) == MOST_ALIKE - 1
    assert (last.title, last.href) == ("And 13 more like these", ALL_OF_THEM)


@pytest.mark.parametrize(
    ("many", "subject"),
    [(0, "Your week: nothing needs you"), (1, "One matter needs you"), (20, "20 matters need you")],
)
def test_subject_of_the_digest_counts_what_is_folded(many: int, subject: str) -> None:
    assert Contents(clock.now(), [], lines(many), []).subject == subject
