"""Every shape that a section can be made of."""

from boroughs.programme.files.groups import Group, Key, ListOf, Named, need
from boroughs.programme.files.moments import DATE_PARTS, Day, TimeOfDay, When
from boroughs.programme.files.words import (
    LINES,
    SHORT_NAME,
    TELEPHONE,
    Email,
    KeyOf,
    Matching,
    OneOf,
    Shape,
    Text,
    Whole,
    YesNo,
    one_of,
)

__all__ = [
    "DATE_PARTS",
    "LINES",
    "SHORT_NAME",
    "TELEPHONE",
    "Day",
    "Email",
    "Group",
    "Key",
    "KeyOf",
    "ListOf",
    "Matching",
    "Named",
    "OneOf",
    "Shape",
    "Text",
    "TimeOfDay",
    "When",
    "Whole",
    "YesNo",
    "need",
    "one_of",
]
