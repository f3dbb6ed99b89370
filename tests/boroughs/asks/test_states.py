"""What is with us, in the words of the letters."""

import pytest

from boroughs.asks.states import once_decided


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("asks to be excused", "asked to be excused"),
        ("asks for a pause", "asked for a pause"),
        ("offers 4 files", "offered 4 files"),
    ],
)
def test_what_was_with_us_is_told_in_the_past_once_it_is_decided(now: str, then: str) -> None:
    assert once_decided(now) == then
