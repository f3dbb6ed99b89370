"""The models of who takes part, gathered from the capabilities."""

from boroughs.access.models import BoroughGrant, ProgrammeGrant
from boroughs.asks.models import Ask, Reply
from boroughs.history.models import Change
from boroughs.people.models import Contact, User
from boroughs.posts.models import Post, PostEntry
from boroughs.programme.models import Borough, KeyDate, Programme, Theme

__all__ = [
    "Ask",
    "Borough",
    "BoroughGrant",
    "Change",
    "Contact",
    "KeyDate",
    "Post",
    "PostEntry",
    "Programme",
    "ProgrammeGrant",
    "Reply",
    "Theme",
    "User",
]
