"""The section of the programme file that holds statements: judgements and issues in the coordinator's own words."""

from collections.abc import Mapping

from boroughs.programme.files.checking import Checking
from boroughs.programme.files.faults import Path
from boroughs.programme.files.loading import Loading
from boroughs.programme.files.registry import Section
from boroughs.programme.files.shapes import LINES, Group, Key, ListOf, Named, Text, When, need, one_of
from boroughs.programme.section import check_key_dates, count
from hub.register.services import StatementFacts, statement_add
from hub.register.states import Topic

STATEMENT = Group(
    {
        "topic": need(one_of(Topic)),
        "heading": Key(Text(), default=""),
        "text": need(LINES),
        "points": Key(ListOf(LINES), default=[]),
        "closing": Key(LINES, default=""),
        "source": need(Text()),
        "as_at": need(When(is_past=True)),
    }
)


def statements_check(checking: Checking) -> None:
    """Find key dates that a statement names and the file does not have."""
    for slug, each in checking.values["statements"].items():
        texts: Mapping[Path, str | None] = {
            ("text",): each["text"],
            ("closing",): each["closing"],
            **{("points", number): point for number, point in enumerate(each["points"] or [])},
        }
        for path, text in texts.items():
            check_key_dates(checking, ("statements", slug, *path), text or "")


def statements_load(loading: Loading) -> str:
    """Add the statements in their order."""
    statements = loading.values["statements"]
    for each in statements.values():
        facts = StatementFacts(
            topic=Topic(each["topic"]),
            text=each["text"],
            source=each["source"],
            as_at=each["as_at"],
            heading=each["heading"],
            points=each["points"],
            closing=each["closing"],
        )
        statement_add(programme=loading.programme, facts=facts, place=each["place"], by=loading.by)
    return f"{count(statements, 'statement is', 'statements are')} kept." if statements else ""


SECTIONS = (Section("statements", Named(STATEMENT, is_ordered=True), statements_load, statements_check),)
