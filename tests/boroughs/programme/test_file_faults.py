"""Files that are no programme file at all, and in which order faults are told."""

import pytest

from boroughs.programme.files.faults import Faulty
from boroughs.programme.files.loading import load
from tests.boroughs.programme.sample import SMALL, changed, faults_of, is_empty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


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
