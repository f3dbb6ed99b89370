"""The rows that grant a role, how a model says whom it reaches, and the queryset that keeps to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase

from boroughs.access.states import BOROUGH_ROLES, EVERYONE, PROGRAMME_ROLES, Role

if TYPE_CHECKING:
    from boroughs.people.models import User

M = TypeVar("M", bound=models.Model)


class ProgrammeGrant(GroupObjectPermissionBase):
    """One group's role over one programme."""

    content_object = models.ForeignKey("boroughs.Programme", on_delete=models.CASCADE, related_name="grants")


class BoroughGrant(GroupObjectPermissionBase):
    """One group's role over one borough."""

    content_object = models.ForeignKey("boroughs.Borough", on_delete=models.CASCADE, related_name="grants")


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a model's rows reach: everything that belongs to a borough inherits from it.

    `programme` and `borough` are lookups from the row (`"pk"` for the row itself). The roles of `shared_with` see
    the rows of the whole programme, those other than the coordinator only where `shared_if` holds; a borough's own
    roles see its rows where `own_if` holds.
    """

    programme: str
    borough: str | None = None
    shared_with: frozenset[Role] = frozenset()
    shared_if: Q = field(default_factory=Q)
    own_if: Q = field(default_factory=Q)

    def holds_for(self, user: User) -> Q:
        """Give the condition under which `user` sees a row."""
        seen = Q(**{f"{self.programme}__in": programmes_where(user, frozenset({Role.COORDINATOR}))})
        if others := self.shared_with - {Role.COORDINATOR}:
            seen |= Q(**{f"{self.programme}__in": programmes_where(user, others)}) & self.shared_if
        if self.borough:
            seen |= Q(**{f"{self.borough}__in": boroughs_where(user, BOROUGH_ROLES)}) & self.own_if
        return seen


def boroughs_where(user: User, roles: frozenset[Role]) -> models.QuerySet[BoroughGrant, dict[str, Any]]:
    """Select (as a subquery) the ids of the boroughs over which `user` holds one of `roles`."""
    return BoroughGrant.objects.filter(group__user=user, permission__codename__in=roles).values(
        "content_object_id"
    )


def programmes_where(user: User, roles: frozenset[Role]) -> models.QuerySet[Any, dict[str, Any]]:
    """Select (as a subquery) the ids of the programmes in which `user` holds one of `roles`, in a borough or above."""
    central, local = roles & PROGRAMME_ROLES, roles & BOROUGH_ROLES
    direct = ProgrammeGrant.objects.filter(group__user=user, permission__codename__in=central)
    if not local:
        return direct.values("content_object_id")
    condition = Q(boroughs__pk__in=boroughs_where(user, local))
    if central:
        condition |= Q(pk__in=direct.values("content_object_id"))
    programme = ProgrammeGrant._meta.get_field("content_object").related_model
    return programme._default_manager.filter(condition).values("pk")


class AccessQuerySet(models.QuerySet[M]):
    """A queryset that knows who may see its rows."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the rows that `user` may see; nobody signed in, and nobody without a role, sees any."""
        if isinstance(user, AnonymousUser) or not user.is_active:
            return self.none()
        reach: Reach = self.model.reach  # type: ignore[attr-defined] # every model of this queryset declares its reach
        return self.filter(reach.holds_for(user))


class Reachable(models.Model):
    """Base of every model that somebody may see: it says whom it reaches."""

    reach: ClassVar[Reach]

    objects = AccessQuerySet.as_manager()

    class Meta:
        abstract = True


def shared_in_programme(programme: str = "programme", *, shared_if: Q | None = None) -> Reach:
    """Describe a row that everybody in the programme sees (where `shared_if` holds)."""
    return Reach(programme, shared_with=EVERYONE, shared_if=shared_if or Q())
