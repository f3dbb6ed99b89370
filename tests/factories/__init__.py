"""Made-up rows for tests; what has a service is made through it, so that history and access come with it.

Call `BoroughFactory.create(…)`: the type checker knows what that answers.
"""

from tests.factories.asks import AskFactory
from tests.factories.audits import FileAuditFactory, RoundFactory
from tests.factories.events import EventFactory
from tests.factories.people import ContactFactory, UserFactory
from tests.factories.posts import PostFactory
from tests.factories.programme import BoroughFactory, KeyDateFactory, ProgrammeFactory, ThemeFactory
from tests.factories.reports import EditionFactory

__all__ = [
    "AskFactory",
    "BoroughFactory",
    "ContactFactory",
    "EditionFactory",
    "EventFactory",
    "FileAuditFactory",
    "KeyDateFactory",
    "PostFactory",
    "ProgrammeFactory",
    "RoundFactory",
    "ThemeFactory",
    "UserFactory",
]
