"""Which colour and pattern each position has (`config.site.components.KINDS`)."""

from audits.rounds.models import FileAudit
from audits.rounds.states import Position

OF_AUDIT: dict[Position, str] = {
    Position.NO_REPLY: "waiting",
    Position.TOO_EARLY: "waiting",
    Position.HOPEFUL: "hopeful",
    Position.OPTIMISTIC: "hopeful",
    Position.OFFERED: "ours",
    Position.AGREED: "agreed",
    Position.AGREED_DATED: "done",
    Position.REVIEWING_OWN: "agreed",
    Position.ASKS_EXCUSED: "ours",
    Position.EXCUSED: "quiet",
    Position.DECLINED: "quiet",
    Position.WITHDREW: "quiet",
}


def kind_of_audit(audit: FileAudit) -> str:
    """Give the kind of a file audit's tag."""
    return OF_AUDIT[Position(audit.position)]
