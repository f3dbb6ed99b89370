"""Give a role and take it away. People come here through `people.services`, which keeps the contact beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db import transaction
from guardian.shortcuts import assign_perm

from boroughs.access.models import Reachable
from boroughs.access.states import BOROUGH_ROLES, Role

if TYPE_CHECKING:
    from boroughs.people.models import User


def _group_name(role: Role, over: Reachable) -> str:
    return f"{over._meta.model_name}:{over.pk}:{role}s"


@transaction.atomic
def role_grant(*, user: User, role: Role, over: Reachable) -> None:
    """Give `user` a role over a programme or a borough, through that row's own group.

    ValueError when the role does not fit the row (an adviser is one of a borough, never of a programme).
    """
    wanted = "borough" if role in BOROUGH_ROLES else "programme"
    if over._meta.model_name != wanted:
        raise ValueError(f"The role {role} is held over a {wanted}, not over a {over._meta.model_name}.")
    group, is_new = Group.objects.get_or_create(name=_group_name(role, over))
    if is_new:
        assign_perm(f"boroughs.{role}", group, over)
    user.groups.add(group)


@transaction.atomic
def role_revoke(*, user: User, role: Role, over: Reachable) -> None:
    """Take a role over a programme or a borough away again."""
    user.groups.remove(*Group.objects.filter(name=_group_name(role, over)))
