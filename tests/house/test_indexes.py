"""Every write keeps every index of its table up to date: so none is there that another one makes needless."""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from boroughs.access.models import BoroughGrant, ProgrammeGrant
from boroughs.people.models import User
from boroughs.programme.models import Programme
from hub.answers.models import Knock

# Fields that Django, guardian or allauth declare or want unique, on tables that are small or written without haste.
AS_THEY_COME = (BoroughGrant, ProgrammeGrant, User, Programme, Knock)
# Whom an ask was last sent to is shown with the ask, and nobody asks for the asks of somebody in that way.
NEVER_ASKED_FOR = {"last_chased_id"}
OURS = [
    model
    for app in ("audits", "boroughs", "hub")
    for model in apps.get_app_config(app).get_models()
    if model not in AS_THEY_COME
]


def names_of_partial(model: type[Model]) -> set[str]:
    declared = [*model._meta.indexes, *model._meta.constraints]
    return {each.name for each in declared if getattr(each, "condition", None) is not None}


def whole_indexes(model: type[Model]) -> Mapping[str, Sequence[str]]:
    """Find the indexes of all rows, by the columns in their order; those of expressions have none."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return {
        name: index["columns"]
        for name, index in found.items()
        if (index["index"] or index["unique"] or index["primary_key"])
        and index["columns"]
        and None not in index["columns"]
        and name not in names_of_partial(model)
    }


def needless(model: type[Model]) -> Iterator[str]:
    indexes = whole_indexes(model)
    for name, columns in indexes.items():
        for other, longer in indexes.items():
            if other != name and list(longer[: len(columns)]) == list(columns):
                yield f"{name} ({', '.join(columns)}) begins {other} ({', '.join(longer)})"


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_no_index_is_the_beginning_of_another(model: type[Model]) -> None:
    assert list(needless(model)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_foreign_key_begins_an_index(model: type[Model]) -> None:
    keys = {field.column for field in model._meta.concrete_fields if field.is_relation}
    assert keys - {columns[0] for columns in whole_indexes(model).values()} <= NEVER_ASKED_FOR
