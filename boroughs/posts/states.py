"""The stages of an appointment and the moves between them."""

from django.db import models


class Stage(models.TextChoices):
    """Where the appointment stands."""

    PROPOSED = "proposed", "Proposed"
    APPROVED = "approved", "Approved"
    ADVERTISED = "advertised", "Advertised"
    INTERVIEWING = "interviewing", "Interviewing"
    OFFERED = "offered", "Offered"
    VETTING = "vetting", "Vetting checks"
    IN_POST = "in_post", "In post"
    LEFT = "left", "Left"


class Move(models.TextChoices):
    """What can happen to an appointment."""

    APPROVE = "approve", "The post is approved"
    ADVERTISE = "advertise", "It is advertised (or advertised again)"
    INTERVIEW = "interview", "Interviews are being held"
    OFFER = "offer", "Somebody has been offered the post"
    VET = "vet", "Vetting checks are being made"
    APPOINT = "appoint", "Somebody has started in post"
    FALL_THROUGH = "fall_through", "The appointment fell through"
    LEAVE = "leave", "The adviser has left"


_COMING = frozenset(
    {Stage.PROPOSED, Stage.APPROVED, Stage.ADVERTISED, Stage.INTERVIEWING, Stage.OFFERED, Stage.VETTING}
)

# From which stages a move can be made, and the stage that it leads to. News comes late, so stages may be skipped.
MOVES: dict[Move, tuple[frozenset[Stage], Stage]] = {
    Move.APPROVE: (frozenset({Stage.PROPOSED, Stage.LEFT}), Stage.APPROVED),
    Move.ADVERTISE: (_COMING | {Stage.LEFT}, Stage.ADVERTISED),
    Move.INTERVIEW: (frozenset({Stage.PROPOSED, Stage.APPROVED, Stage.ADVERTISED}), Stage.INTERVIEWING),
    Move.OFFER: (_COMING - {Stage.OFFERED, Stage.VETTING}, Stage.OFFERED),
    Move.VET: (_COMING - {Stage.VETTING}, Stage.VETTING),
    Move.APPOINT: (_COMING | {Stage.LEFT}, Stage.IN_POST),
    Move.FALL_THROUGH: (frozenset({Stage.INTERVIEWING, Stage.OFFERED, Stage.VETTING}), Stage.APPROVED),
    Move.LEAVE: (frozenset({Stage.IN_POST}), Stage.LEFT),
}


def moves_from(stage: Stage) -> list[Move]:
    """List the moves that can be made from `stage`."""
    return [move for move, (starts, _) in MOVES.items() if stage in starts]


def may_follow(stage: Stage | None, following: Stage) -> bool:
    """Tell whether an entry of `following` may come after one of `stage`; the first entry may be any."""
    if stage is None or stage == following:
        return True
    return any(stage in starts and end == following for starts, end in MOVES.values())


def move_to(stage: Stage, following: Stage) -> Move:
    """Find the move that leads from one stage to another; ValueError when none does."""
    for move in moves_from(stage):
        if MOVES[move][1] == following:
            return move
    raise ValueError(f"No move leads from {stage} to {following}.")
