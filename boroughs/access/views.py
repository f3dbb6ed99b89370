"""How a page loads what it shows: through `visible_to`, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from boroughs.access.models import AccessQuerySet, Reachable
from boroughs.access.rules import may
from boroughs.access.states import Action

if TYPE_CHECKING:
    from boroughs.people.models import User
    from config.site.navigation import Place

T = TypeVar("T", bound=Reachable)


class SignedInRequest(HttpRequest):
    """A request whose user is known (the middleware lets nobody else through), and the programme it is about."""

    user: User
    place: Place


def load(rows: AccessQuerySet[T], user: User, **which: Any) -> T:
    """Get the one row that `user` may see; Http404 says the same for a foreign row as for a missing one."""
    row = rows.visible_to(user).filter(**which).first()
    if row is None:
        raise Http404
    return row


def require(user: User, action: Action, thing: Reachable) -> None:
    """Raise PermissionDenied (403) unless `user` may do `action` to a thing that they see."""
    if not may(user, action, thing):
        raise PermissionDenied
