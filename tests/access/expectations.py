"""Who may open and do what, route by route: the access table as the matrix checks it.

A new route needs a line here; a part of an address that is new needs one in `sees` and in routes.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from boroughs.asks.models import Ask
from tests.access.routes import Route, Thing, UnknownPart, address, all_routes, rows_of, things, together
from tests.access.sharing import Eyes, Rules
from tests.access.world import World

COORDINATOR = frozenset({"coordinator"})
LEADS = frozenset({"coordinator", "lead"})
ADVISERS = frozenset({"coordinator", "adviser"})
LOCAL = frozenset({"coordinator", "adviser", "lead"})
AUDITS = LOCAL | {"reviewer"}
ANYBODY = LOCAL | {"reviewer", "observer"}
SIGNED_IN = ANYBODY | {""}
BOROUGHS = frozenset({"adviser", "lead"})


@dataclass(frozen=True, slots=True)
class Page:
    """What one route answers: to whom of those who see what it names, by which methods, and with which status.

    `is_closed`: the right is asked for before anything is looked up, so whoever lacks it learns nothing either way.
    """

    may: frozenset[str] = ANYBODY
    methods: frozenset[str] = frozenset({"GET"})
    answers: frozenset[int] = frozenset({200})
    is_closed: bool = False


def form(may: frozenset[str], *, answers: Iterable[int] = (200,)) -> Page:
    """A page that is one form: sending it empty shows what is missing."""
    return Page(may, frozenset({"GET", "POST"}), frozenset(answers))


def coordinators_only(*methods: str) -> Page:
    """Something about chasing, which nobody else is told anything of."""
    return Page(COORDINATOR, frozenset(methods), frozenset({200, 302}), is_closed=True)


PAGES: Mapping[str, Page] = {
    "home": Page(SIGNED_IN, answers=frozenset({200, 302})),
    "board": Page(),
    "borough": Page(),
    "borough-note": form(COORDINATOR),
    "people": Page(COORDINATOR),
    "contact": Page(COORDINATOR),
    "contact-add": form(COORDINATOR),
    "contact-correct": form(COORDINATOR),
    "contact-leave": form(COORDINATOR, answers=(200, 302)),
    "contact-address-confirm": Page(COORDINATOR, frozenset({"POST"}), frozenset({302})),
    "contact-return": Page(COORDINATOR, frozenset({"POST"}), frozenset({302})),
    "post": Page(),
    "post-news": form(LOCAL),
    "post-interim": form(LOCAL),
    "post-entry-void": form(COORDINATOR),
    "ask": Page(),
    "ask-reply": form(LOCAL),
    "update-give": form(LOCAL),
    "audits": Page(AUDITS),
    "audit": Page(),
    "audit-update": form(LEADS),
    "audit-files": form(LEADS),
    "audit-excusal": form(COORDINATOR),
    "audit-entry-void": form(COORDINATOR),
    "events": Page(),
    "event": Page(),
    "event-add": form(ADVISERS),
    "event-edit": form(ADVISERS),
    "chasing": Page(COORDINATOR),
    "chasing-policies": Page(COORDINATOR),
    "chasing-policy": coordinators_only("GET", "POST"),
    "chasing-log": Page(COORDINATOR),
    "chasing-failed": Page(COORDINATOR, frozenset({"GET", "POST"}), frozenset({200, 302})),
    "mail-doubtful": form(COORDINATOR),
    "chasing-email": coordinators_only("GET", "POST"),
    "ask-hold": coordinators_only("GET", "POST"),
    "ask-pause": coordinators_only("GET", "POST"),
    "ask-withdraw": coordinators_only("GET", "POST"),
    "ask-ring": coordinators_only("GET", "POST"),
    "ring-void": coordinators_only("GET", "POST"),
    "ask-replied": coordinators_only("POST"),
    "chasing-approve": coordinators_only("GET", "POST"),
    "email-edit": coordinators_only("GET", "POST"),
    "email-standard": coordinators_only("POST"),
    "email-send-now": coordinators_only("GET", "POST"),
    "step-leave-out": coordinators_only("GET", "POST"),
    "step-take-back": coordinators_only("POST"),
    "welcome-email-edit": coordinators_only("GET", "POST"),
    "welcome-email-standard": coordinators_only("POST"),
    "welcome-email-send-now": coordinators_only("GET", "POST"),
    "welcome-leave-out": coordinators_only("GET", "POST"),
    "welcome-take-back": coordinators_only("POST"),
    "hold-lift": coordinators_only("POST"),
    "borough-hold": form(COORDINATOR),
    "reports": Page(),
    "report": Page(),
    # 286 tells the page that asks every second to stop asking.
    "report-progress": Page(answers=frozenset({200, 286})),
    "report-file": Page(),
    "report-compile": form(COORDINATOR),
    "report-publish": Page(COORDINATOR, frozenset({"POST"}), answers=frozenset({302})),
    # Without a sentence that the report really says, there is nothing to be wrong.
    "report-query-add": form(LOCAL, answers=(404,)),
    "report-query": form(COORDINATOR),
    "api-borough-list": Page(SIGNED_IN),
    "api-borough-detail": Page(),
    "api-post-list": Page(SIGNED_IN),
    "api-post-detail": Page(),
    "api-file-audit-list": Page(SIGNED_IN),
    "api-file-audit-detail": Page(),
    "api-ask-list": Page(SIGNED_IN),
    "api-ask-detail": Page(),
    "api-event-list": Page(SIGNED_IN),
    "api-event-detail": Page(),
    "api-schema": Page(SIGNED_IN),
    "api-docs": Page(SIGNED_IN),
    "api-missing": Page(SIGNED_IN, answers=frozenset({404})),
}

# What anybody can open without signing in, with the reason.
PUBLIC: Mapping[str, str] = {
    "healthz": "asked by the machine that watches the site",
    "readyz": "asked by the machine that watches the site",
    "answer": "followed from an e-mail; its token is the access (tests/hub/answers)",
    "answer-without-token": "a link that was cut short",
    "account_login": "where one signs in",
    "account_signup": "says that nobody signs up by themselves",
    "account_inactive": "says that an account is closed",
    "account_reset_password": "for whoever has forgotten the password",
    "account_reset_password_done": "says that an e-mail is on its way",
    "account_reset_password_from_key": "followed from an e-mail",
    "account_reset_password_from_key_done": "says that the password is set",
}
# The pages of one's own account: they name nobody else.
ACCOUNT = frozenset(
    {
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "account_set_password",
    }
)
# What the package for signing in brings besides, and nobody gets: who has which address is the coordinator's to say.
CLOSED = frozenset(
    {
        "account_confirm_email",
        "account_confirm_login_code",
        "account_email",
        "account_email_verification_sent",
    }
)


def may(page: Page, eyes: Eyes, rows: Mapping[str, Any]) -> bool:
    """Tell whether somebody who sees all that an address names may do what the route is for."""
    if eyes.role not in _answering(page, rows):
        return False
    if eyes.role not in BOROUGHS or page.may >= ANYBODY:
        return True
    whose = {row.borough_id for row in rows.values() if hasattr(row, "borough_id")}
    return whose <= {eyes.borough}


def _answering(page: Page, rows: Mapping[str, Any]) -> frozenset[str]:
    """What is asked about case files is answered by those who answer for the files."""
    ask = rows.get("ask")
    if page is PAGES["ask-reply"] and isinstance(ask, Ask) and ask.kind.startswith("audit-"):
        return LEADS
    return page.may


def sees(name: str, row: Any, eyes: Eyes, rules: Rules) -> bool:
    """Tell whether somebody sees what one part of an address names; KeyError for a part that is not known."""
    if name in {"format", "kind"}:
        return True
    programme, borough = PLACES[name](row)
    if programme != eyes.programme:
        return False
    if eyes.role == "coordinator":
        return True
    match name:
        case "programme" | "event":
            return True
        case "edition":
            return row.pk in rules.shown_editions
        case "email" | "hold":
            return False
        case "audit" if eyes.role == "reviewer":
            return row.pk in rules.assigned
    return borough == eyes.borough and borough is not None


def closed_addresses(world: World, rules: Rules) -> Mapping[str, frozenset[str]]:
    """List, for each of the cast, the addresses of what they do not see: no page leads them there."""
    named = [
        (address(route, {name: each.value for name, each in chosen.items()}), rows_of(route, chosen))
        for route in all_routes()
        if route.name in PAGES and route.kwargs
        for borough in world.boroughs
        for chosen in _known(world, borough, route)
    ]
    return {
        who: frozenset(
            path
            for path, rows in named
            if not all(sees(name, row, rules.eyes[who], rules) for name, row in rows.items())
        )
        for who in world.cast
    }


def _known(world: World, borough: str, route: Route) -> list[dict[str, Thing]]:
    try:
        return list(together(things(world, borough, route)))
    except UnknownPart:
        return []  # the matrix complains of it


def _of_borough(row: Any) -> tuple[int, int | None]:
    return row.borough.programme_id, row.borough_id


def _of_programme(row: Any) -> tuple[int, int | None]:
    return row.programme_id, getattr(row, "borough_id", None)


def _of_entry(row: Any) -> tuple[int, int | None]:
    return _of_borough(row.post if hasattr(row, "post") else row.file_audit)


# Where what a part of an address names belongs: the ids of its programme and its borough.
PLACES: Mapping[str, Any] = {
    "programme": lambda row: (row.pk, None),
    "borough": lambda row: (row.programme_id, row.pk),
    "ask": _of_borough,
    "audit": _of_borough,
    "contact": _of_programme,
    "query": _of_borough,
    "post": _of_borough,
    "entry": _of_entry,
    "event": _of_programme,
    "edition": _of_programme,
    "email": _of_programme,
    "hold": _of_borough,
    "ring": lambda row: _of_borough(row.ask),
}
