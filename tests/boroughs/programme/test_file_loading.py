"""Loading a file twice, changed, or with faults; and what the command tells."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from boroughs.history.models import Actor
from boroughs.people.models import Contact
from boroughs.people.services import contact_deactivate
from boroughs.posts.models import Post
from boroughs.posts.services import post_nothing_new
from boroughs.programme.files.loading import Differs, load
from boroughs.programme.models import Programme
from config.dates import PartialDate
from tests.boroughs.programme.sample import FILE, SMALL, TEXT, changed, is_empty, tables
from tests.factories import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def run(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("load_programme", str(file), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    return file


def test_loading_tells_in_sentences_what_it_loaded() -> None:
    told = run(FILE)
    assert "Community Partnership Project runs from 1 July 2006 to 30 June 2007." in told
    assert "8 boroughs take part; Croydon contributes from outside." in told
    assert "5 posts are held and 3 vacant." in told


def test_loading_the_same_file_again_writes_nothing() -> None:
    run(FILE)
    before = tables()
    assert "nothing was changed" in run(FILE)
    assert tables() == before


def test_loading_the_same_file_again_writes_nothing_after_people_have_edited() -> None:
    run(FILE)
    post_nothing_new(
        post=Post.objects.get(borough__slug="brent"), on=PartialDate(date(2007, 1, 8)), by=Actor.system()
    )
    contact_deactivate(contact=Contact.objects.get(email="camden.chair@example.org"), by=Actor.system())
    before = tables()
    assert "nothing was changed" in run(FILE)
    assert tables() == before


def test_loading_again_with_the_same_start_writes_nothing(small: Path) -> None:
    run(small, "--start", "2006-07-03")
    before = tables()
    assert "nothing was changed" in run(small, "--start", "2006-07-03")
    assert tables() == before


def test_another_start_is_refused_with_the_start_it_was_loaded_with(small: Path) -> None:
    run(small, "--start", "2006-07-03")
    with pytest.raises(CommandError, match="start: was 3 July 2006, now 1 July 2006") as refused:
        run(small)
    assert "--start 2006-07-03" in str(refused.value)


def test_a_comment_or_another_way_of_writing_is_no_change() -> None:
    load(SMALL.encode())
    same = changed(
        "  camden: {name: Camden, gss_code: E09000007}",
        "  # the same\n  camden:\n    gss_code: 'E09000007'\n    name: \"Camden\"\n    part: participant",
    )
    assert load(same.encode()).sentences == []


def test_a_changed_file_is_refused_with_its_differences(small: Path) -> None:
    run(small)
    before = tables()
    text = changed("name: Camden,", "name: Camden Town,")
    text = changed("on: 2007-03", "on: {date: 2007-04, assumed: true}", text)
    text = changed("  brent: {name: Brent, gss_code: E09000005}\n", "", text)
    small.write_text(changed("position: hopeful", "position: agreed, files: 3", text))
    with pytest.raises(CommandError) as refused:
        run(small)
    assert refused.value.returncode == 1
    assert str(refused.value).splitlines()[1:] == [
        "key_dates › drafting-begins › on: was “2007-03”, now “2007-04 (assumed)”",
        "boroughs › camden › name: was “Camden”, now “Camden Town”",
        "boroughs › brent: was (gss_code “E09000005”, name “Brent”, part “participant”), now not there",
        "rounds › case-files › file_audits › camden › 1 › position: was “hopeful”, now “agreed”",
        "rounds › case-files › file_audits › camden › 1 › files: was not there, now 3",
    ]
    assert tables() == before


def test_themes_in_another_order_are_a_difference() -> None:
    themes = "themes:\n  one: {name: one}\n  two: {name: two}\n"
    load((SMALL + themes).encode())
    with pytest.raises(Differs) as differs:
        load((SMALL + "themes:\n  two: {name: two}\n  one: {name: one}\n").encode())
    assert "themes › one › place: was 1, now 2" in differs.value.lines


def test_a_programme_that_came_from_no_file_is_never_overwritten() -> None:
    ProgrammeFactory(slug="small")
    with pytest.raises(Differs, match="Choose another slug"):
        load(SMALL.encode())


def test_every_fault_is_told_and_nothing_is_loaded(small: Path) -> None:
    text = changed("gss_code: E09000005", "gss_code: E0900005")
    text = changed("position: adviser", "positon: adviser", text)
    small.write_text(changed("position: hopeful", "position: hopefull", text))
    with pytest.raises(CommandError) as refused:
        run(small)
    assert refused.value.returncode == 1
    head, *faults = str(refused.value).splitlines()
    assert "because of 3 faults" in head
    assert [fault.split(":")[0] for fault in faults] == [
        "line 13, boroughs › brent › gss_code",
        "line 15, people › camden-adviser › positon",
        "line 26, rounds › case-files › file_audits › camden › 1 › position",
    ]
    assert is_empty()


def test_a_refusal_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from boroughs.history.services import Refused
    from hub.events import section

    def refuse(**_: object) -> None:
        raise Refused("Not today.")

    monkeypatch.setattr(section, "event_add", refuse)
    with pytest.raises(Exception, match=r"line \d+, events › conference-workshop: Not today"):
        load(TEXT.encode())
    assert is_empty()


def test_if_empty_loads_into_an_empty_database_only(small: Path) -> None:
    assert "runs from" in run(small, "--if-empty")
    assert "nothing was loaded" in run(FILE, "--if-empty")
    assert Programme.objects.count() == 1


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "missing.yaml")


@pytest.mark.parametrize("start", ["tomorrow", "2007-13-01", "0001-01-01", "9999-12-31"])
def test_a_start_that_is_no_sensible_date_is_told(small: Path, start: str) -> None:
    with pytest.raises(CommandError, match="--start"):
        run(small, "--start", start)


def test_a_start_that_moves_what_has_happened_into_the_future_is_a_fault(small: Path) -> None:
    with pytest.raises(CommandError, match="18 December 2007 lies in the future"):
        run(small, "--start", "2007-07-01")
    assert is_empty()
