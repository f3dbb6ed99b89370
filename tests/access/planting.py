"""A string that is nowhere else, and a number, in every field of every row that belongs to somebody.

The fields are found in Django's registry of models, so that a new field is planted without a word here. What stays
as it is (`KEPT`) says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from boroughs.access.models import BoroughGrant, ProgrammeGrant, Reachable
from boroughs.access.rules import scope_of
from boroughs.people.models import Contact, User
from hub.reports.document import from_json
from hub.reports.models import EditionFile
from hub.reports.renderers import render

APPS = ("boroughs", "audits", "hub")
TOKEN = re.compile(r"qz[0-9a-z]{4}zq")
NUMBER = re.compile(r"(?<![\w.:-])7[0-9]{6}(?![\w-])")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

# Fields that keep their words, as "model.field" or "*.field", each with the reason.
KEPT = {
    "*.version": "a count of changes, compared with what a form carries",
    "*.assumed": "names of fields",
    "boroughs.borough.gss_code": "a public code that places the borough on the map",
    "boroughs.user.password": "a hash, never shown; no password would fit a planted one",
    "hub.email.claimed_by": "empty unless the e-mail is being sent",
    "hub.email.attempts": "counts attempts",
    "hub.email.from_address": "one address, the same for all",
    "hub.answerlink.digest": "a token's digest, never shown; no token would fit a planted one",
    "hub.email.place": "counts the e-mails of a day",
    "hub.email.left_by": "empty unless a sender died over the e-mail",
    "hub.heartbeat.job": "names a job of the worker",
    "hub.knock.key": "a keyed digest of an address, never shown",
    "hub.knock.count": "counts requests",
    "hub.editionfile.format": "names the renderer",
    "hub.editionfile.sha256": "a checksum",
}
# Slugs are looked up by code; these are only addresses, so they can carry a string too.
SLUGS = ("boroughs.programme.slug", "boroughs.borough.slug", "audits.round.slug")
# Keys of JSON whose values the program reads, which are therefore no free text.
JSON_KEYS = frozenset({"schema", "kind", "slug", "origin", "href", "as_at", "compiled_on", "svg", "boroughs"})


@dataclass(frozen=True, slots=True)
class Canary:
    """Where a planted string or number stands, and whose it is."""

    model: str
    field: str
    pk: int
    programme: int | None
    borough: int | None
    of_users: frozenset[int] = frozenset()

    def __str__(self) -> str:
        whose = f"borough {self.borough}" if self.borough else f"programme {self.programme}"
        return f"{self.model}.{self.field} of row {self.pk} ({whose})"


@dataclass
class Cage:
    """Every canary by what was planted."""

    canaries: dict[str, Canary] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def token(self, canary: Canary) -> str:
        """Make a new string."""
        number, letters = len(self.canaries), ""
        for _ in range(4):
            number, digit = divmod(number, 36)
            letters = _DIGITS[digit] + letters
        return self._keep(f"qz{letters}zq", canary)

    def number(self, canary: Canary) -> int:
        """Make a new number, of seven digits and beginning with a 7."""
        return int(self._keep(str(7_000_000 + len(self.canaries) * 7 % 1_000_000), canary))

    def _keep(self, planted: str, canary: Canary) -> str:
        assert planted not in self.canaries, "The canaries have run out."
        self.canaries[planted] = canary
        return planted

    def found_in(self, text: str) -> dict[str, Canary]:
        """Find what of it is in a text, however the text was folded or broken into lines."""
        lower = text.lower()
        flat = re.sub(r"[\s\u00ad\u200b-]+", "", lower)
        seen = {*TOKEN.findall(lower), *TOKEN.findall(flat), *NUMBER.findall(lower)}
        return {each: self.canaries[each] for each in seen if each in self.canaries}


def planted_models() -> list[type[models.Model]]:
    """List the project's own models that have a field to plant."""
    grants = (BoroughGrant, ProgrammeGrant)
    models = [model for model in apps.get_models() if model._meta.app_label in APPS]
    return [model for model in models if not issubclass(model, grants) and any(_fields(model))]


