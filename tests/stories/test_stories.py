"""Every story of docs/stories comes out as it is told there."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from tests.stories.leaving import Left, compare
from tests.stories.reading import FOLDER, Story, read, stories
from tests.stories.running import tell
from tests.stories.sentences import KNOWN, happen
from tests.stories.world import World

STORIES = stories()


@pytest.mark.django_db
@pytest.mark.parametrize("story", STORIES, ids=str)
def test_story_comes_out_as_it_is_told(story: Story) -> None:
    with time_machine.travel(datetime(2006, 1, 1, tzinfo=UTC), tick=False) as traveller:
        wrong = tell(story, traveller)
    assert not wrong, "\n".join([story.rule, *wrong])


def test_there_are_at_least_forty_stories_and_no_rule_is_told_twice() -> None:
    rules = [story.rule for story in STORIES]
    assert len(rules) >= 40
    assert len(set(rules)) == len(rules)


@pytest.mark.django_db
def test_sentence_that_nobody_knows_fails_with_those_that_are_known() -> None:
    with time_machine.travel(datetime(2007, 1, 8, 12, tzinfo=UTC), tick=False) as traveller:
        world = World.begin(traveller, ["Camden"], datetime(2007, 1, 8, tzinfo=UTC).date())
        with pytest.raises(ValueError, match=r"The Board excuses \{borough\}"):
            happen(world, "Camden is cross")


def test_day_with_the_wrong_weekday_is_told() -> None:
    head = "| day | what happens | e-mails that leave | the board says |\n|---|---|---|---|"
    table = f"{head}\n| Mon 9 January 2007 | | | |"
    with pytest.raises(ValueError, match="is a Tuesday, not a Mon"):
        read(f"## A rule\n\n{table}\n")


def test_page_about_the_stories_lists_every_sentence_and_no_other() -> None:
    listed = re.findall(r"^- `(.+)`$", (FOLDER / "README.md").read_text(), flags=re.MULTILINE)
    assert sorted(listed) == sorted(known.words for known in KNOWN)


def test_page_about_the_stories_leads_to_each_page() -> None:
    pages = {path.name for path in FOLDER.glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\(([\w-]+\.md)\)", (FOLDER / "README.md").read_text())) == pages


def test_words_of_a_letter_are_compared_whether_said_or_not() -> None:
    left = [Left("Camden’s chair: apology", "That was our mistake.")]
    assert not compare(["Camden’s chair: apology, which says “our mistake” and not “yours”"], left)
    assert compare(["Camden’s chair: apology, which says “yours”"], left)
    assert compare(["Camden’s chair: apology, which says not “our mistake”"], left)
    assert compare(["2 times Camden’s chair: apology"], left)
    assert not compare(["2 times Camden’s chair: apology"], left * 2)


def test_semicolon_inside_quotation_marks_parts_nothing() -> None:
    head = "| day | what happens | e-mails that leave | the board says |\n|---|---|---|---|"
    row = "| Tue 9 January 2007 | | A: b, which says “one; two” and “three”; C: d | |"
    [story] = read(f"## A rule\n\n{head}\n{row}\n")
    assert story.rows[0].emails == ["A: b, which says “one; two” and “three”", "C: d"]
