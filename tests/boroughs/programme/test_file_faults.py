"""Each kind of fault: one message, with its line, its key and what to do."""

import pytest

from boroughs.programme.files.faults import Faulty
from boroughs.programme.files.loading import load
from tests.boroughs.programme.sample import SMALL, changed, faults_of, is_empty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

ENTRY = "- {on: 2006-09-01, stage: in_post, holder: camden-adviser}"
ANSWER = "- {on: 2006-12-18, position: hopeful}"
BRENT = "brent: {name: Brent, gss_code: E09000005}"
PERSON = (
    "camden-adviser: {borough: camden, position: adviser, name: Camden’s adviser, email: camden@example.org}"
)
EVENT = "events:\n  one: {title: One, on: 2007-02, known_on: 2006-12}\n"

CASES = [
    # What a value looks like.
    ("slug: small", "slug: Small Town", "line 2, programme › slug: “Small Town” is not a short name."),
    ("slug: small", "slug: api", "line 2, programme › slug: “api” is one of the site’s own addresses."),
    (
        "title: Small",
        "title:",
        "line 3, programme › title: There is no value. Write text, or leave the key out.",
    ),
    ("title: Small", "title: [a, b]", "line 3, programme › title: This must be text, not a list"),
    (
        "title: Small",
        f"title: {'x' * 201}",
        "line 3, programme › title: This is 201 characters long. Shorten it",
    ),
    (
        "title: Small",
        'title: "a\\0b"',
        "line 3, programme › title: There is a character here that cannot be printed.",
    ),
    ("  title: Small\n", "", "line 1, programme: The key “title” is missing. Add it."),
    (
        "title: Small",
        "titel: Small",
        "line 3, programme › titel: There is no such key here. Did you mean “title”?",
    ),
    (
        "  title: Small\n",
        "  title: Small\n  title: Other\n",
        "line 4, programme › title: This key is there already, in line 3.",
    ),
    ("key_dates:", "key_date:", "line 9, key_date: There is no such section. Did you mean “key_dates”?"),
    (BRENT, "brent: Brent", "line 13, boroughs › brent: This must be a group of keys: name, gss_code"),
    (
        BRENT,
        "Brent: {name: Brent, gss_code: E09000005}",
        "line 13, boroughs › Brent: “Brent” is not a short name.",
    ),
    ("E09000005", "E0900000", "line 13, boroughs › brent › gss_code: “E0900000” is not a GSS code."),
    ("E09000005", "E09000007", "line 13, boroughs › brent › gss_code: “camden” has the same GSS code."),
    ("name: Brent", "name: CAMDEN", "line 13, boroughs › brent › name: “camden” has the same name."),
    (
        "E09000005}",
        "E09000005, tile: [1]}",
        "line 13, boroughs › brent › tile: There are 1 values in this list. Give 2.",
    ),
    (
        "E09000005}",
        "E09000005, tile: [1, x]}",
        "line 13, boroughs › brent › tile › 2: “x” is not a whole number",
    ),
    (
        "E09000005}",
        "E09000005, part: helper}",
        "line 13, boroughs › brent › part: “helper” is not known here.",
    ),
    (
        "E09000005}",
        "E09000005, front_door_telephone: ring}",
        "line 13, boroughs › brent › front_door_telephone: “ring” is not a telephone number.",
    ),
    (
        "camden@example.org",
        "camden",
        "line 15, people › camden-adviser › email: “camden” is not an e-mail address.",
    ),
    # Dates.
    ("starts_on: 2006-07-01", "starts_on: 2006-07", "line 7, programme › starts_on: “2006-07” is not a day."),
    (
        "starts_on: 2006-07-01",
        "starts_on: 1.7.2006",
        "line 7, programme › starts_on: “1.7.2006” is not a date.",
    ),
    (
        "starts_on: 2006-07-01",
        "starts_on: 2006-02-30",
        "line 7, programme › starts_on: “2006-02-30” is not a real date.",
    ),
    (
        "starts_on: 2006-07-01",
        "starts_on: 1066-10-14",
        "line 7, programme › starts_on: 14 October 1066 is not between",
    ),
    (
        "ends_on: 2007-06-30",
        "ends_on: 2006-06-30",
        "line 8, programme › ends_on: It ends on 30 June 2006, before",
    ),
    (
        "on: 2007-03",
        "on: 2017-03",
        "line 10, key_dates › drafting-begins › on: March 2017 is far from the programme’s",
    ),
    (
        "on: 2007-03",
        "on: {date: 2007-03, assumed: maybe}",
        "line 10, key_dates › drafting-begins › on › assumed: “maybe”",
    ),
    (
        "on: 2007-03",
        "on: {assumed: true}",
        "line 10, key_dates › drafting-begins › on: The key “date” is missing.",
    ),
    ("on: 2007-03", "on: [2007-03]", "line 10, key_dates › drafting-begins › on: This must be a date"),
    (
        "asked_on: 2006-12-04",
        "asked_on: 2007-01-09",
        "line 23, rounds › case-files › asked_on: 9 January 2007 lies in the",
    ),
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
def test_fault_is_told_once_and_nothing_is_loaded(before: str, after: str, told: str) -> None:
    (fault,) = faults_of(changed(before, after))
    assert fault.startswith(told)
    assert fault[-1] in ".?”"
    assert is_empty()


def test_sections_that_must_be_there_are_missed() -> None:
    assert faults_of("themes: {}") == [
        "line 1: The section “programme” is missing. Add it.",
        "line 1: The section “boroughs” is missing. Add it.",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "line 1: The file has no sections. Begin with “programme:”."),
        (b"- a list", "line 1: The file has no sections."),
        (b"programme: [unclosed", "line 1: This is not YAML"),
        (b"programme:\n\tslug: tab", "line 2: This is not YAML"),
        (b"a: 1\nb: \xff\n", "line 2: There is a character here that is not UTF-8. Save the file as UTF-8."),
        (b"a: \x00", "line 1: This is not YAML"),
        (b"a: 1\n---\nb: 2\n", "line 2: A second document begins here. Keep one programme to a file."),
        (b"a: &x 1\nb: 2\n", "line 1: Anchors and aliases (& and *) are not read. Write the value out."),
        (b"a: !!python/object/apply:os.system [ls]\n", "line 1: Tags (!) are not read. Leave it out."),
        (b"[" * 100_000, "line 1: This is nested more than 20 deep. No section needs that."),
        (b" " * 5_000_001, "line 1: The file is larger than 5 MB."),
        (b"? [a]\n: b\n", "line 1: A key must be a single word."),
    ],
)
def test_what_is_no_such_file_at_all_is_told(content: bytes, told: str) -> None:
    with pytest.raises(Faulty) as faulty:
        load(content)
    assert str(faulty.value.faults[0]).startswith(told)
    assert is_empty()


def test_a_bomb_of_aliases_is_refused_before_it_unfolds() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert all("Anchors and aliases" in fault for fault in faults_of("\n".join(lines)))


def test_faults_come_in_the_order_of_their_lines() -> None:
    text = changed("gss_code: E09000005", "gss_code: x")
    text = changed("title: Small", "title:", text)
    text = changed("stage: in_post", "stage: gone", text)
    lines = [int(fault.split(",")[0].removeprefix("line ")) for fault in faults_of(text)]
    assert lines == [3, 13, 19]


def test_small_file_itself_has_no_fault() -> None:
    assert load(SMALL.encode()).sentences