def plant() -> Cage:
    """Plant a canary in every field of every row; the rows are written as they are, past every service."""
    cage = Cage()
    for model in planted_models():
        rows = list(model._base_manager.all())
        cage.rows[model._meta.label_lower] = len(rows)
        fields = list(_fields(model))
        for row in rows:
            owner = _owner(row)
            changed = {each.attname: _planted(cage, row, each, owner) for each in fields}
            changed = {name: value for name, value in changed.items() if value is not None}
            if changed:
                model._base_manager.filter(pk=row.pk).update(**changed)
    _write_files()
    return cage


def _fields(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    for each in model._meta.concrete_fields:
        name = f"{model._meta.label_lower}.{each.name}"
        if name in KEPT or f"*.{each.name}" in KEPT or each.choices:
            continue
        is_slug = isinstance(each, models.SlugField)
        is_text = isinstance(each, models.CharField | models.TextField | models.JSONField)
        is_number = isinstance(each, models.PositiveIntegerField)
        if (is_text and not is_slug) or name in SLUGS or is_number or name == "hub.email.raw":
            yield each


def _owner(row: models.Model) -> tuple[int | None, int | None, frozenset[int]]:
    """Find the programme, the borough and the users that a row belongs to."""
    if isinstance(row, Contact):
        return row.programme_id, row.borough_id, frozenset({row.user_id} if row.user_id else ())
    if isinstance(row, Reachable):
        programme, borough = scope_of(row) if _has_programme(row) else (None, None)
        return programme, borough or getattr(row, "borough_id", None), frozenset()
    if isinstance(row, User):
        contact = Contact.objects.filter(user=row).first()
        where = (contact.programme_id, contact.borough_id) if contact else (None, None)
        return *where, frozenset({row.pk})
    raise AssertionError(f"Tell tests/access/planting.py whose a row of {row._meta.label} is.")


def _has_programme(row: Reachable) -> bool:
    return getattr(row, "programme_id", True) is not None


def _planted(
    cage: Cage,
    row: models.Model,
    where: models.Field[Any, Any],
    owner: tuple[int | None, int | None, frozenset[int]],
) -> Any:
    """Give the planted value of one field of one row; None leaves it as it is."""
    canary = Canary(row._meta.label_lower, where.name, row.pk, *owner)
    value = getattr(row, where.attname)
    if isinstance(where, models.JSONField):
        return _in_json(cage, canary, value)
    if isinstance(where, models.PositiveIntegerField):
        return cage.number(canary)
    token = cage.token(canary)
    if isinstance(where, models.BinaryField):
        return None if value is None else f"Subject: {token}\r\n\r\n{token}\r\n".encode()
    if isinstance(where, models.EmailField):
        return f"{token}@example.org"
    if isinstance(where, models.SlugField):
        return f"{value}-{token}"
    room = (where.max_length or 10_000) - len(token) - 1
    return f"{value[:room]} {token}".strip()


def _in_json(cage: Cage, canary: Canary, value: Any, key: str = "") -> Any:
    """Put a string of its own beside each free text of a JSON value; names, keys and days stay."""
    if isinstance(value, dict):
        planted = {name: _in_json(cage, canary, each, name) for name, each in value.items()}
        # A report's document has a schema, so it takes no key of ours.
        return planted if key or canary.field == "document" else planted | {"canary": cage.token(canary)}
    if isinstance(value, list):
        return [_in_json(cage, canary, each, key or "-") if key not in JSON_KEYS else each for each in value]
    if not isinstance(value, str) or key in JSON_KEYS or _is_day(value):
        return value
    return f"{value} {cage.token(canary)}".strip()


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _write_files() -> None:
    """Write the editions' files anew, from their planted documents."""
    for file in EditionFile.objects.select_related("edition"):
        file.content = render(from_json(file.edition.document), file.format)
        file.save(update_fields=["content"])
