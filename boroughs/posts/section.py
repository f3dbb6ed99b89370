"""The section of the programme file that says where each borough's appointment stands."""

from collections.abc import Mapping
from typing import Any

from boroughs.asks.services import reconcile
from boroughs.people.states import CENTRAL, Position
from boroughs.posts.models import Post
from boroughs.posts.services import post_begin, post_move, post_name_interim, post_open
from boroughs.posts.states import Stage, may_follow, move_to
from boroughs.programme.files.checking import Checking
from boroughs.programme.files.faults import Path
from boroughs.programme.files.loading import Loading
from boroughs.programme.files.registry import Section
from boroughs.programme.files.shapes import (
    LINES,
    Group,
    Key,
    KeyOf,
    ListOf,
    Named,
    OneOf,
    Text,
    When,
    YesNo,
    need,
    one_of,
)
from boroughs.programme.section import check_order
from config import clock
from config.dates import listed

ENTRY = Group(
    {
        "on": need(When(is_past=True)),
        "stage": need(one_of(Stage)),
        "holder": Key(KeyOf("people")),
        "interim": Key(KeyOf("people")),
        "note": Key(LINES, default=""),
        "assumed": Key(ListOf(OneOf(("stage", "holder", "interim"))), default=[]),
    }
)
POST = Group(
    {
        "employer": Key(Text(), default=""),
        "on_behalf": Key(YesNo(), default=False),
        "entries": Key(ListOf(ENTRY), default=[]),
    }
)


def posts_check(checking: Checking) -> None:
    """Find entries out of order, stages that cannot follow, and holders who are not the borough's adviser."""
    for borough, each in checking.values["posts"].items():
        before: Mapping[str, Any] | None = None
        for number, entry in enumerate(each["entries"] or []):
            path = ("posts", borough, "entries", number)
            if entry["stage"] is not None:
                _check_people(checking, path, borough, entry)
            check_order(checking, path, before, entry)
            if before and before["stage"] and entry["stage"]:
                _check_follows(checking, path, Stage(before["stage"]), Stage(entry["stage"]))
            before = entry


def _check_follows(checking: Checking, path: Path, before: Stage, stage: Stage) -> None:
    if stage == before or not may_follow(before, stage):
        can = listed(
            (f"“{each}”" for each in Stage if each != before and may_follow(before, each)), last="or"
        )
        checking.fault((*path, "stage"), f"“{stage}” cannot come after “{before}”. What can is {can}.")


def _check_people(checking: Checking, path: Path, borough: str, entry: Mapping[str, Any]) -> None:
    is_held = entry["stage"] == Stage.IN_POST
    if is_held and not entry["holder"] and (*path, "holder") not in checking.notes.lines:
        checking.fault(path, "The key “holder” is missing: who is in post?")
    if is_held and entry["interim"]:
        checking.fault((*path, "interim"), "Nobody stands in while the post is held. Leave this key out.")
    if not is_held and entry["holder"]:
        checking.fault(
            (*path, "holder"), "Only a post at the stage “in_post” has a holder. Leave this key out."
        )
    for key in ("holder", "interim"):
        if whose := _whose_else(checking, borough, entry[key]):
            checking.fault((*path, key), f"“{entry[key]}” is of {whose}, not of {borough}.")
    holder = checking.values["people"].get(entry["holder"]) or {}
    if holder.get("position") and holder["position"] not in CENTRAL | {Position.ADVISER}:
        checking.fault(
            (*path, "holder"), f"“{entry['holder']}” is not an adviser. Name one, or correct their position."
        )


def _whose_else(checking: Checking, borough: str, key: str | None) -> str | None:
    """Tell to whom somebody belongs if not to the borough; None too where that is a fault of its own already."""
    person, boroughs = checking.values["people"].get(key) or {}, checking.values["boroughs"]
    if borough not in boroughs or not person.get("position"):
        return None
    if person["borough"] is None:
        return "the whole programme" if person["position"] in CENTRAL else None
    return person["borough"] if person["borough"] != borough and person["borough"] in boroughs else None


def posts_load(loading: Loading) -> str:
    """Open the post of every participant, and write what is known of each."""
    values = loading.values["posts"]
    held = vacant = 0
    for slug, borough in loading.rows["boroughs"].items():
        if not (slug in values or borough.is_participant):
            continue
        each = values.get(slug) or {"employer": "", "on_behalf": False, "entries": []}
        post = post_open(
            borough=borough, employer=each["employer"], is_on_behalf=each["on_behalf"], by=loading.by
        )
        for number, entry in enumerate(each["entries"]):
            with loading.at("posts", slug, "entries", number):
                _enter(
                    loading, post, entry, None if number == 0 else Stage(each["entries"][number - 1]["stage"])
                )
        is_held = bool(each["entries"]) and each["entries"][-1]["stage"] == Stage.IN_POST
        held, vacant = held + is_held, vacant + (not is_held)
    # A borough of which nothing is known is asked for things too.
    reconcile(boroughs=loading.rows["boroughs"].values(), today=clock.today())
    return f"{held} {'post is' if held == 1 else 'posts are'} held and {vacant} vacant."


def _enter(loading: Loading, post: Post, entry: Mapping[str, Any], before: Stage | None) -> None:
    stage, people = Stage(entry["stage"]), loading.rows["people"]
    holder = people[entry["holder"]] if entry["holder"] else None
    if before is None:
        post_begin(
            post=post,
            stage=stage,
            on=entry["on"],
            holder=holder,
            note=entry["note"],
            assumed=entry["assumed"],
            by=loading.by,
        )
    else:
        post_move(
            post=post,
            move=move_to(before, stage),
            on=entry["on"],
            holder=holder,
            note=entry["note"],
            assumed=entry["assumed"],
            by=loading.by,
        )
    if entry["interim"]:
        post_name_interim(post=post, interim=people[entry["interim"]], on=entry["on"], by=loading.by)


SECTIONS = (Section("posts", Named(POST, under="boroughs"), posts_load, posts_check),)
