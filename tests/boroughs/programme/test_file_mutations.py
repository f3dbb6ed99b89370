"""Whatever is done to the sample's file: it loads completely, or it tells faults and loads nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boroughs.programme.files.faults import Faulty
from boroughs.programme.files.loading import load
from boroughs.programme.models import Programme
from tests.boroughs.programme.sample import TEXT, is_empty, tree, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

LINES = TEXT.splitlines(keepends=True)
TOKENS = [
    "", " ", "  ", "\t", "\n", ":", ": ", "- ", "[", "]", "{", "}", "'", '"', "|\n", ">-\n", "#", "&a ", "*a", "!!int ",
    "~", "null", "true", "no", "on", "0", "-1", "1e9", "9" * 400, "2006-13-40", "9999-12-31", "0001-01-01", "2007",
    "x" * 300, "\x00", "\u2028", "\ufeff", "é", "𐐷", "camden", "in_post", "left", "agreed_dated",
    "{no-such-date}", "<<: {a: b}", "---\n",
]  # fmt: skip
hard = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def loads_or_tells_faults(content: bytes) -> None:
    """Load, and hold the outcome against the rule; what was loaded is taken back for the next example."""
    with transaction.atomic():
        faults = None
        try:
            load(content)
        except Faulty as faulty:
            faults = faulty.faults
        last = content.count(b"\n") + 1
        if faults is None:
            assert Programme.objects.get().boroughs.exists()
        else:
            assert is_empty()
            assert faults
            assert all(fault.message and 1 <= fault.line <= last for fault in faults)
        transaction.set_rollback(True)


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """The text with some places cut, doubled, moved or written over."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        here = draw(st.integers(0, len(lines) - 1))
        line = lines[here]
        at = draw(st.integers(0, len(line)))
        match draw(st.sampled_from(["cut", "double", "move", "insert", "replace"])):
            case "cut":
                lines[here] = ""
            case "double":
                lines[here] = line * 2
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(here))
            case "insert":
                lines[here] = line[:at] + draw(st.sampled_from(TOKENS)) + line[at:]
            case _:
                key, _, _ = line.rstrip("\n").partition(":")
                lines[here] = f"{key}: {draw(st.sampled_from(TOKENS))}\n"
    return "".join(lines).encode()


@hard
@given(mangled())
def test_mangled_text_never_half_loads(content: bytes) -> None:
    loads_or_tells_faults(content)


def _places(values: Any) -> Iterator[tuple[Any, Any]]:
    """List every place in the tree: what holds it, and its key or number."""
    pairs = list(values.items()) if isinstance(values, dict) else list(enumerate(values))
    for key, value in pairs:
        yield values, key
        if isinstance(value, dict | list):
            yield from _places(value)


LEAVES = st.sampled_from(TOKENS) | st.none() | st.booleans() | st.integers() | st.text(max_size=20)
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def replanted(draw: st.DrawFn) -> bytes:
    """The tree with some values taken away, exchanged, or put in another's place."""
    values = tree()
    for _ in range(draw(st.integers(1, 2))):
        places = list(_places(values))
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        match draw(st.sampled_from(["drop", "other", "exchange"])):
            case "drop":
                del holder[key]
            case "other":
                holder[key] = draw(VALUES)
            case _:
                other, name = places[draw(st.integers(0, len(places) - 1))]
                holder[key] = (
                    [other[name]] if isinstance(holder, dict) and holder is other else str(other[name])
                )
    return written(values)


@hard
@given(replanted())
def test_replanted_values_never_half_load(content: bytes) -> None:
    loads_or_tells_faults(content)


@hard
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_noise_is_never_loaded(content: bytes) -> None:
    with pytest.raises(Faulty):
        load(content)
