"""Outstanding issues: appointments and file audits, from the entries that stood as at the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audits.rounds.models import Round
from audits.rounds.selectors import Standing, rounds_of, standings
from audits.rounds.states import Position, ReviewedBy
from boroughs.posts.selectors import appointments
from config.dates import PartialDate, Precision, counted, say_when
from hub.reports.document import Bullets, Item, Section, Sentence, Source
from hub.reports.sections.subject import Subject

AGREED = frozenset({Position.AGREED, Position.AGREED_DATED})

# What is said of boroughs in a position, of one and of several, in the order of the report.
PLAIN: tuple[tuple[Position, str, str], ...] = (
    (Position.TOO_EARLY, "It is too early to say for {names}.", "It is too early to say for {names}."),
    (Position.REVIEWING_OWN, "{names} reviews its own files.", "{names} review their own files."),
    (Position.DECLINED, "{names} has declined.", "{names} have declined."),
    (Position.WITHDREW, "{names} has withdrawn after agreeing.", "{names} have withdrawn after agreeing."),
)


def outstanding_issues(subject: Subject) -> Section:
    """Tell what is still to come from the boroughs."""
    items = [Item(_posts(subject), label=f"{subject.programme.label('adviser_long')}s")]
    rounds = rounds_of(subject.programme)
    for each in rounds:
        items.append(
            Item(label=each.title if len(rounds) > 1 else "File audits", items=_file_audits(subject, each))
        )
    return Section("outstanding", "Outstanding issues", (Bullets(tuple(items)),))


def sentences_about(subject: Subject) -> list[Sentence]:
    """List what the next report says of the one borough of `subject.only`, without a word of any other."""
    found = list(_posts(subject))
    for each in rounds_of(subject.programme):
        found += [sentence for item in _file_audits(subject, each) for sentence in item.sentences]
    return found


def _posts(subject: Subject) -> tuple[Sentence, ...]:
    found = appointments(subject.programme, subject.as_at)
    source = subject.page("The board", "board")
    adviser = subject.programme.label("adviser")
    said = [
        subject.about(
            found.not_appointed,
            f"{{names}} has not appointed a {adviser}.",
            f"{{names}} have not appointed a {adviser}.",
            source,
        ),
        subject.about(
            found.left,
            f"In {{names}} the {adviser} has left, and the post is vacant.",
            f"In {{names}} the {adviser}s have left, and the posts are vacant.",
            source,
        ),
    ]
    if subject.only is not None:
        said.append(
            subject.about(
                found.in_post,
                f"{{names}} has appointed a {adviser}.",
                f"{{names}} have appointed a {adviser}.",
                source,
            )
        )
    elif found.in_post and not found.not_appointed and not found.left:
        said.append(Sentence(f"Every borough has appointed a {adviser}.", source=source))
    return tuple(filter(None, said))


def _file_audits(subject: Subject, round_: Round) -> tuple[Item, ...]:
    source = subject.page("File audits", "audits")
    found = standings(round_, subject.as_at)
    by_position: dict[Position, list[Standing]] = defaultdict(list)
    for standing in found:
        by_position[standing.position].append(standing)
    said = [
        _of(subject, by_position[Position.NO_REPLY], "A response is awaited from {names}.", "", source),
        *_because(subject, by_position[Position.ASKS_EXCUSED], "asks", "ask", "to be excused", source),
        *_because(subject, by_position[Position.EXCUSED], "has", "have", "been excused", source),
        *_agreed(subject, [each for position in sorted(AGREED) for each in by_position[position]], source),
        _of(
            subject,
            by_position[Position.OPTIMISTIC],
            "{names} is optimistic.",
            "{names} are optimistic.",
            source,
        ),
        *_hopeful(subject, by_position[Position.HOPEFUL], source),
        *(_of(subject, by_position[position], one, many, source) for position, one, many in PLAIN),
        *_received(subject, found, source),
        *_offers(subject, round_, by_position[Position.OFFERED], source),
    ]
    return tuple(Item((sentence,)) for sentence in said if sentence is not None)


def _of(
    subject: Subject, standing: Iterable[Standing], one: str, many: str, source: Source
) -> Sentence | None:
    return subject.about((each.borough for each in standing), one, many or one, source)


def _because(
    subject: Subject, standing: Iterable[Standing], verb: str, verbs: str, what: str, source: Source
) -> list[Sentence | None]:
    by_reason: dict[str, list[Standing]] = defaultdict(list)
    for each in standing:
        by_reason[each.entry.reason if each.entry else ""].append(each)
    said = []
    for reason, group in sorted(by_reason.items()):
        # Braces in somebody's reason are words, not places for names.
        because = f" because of {reason}".replace("{", "{{").replace("}", "}}") if reason else ""
        said.append(
            _of(
                subject,
                group,
                f"{{names}} {verb} {what}{because}.",
                f"{{names}} {verbs} {what}{because}.",
                source,
            )
        )
    return said


def _agreed(subject: Subject, standing: list[Standing], source: Source) -> list[Sentence | None]:
    agreed = _of(subject, standing, "{names} has agreed", "{names} have agreed", source)
    if agreed is None:
        return []
    undated = [each for each in standing if each.position == Position.AGREED]
    awaited = _of(subject, undated, "; the date is awaited from {names}", "", source)
    words = f"{agreed.text}{awaited.text if awaited else ''}."
    dated = [_dated(subject, each, source) for each in standing]
    return [Sentence(words, agreed.origin, source, agreed.boroughs), *dated]


def _dated(subject: Subject, standing: Standing, source: Source) -> Sentence | None:
    entry = standing.entry
    if entry is None or entry.firm_on is None or entry.is_assumed("firm_on"):
        return None
    when = say_when(PartialDate(entry.firm_on, Precision(entry.firm_precision)))
    return _of(subject, [standing], f"The files of {{names}} are due {when}.", "", source)


def _hopeful(subject: Subject, standing: list[Standing], source: Source) -> list[Sentence | None]:
    own = [each for each in standing if each.entry and each.entry.reviewed_by == ReviewedBy.BOROUGH]
    others = [each for each in standing if each not in own]
    return [
        _of(
            subject, others, "{names} hopes to contribute files.", "{names} hope to contribute files.", source
        ),
        _of(
            subject,
            own,
            "{names} hopes to contribute files and will review its files itself.",
            "{names} hope to contribute files and will review their files themselves.",
            source,
        ),
    ]


def _received(subject: Subject, standing: list[Standing], source: Source) -> list[Sentence | None]:
    said = []
    for each in standing:
        entry = each.entry
        if entry is not None and entry.files_received is not None:
            of_all = f" of {entry.files_agreed}" if entry.files_agreed is not None else ""
            reviewed = f", and {entry.files_reviewed} reviewed" if entry.files_reviewed is not None else ""
            said.append(
                _of(
                    subject,
                    [each],
                    f"{entry.files_received}{of_all} files have come from {{names}}{reviewed}.",
                    "",
                    source,
                )
            )
    return said


def _offers(subject: Subject, round_: Round, offers: list[Standing], source: Source) -> list[Sentence | None]:
    chairs = ""
    if (
        round_.chairs_asked_on is not None
        and round_.chairs_asked_on <= subject.as_at
        and subject.only is None
    ):
        chairs = f"{subject.programme.label('chairs')} have been asked to contribute files"
    made = [each for each in offers if subject.speaks_of(each.borough)]
    offered = [
        f"{each.borough.name} has offered {counted(each.entry.files_offered or 0)}"
        for each in made
        if each.entry and each.entry.files_offered
    ]
    clauses = [clause for clause in (chairs, *offered) if clause]
    if not clauses:
        return []
    head, *rest = clauses
    words = f"{head}{''.join(f', {clause}' for clause in rest[:-1])}{f' and {rest[-1]}' if rest else ''}."
    return [Sentence(words, source=source, boroughs=tuple(each.borough.slug for each in made))]
