"""What the sections of the programme file say of one another must fit together: one message for a fault."""

import pytest

from tests.boroughs.programme.sample import check_told_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

ENTRY = "- {on: 2006-09-01, stage: in_post, holder: camden-adviser}"
ANSWER = "- {on: 2006-12-18, position: hopeful}"
PERSON = (
    "camden-adviser: {borough: camden, position: adviser, name: Camden’s adviser, email: camden@example.org}"
)
EVENT = "events:\n  one: {title: One, on: 2007-02, known_on: 2006-12}\n"

CASES = [
    # References.
    (
        "holder: camden-adviser",
        "holder: camden-advisor",
        "line 19, posts › camden › entries › 1 › holder: “camden-advisor”",
    ),
    (
        "posts:\n  camden:",
        "posts:\n  camdem:",
        "line 17, posts › camdem: “camdem” is not in the section “boroughs”.",
    ),
    (
        "{borough: camden,",
        "{borough: leeds,",
        "line 15, people › camden-adviser › borough: “leeds” is not in the section",
    ),
    # Who the people are.
    (
        "borough: camden, position: adviser",
        "position: adviser",
        "line 15, people › camden-adviser: The key “borough” is",
    ),
    (
        "position: adviser",
        "position: reviewer",
        "line 15, people › camden-adviser › borough: The reviewer is of the whole",
    ),
    (
        PERSON,
        f"{PERSON}\n  same: {{borough: camden, position: adviser, name: X, email: Camden@example.org}}",
        "line 16, people › same › email: “camden-adviser” has the same position and address.",
    ),
    # Posts.
    (
        ", holder: camden-adviser",
        "",
        "line 19, posts › camden › entries › 1: The key “holder” is missing: who is in post?",
    ),
    (
        "stage: in_post",
        "stage: vetting",
        "line 19, posts › camden › entries › 1 › holder: Only a post at the stage",
    ),
    (
        "{borough: camden,",
        "{borough: brent,",
        "line 19, posts › camden › entries › 1 › holder: “camden-adviser” is of brent",
    ),
    (
        "position: adviser",
        "position: manager",
        "line 19, posts › camden › entries › 1 › holder: “camden-adviser” is not an",
    ),
    (
        ENTRY,
        f"{ENTRY}\n      - {{on: 2006-08, stage: left}}",
        "line 20, posts › camden › entries › 2 › on: August 2006 is",
    ),
    (
        ENTRY,
        f"{ENTRY}\n      - {{on: 2006-10, stage: offered}}",
        "line 20, posts › camden › entries › 2 › stage: “offered” cannot come after “in_post”. What can is “left”.",
    ),
    (
        "stage: in_post",
        "stage: in_post, assumed: [note]",
        "line 19, posts › camden › entries › 1 › assumed › 1: “note”",
    ),
    # File audits.
    (
        "hopeful",
        "no_reply",
        "line 26, rounds › case-files › file_audits › camden › 1 › position: “no_reply” is not known",
    ),
    (
        "hopeful",
        "agreed_dated",
        "line 26, rounds › case-files › file_audits › camden › 1: The key “firm_on” is missing",
    ),
    (
        "hopeful",
        "asks_excused",
        "line 26, rounds › case-files › file_audits › camden › 1: The key “reason” is missing",
    ),
    (
        "hopeful",
        "offered, files: 0",
        "line 26, rounds › case-files › file_audits › camden › 1 › files: An offer of no",
    ),
    (
        "hopeful",
        "hopeful, firm_on: 2007-02",
        "line 26, rounds › case-files › file_audits › camden › 1 › firm_on: Only a",
    ),
    (
        "hopeful",
        "hopeful, files_received: 2",
        "line 26, rounds › case-files › file_audits › camden › 1 › files_received:",
    ),
    (
        "hopeful",
        "agreed, files_received: 2, files_reviewed: 3",
        "line 26, rounds › case-files › file_audits › camden › 1 › files_reviewed: Only 2 were received.",
    ),
    (
        "hopeful",
        "agreed, files: -1",
        "line 26, rounds › case-files › file_audits › camden › 1 › files: “-1” is not a whole",
    ),
    (
        ANSWER,
        f"{ANSWER}\n        - {{on: 2006-12-20, position: excused, decided_by: the Board}}",
        "line 27, rounds › case-files › file_audits › camden › 2 › position: “excused” cannot come after “hopeful”.",
    ),
    # The hub's sections, put before the rest.
    (
        "programme:\n",
        f"{EVENT[:-2]}, hosts: [leeds]}}\nprogramme:\n",
        "line 2, events › one › hosts › 1: “leeds” is not in",
    ),
    (
        "programme:\n",
        f"{EVENT[:-2]}, attendance: 3}}\nprogramme:\n",
        "line 2, events › one › attendance: It is yet to come",
    ),
    (
        "programme:\n",
        "timeline:\n  one: {title: One, begins_on: 2007-03, ends_on: 2007-02}\nprogramme:\n",
        "line 2, timeline › one › ends_on: It ends in February 2007, before it begins in March 2007.",
    ),
    (
        "programme:\n",
        "statements:\n  one: {topic: timescale, source: S, as_at: 2007-01-08, text: '{drafting-begin}'}\nprogramme:\n",
        "line 2, statements › one › text: “{drafting-begin}” is not a key date of this file. Did you mean “dra",
    ),
    (
        "programme:\n",
        "chasing:\n  audit-reply: {ring_after: 0}\nprogramme:\n",
        "line 2, chasing › audit-reply › ring_after: “0”",
    ),
    (
        "programme:\n",
        "chasing:\n  post-new: {}\nprogramme:\n",
        "line 2, chasing › post-new: There is no such kind of ask.",
    ),
    (
        "programme:\n",
        "chasing:\n  update: {sends_from: 16:30}\nprogramme:\n",
        "line 2, chasing › update › sends_until: Sending ends before it begins.",
    ),
    (
        "programme:\n",
        "chasing:\n  update: {sends_from: 25:00}\nprogramme:\n",
        "line 2, chasing › update › sends_from: “25:00” is not a time of the day.",
    ),
]


@pytest.mark.parametrize(("before", "after", "told"), CASES, ids=[told[:70] for _, _, told in CASES])
def test_what_does_not_fit_together_is_told_once_and_nothing_is_loaded(
    before: str, after: str, told: str
) -> None:
    check_told_once(before, after, told)
