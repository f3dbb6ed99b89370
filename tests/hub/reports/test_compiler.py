"""The report of the real programme, from the programme file to the sentences."""

import random
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
import yaml
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.rounds.models import FileAudit
from audits.rounds.services import Details, audit_move
from audits.rounds.states import Move
from boroughs.history.models import Actor
from boroughs.posts.models import Post
from boroughs.posts.services import post_move
from boroughs.posts.states import Move as PostMove
from boroughs.programme.models import Borough, Programme
from config.clock import LONDON
from config.dates import PartialDate
from hub.reports.compiler import compile_report, next_report_says
from hub.reports.document import sentences, to_json
from hub.reports.renderers import FORMATS, render
from tests.factories import BoroughFactory, PostFactory
from tests.hub.reports.readers import flat

SAMPLE = Path("examples/london-2006.yaml")
AS_AT = date(2007, 1, 8)
SYSTEM = Actor.system()

# What the briefing of January 2007 states, and the report has to.
STATED = (
    "Brent, Enfield and Southwark have not appointed a CPA.",
    "A response is awaited from Camden and Haringey.",
    "Islington asks to be excused because of a joint area review.",
    "Enfield, Hackney and Newham have agreed; the date is awaited from Enfield.",
    "Brent is optimistic.",
    "Southwark hopes to contribute files and will review its files itself.",
    "LSCB Chairs have been asked to contribute files and Croydon has offered six.",
    "Drafting of the final report begins in March 2007 and the report is released in June 2007.",
)


class Plain(yaml.SafeLoader):
    """Reads `on:` as the word that it is, and not as YAML's “yes”."""

    yaml_implicit_resolvers = {
        letter: resolvers
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        if letter not in "oO"
    }


@pytest.fixture
def london(db: None) -> Iterator[Programme]:
    """The sample, loaded; it is 8 January 2007."""
    with time_machine.travel(datetime(2007, 1, 8, 12, tzinfo=LONDON), tick=False):
        call_command("load_programme", str(SAMPLE), stdout=StringIO())
        yield Programme.objects.get()


def texts(programme: Programme, as_at: date = AS_AT) -> list[str]:
    return [sentence.text for sentence in sentences(compile_report(programme, as_at))]


@pytest.mark.parametrize("sentence", STATED)
def test_report_states_what_the_briefing_states(london: Programme, sentence: str) -> None:
    assert sentence in texts(london)


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_command_writes_the_same_sentences_in_every_format(
    london: Programme, tmp_path: Path, format: str
) -> None:
    output = tmp_path / f"report.{format}"
    call_command(
        "compile_report", as_at=AS_AT, format=format, output=output, stdout=StringIO(), stderr=StringIO()
    )
    assert output.read_bytes() == render(compile_report(london, AS_AT), format)


def test_no_assumed_date_is_stated_as_fact(london: Programme) -> None:
    said = flat(texts(london))
    # The file assumes 9 February for the files and 4 December for the asking.
    assert "9February" not in said
    assert "December" not in said


def test_permuted_boroughs_permute_the_names_and_nothing_else(london: Programme, tmp_path: Path) -> None:
    data = yaml.load(SAMPLE.read_text(), Loader=Plain)  # noqa: S506 (a SafeLoader, see above)
    data["programme"]["slug"] = "permuted"
    shuffler = random.Random(2006)
    for section in ("boroughs", "posts"):
        items = list(data[section].items())
        shuffler.shuffle(items)
        data[section] = dict(items)
    file = tmp_path / "permuted.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False))
    call_command("load_programme", str(file), stdout=StringIO())
    assert texts(Programme.objects.get(slug="permuted")) == texts(london)


def test_entries_dated_later_change_nothing(london: Programme) -> None:
    before = to_json(compile_report(london, AS_AT))
    with time_machine.travel(datetime(2007, 2, 20, 12, tzinfo=LONDON), tick=False):
        camden = FileAudit.objects.get(borough__slug="camden")
        audit_move(audit=camden, move=Move.AGREE, on=PartialDate(date(2007, 1, 9)), by=SYSTEM)
        islington = FileAudit.objects.get(borough__slug="islington")
        decided = Details(decided_by="the London Board")
        audit_move(
            audit=islington, move=Move.EXCUSE, on=PartialDate(date(2007, 2, 1)), details=decided, by=SYSTEM
        )
        brent = Post.objects.get(borough__slug="brent")
        post_move(post=brent, move=PostMove.ADVERTISE, on=PartialDate(date(2007, 1, 10)), by=SYSTEM)
        later = compile_report(london, AS_AT)
        assert to_json(later)["sections"] == before["sections"]
        assert "Islington has been excused because of a joint area review." in texts(london, date(2007, 2, 1))


def test_a_borough_reads_its_own_clauses_without_a_word_of_another(london: Programme) -> None:
    enfield = Borough.objects.select_related("programme").get(slug="enfield")
    said = [sentence.text for sentence in next_report_says(enfield, AS_AT)]
    assert said == [
        "Enfield has not appointed a CPA.",
        "Enfield has agreed; the date is awaited from Enfield.",
    ]


def test_braces_in_a_reason_are_words(london: Programme) -> None:
    brent = FileAudit.objects.get(borough__slug="brent")
    details = Details(reason="{names} of {0}")
    audit_move(audit=brent, move=Move.ASK_EXCUSAL, on=PartialDate(AS_AT), details=details, by=SYSTEM)
    assert "Brent asks to be excused because of {names} of {0}." in texts(london)


def count(programme: Programme) -> int:
    with CaptureQueriesContext(connection) as queries:
        compile_report(programme, AS_AT)
    return len(queries)


def test_report_costs_as_many_queries_for_343_boroughs_as_for_eight(london: Programme) -> None:
    eight = count(london)
    round_ = london.rounds.get()
    for _ in range(335):
        borough = BoroughFactory.create(programme=london)
        PostFactory.create(borough=borough)
        FileAudit.objects.create(round=round_, borough=borough)
    assert count(london) == eight
    assert eight <= 12
