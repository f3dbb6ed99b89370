"""The models of what is shared, gathered from the capabilities."""

from hub.answers.models import AnswerLink, Knock
from hub.board.models import Digest
from hub.chasing.models import ChaseUp, Policy, Ring, Sending, Welcome, Wording
from hub.events.models import Event
from hub.mail.models import DoubtfulMail, Email, Excess, Heartbeat
from hub.materials.models import Tool
from hub.register.models import Statement
from hub.reports.models import Edition, EditionFile, ReportQuery
from hub.timeline.models import Phase

__all__ = [
    "AnswerLink",
    "ChaseUp",
    "Digest",
    "DoubtfulMail",
    "Edition",
    "EditionFile",
    "Email",
    "Event",
    "Excess",
    "Heartbeat",
    "Knock",
    "Phase",
    "Policy",
    "ReportQuery",
    "Ring",
    "Sending",
    "Statement",
    "Tool",
    "Welcome",
    "Wording",
]
