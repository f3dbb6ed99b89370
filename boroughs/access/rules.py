"""The rule, asked in three ways. The only module, with its neighbours here, that knows guardian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q

from boroughs.access.models import BoroughGrant, ProgrammeGrant, Reachable
from boroughs.access.states import RULES, Action, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from boroughs.people.models import User


def may(user: User | AnonymousUser, action: Action, thing: Reachable) -> bool:
    """Tell whether `user` may do `action` to `thing` (a row of any model that declares its reach)."""
    return allows(action, roles_over(user, thing))


def allows(action: Action, roles: frozenset[Role]) -> bool:
    """Tell whether any of `roles` may do `action`: for many things of one borough, whose roles are asked for once."""
    return bool(RULES[action] & roles)


def roles_over(user: User | AnonymousUser, thing: Reachable) -> frozenset[Role]:
    """List the roles that `user` holds over `thing`, through its programme or its borough, in one query."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    programme, borough = scope_of(thing)
    granted = ProgrammeGrant.objects.filter(group__user=user, content_object=programme)
    names = granted.values_list("permission__codename", flat=True)
    if borough is not None:
        local = BoroughGrant.objects.filter(group__user=user, content_object=borough)
        names = names.union(local.values_list("permission__codename", flat=True))
    return frozenset(Role(name) for name in names)


def roles_in(user: User | AnonymousUser, programme: Reachable) -> frozenset[Role]:
    """List every role that `user` holds anywhere in `programme`, its boroughs included, in one query."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    central = ProgrammeGrant.objects.filter(group__user=user, content_object=programme.pk)
    local = BoroughGrant.objects.filter(group__user=user, content_object__programme=programme.pk)
    names = central.values_list("permission__codename", flat=True).union(
        local.values_list("permission__codename", flat=True)
    )
    return frozenset(Role(name) for name in names)


def recipients(action: Action, thing: Reachable) -> QuerySet[User]:
    """Select the active users who may do `action` to `thing`; an empty answer means nobody."""
    programme, borough = scope_of(thing)
    roles = RULES[action]
    granted = Q(
        pk__in=ProgrammeGrant.objects.filter(content_object=programme, permission__codename__in=roles).values(
            "group"
        )
    )
    if borough is not None:
        local = BoroughGrant.objects.filter(content_object=borough, permission__codename__in=roles)
        granted |= Q(pk__in=local.values("group"))
    users: QuerySet[User] = get_user_model()._default_manager.all()
    return users.filter(is_active=True, groups__in=Group.objects.filter(granted)).distinct()


def scope_of(thing: Reachable) -> tuple[int, int | None]:
    """Find the ids of the programme and the borough that `thing` belongs to."""
    reach = thing.reach
    programme = _follow(thing, reach.programme)
    if programme is None:
        raise ValueError(f"{thing!r} belongs to no programme, so nobody can be asked about it.")
    return programme, _follow(thing, reach.borough) if reach.borough else None


def _follow(thing: object, lookup: str) -> int | None:
    """Walk a lookup such as `borough__programme` on a row and answer the id at its end."""
    *steps, last = lookup.split("__")
    for step in steps:
        thing = getattr(thing, step)
        if thing is None:
            return None
    value: int | None = getattr(thing, "pk" if last == "pk" else f"{last}_id")
    return value
