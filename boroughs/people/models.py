"""Users and contacts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from boroughs.access.models import Reach
from boroughs.history.models import Tracked
from boroughs.people.states import CENTRAL, Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.addresses import is_address


class UserManager(BaseUserManager["User"]):
    """Makes users; addresses are kept in lower case, so that one person is one user however they type it."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Make a user who signs in with `email`; without a password they set one by e-mail."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by address, ignoring case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by e-mail address."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = False
    joined_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_ignoring_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the address in lower case."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)


class Contact(Tracked):
    """A person, or just their role, in a programme or in one borough; perhaps with a user."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="contacts")
    borough = models.ForeignKey(
        Borough, on_delete=models.PROTECT, null=True, db_index=False, related_name="contacts"
    )
    position = models.CharField(max_length=20, choices=Position.choices)
    name = models.CharField(max_length=200, help_text="a name, or just the role: “Camden’s adviser”")
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="contacts")
    is_active = models.BooleanField(default=True)
    email_rejected_at = models.DateTimeField(null=True)

    reach = Reach("programme", "borough")

    class Meta:
        default_permissions = ()
        ordering = ("borough__name", "position", "name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(borough=None, position__in=CENTRAL)
                | (Q(borough__isnull=False) & ~Q(position__in=CENTRAL)),
                name="contact_is_central_or_of_a_borough",
            ),
            models.UniqueConstraint(
                "programme",
                "borough",
                "position",
                Lower("email"),
                condition=~Q(email=""),
                name="contact_email_unique",
            ),
        ]
        indexes = [models.Index(fields=["borough", "position"], name="contact_borough_position")]

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_written_to(self) -> bool:
        """Whether an e-mail to them can arrive: an active person with an address that was not rejected."""
        is_user_active = self.user is None or self.user.is_active
        return self.is_active and bool(self.email) and not self.address_trouble and is_user_active

    @property
    def address_trouble(self) -> str:
        """Why no e-mail arrives at their address, as a part of a sentence; empty when it may, or when there is none."""
        if self.email_rejected_at is not None:
            return f"e-mail to {self.name} was rejected"
        if self.email and not is_address(self.email):
            return f"the address of {self.name}, “{self.email}”, cannot be written to"
        return ""

    @property
    def reply_address(self) -> str:
        """Where answers to e-mails in their name go; empty when no e-mail can be written there."""
        return self.email if is_address(self.email) else ""
