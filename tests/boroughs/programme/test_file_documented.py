"""Every key of the programme file is described in docs/programme-file.md, and no other."""

import re
from collections.abc import Iterator

from boroughs.asks.kinds import kinds
from boroughs.people.states import Position as Person
from boroughs.posts.states import Stage
from boroughs.programme.files.registry import sections
from boroughs.programme.files.shapes import DATE_PARTS, Group, ListOf, Named, Shape
from tests.boroughs.programme.sample import FILE

PAGE = (FILE.parents[1] / "docs" / "programme-file.md").read_text()


def keys(shape: Shape, before: str = "") -> Iterator[tuple[str, bool]]:
    """Walk a shape and list its keys as the page writes them, and whether each must be there."""
    if isinstance(shape, Group):
        for name, key in shape.keys.items():
            yield f"{before}{name}", key.is_required
            yield from keys(key.shape, f"{before}{name} › ")
    elif isinstance(shape, Named | ListOf):
        yield from keys(shape.each, before)


def described(heading: str) -> dict[str, bool]:
    """Read the keys of one part of the page, and whether it says that each must be there."""
    part = re.split(r"^##+ ", PAGE.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]*)\|", part, flags=re.MULTILINE)
    return {key: must.strip() == "yes" for key, must in rows}


def test_every_section_is_described_in_the_order_of_loading() -> None:
    assert re.findall(r"^## `(.+)`$", PAGE, flags=re.MULTILINE) == list(sections())


def test_every_key_of_every_section_is_described_and_no_other() -> None:
    for name, section in sections().items():
        assert described(f"`{name}`") == dict(keys(section.shape)), name


def test_the_parts_of_a_date_are_described() -> None:
    assert set(described("Dates")) == set(DATE_PARTS.keys)


def test_the_words_that_a_key_can_have_are_described() -> None:
    words = {kind.name for kind in kinds()} | set(Stage.values) | set(Person.values)
    assert not [word for word in words if f"`{word}`" not in PAGE]
