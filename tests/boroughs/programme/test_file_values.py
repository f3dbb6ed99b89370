"""What a value of the programme file must look like: one message for a fault, with its line, its key and what to do."""

import pytest

from tests.boroughs.programme.sample import check_told_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

BRENT = "brent: {name: Brent, gss_code: E09000005}"

CASES = [
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
]


@pytest.mark.parametrize(("before", "after", "told"), CASES, ids=[told[:70] for _, _, told in CASES])
def test_value_that_cannot_be_read_is_told_once_and_nothing_is_loaded(
    before: str, after: str, told: str
) -> None:
    check_told_once(before, after, told)
