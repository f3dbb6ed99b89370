"""Where a borough stands in a file audit, and the moves between those positions."""

from django.db import models

from boroughs.access.states import Role


class Position(models.TextChoices):
    """Where a borough stands in a file audit."""

    NO_REPLY = "no_reply", "No reply yet"
    TOO_EARLY = "too_early", "Too early to say"
    HOPEFUL = "hopeful", "Hopeful"
    OPTIMISTIC = "optimistic", "Optimistic"
    AGREED = "agreed", "Agreed, no date"
    AGREED_DATED = "agreed_dated", "Agreed, with a date"
    REVIEWING_OWN = "reviewing_own", "Reviewing its own"
    ASKS_EXCUSED = "asks_excused", "Asks to be excused"
    EXCUSED = "excused", "Excused"
    DECLINED = "declined", "Declined"
    OFFERED = "offered", "Offered"
    WITHDREW = "withdrew", "Withdrew after agreeing"


class ReviewedBy(models.TextChoices):
    """Who reviews the files."""

    CENTRAL = "central", "Reviewed centrally"
    BOROUGH = "borough", "Reviewed by the borough itself"


class Move(models.TextChoices):
    """What can happen in a file audit."""

    SAY_TOO_EARLY = "too_early", "It is too early to say"
    SAY_HOPEFUL = "hopeful", "It hopes to give files"
    SAY_OPTIMISTIC = "optimistic", "It is optimistic that it can give files"
    AGREE = "agree", "It agrees to give files"
    REVIEW_OWN = "review_own", "It will review its own files"
    ASK_EXCUSAL = "ask_excusal", "It asks to be excused"
    DECLINE = "decline", "It declines"
    WITHDRAW = "withdraw", "It withdraws after agreeing"
    OFFER = "offer", "It offers files"
    ACCEPT_OFFER = "accept_offer", "We accept the offer"
    EXCUSE = "excuse", "It is excused"
    REFUSE_EXCUSAL = "refuse_excusal", "It is not excused"


# The names of what a round asks for.
ASK_REPLY, ASK_DATE, ASK_FILES = "audit-reply", "audit-date", "audit-files"
ASKS = (ASK_REPLY, ASK_DATE, ASK_FILES)

OPEN = frozenset({Position.NO_REPLY, Position.TOO_EARLY, Position.HOPEFUL, Position.OPTIMISTIC})
COMMITTED = frozenset({Position.AGREED, Position.AGREED_DATED, Position.REVIEWING_OWN})
ENDED = frozenset({Position.EXCUSED, Position.DECLINED, Position.WITHDREW})
_ASKED = OPEN | ENDED | {Position.ASKS_EXCUSED}

# From which positions a move can be made, and the one that it leads to.
MOVES: dict[Move, tuple[frozenset[Position], Position]] = {
    Move.SAY_TOO_EARLY: (_ASKED, Position.TOO_EARLY),
    Move.SAY_HOPEFUL: (_ASKED, Position.HOPEFUL),
    Move.SAY_OPTIMISTIC: (_ASKED, Position.OPTIMISTIC),
    Move.AGREE: (_ASKED | COMMITTED, Position.AGREED),
    Move.REVIEW_OWN: (_ASKED | COMMITTED - {Position.REVIEWING_OWN}, Position.REVIEWING_OWN),
    Move.ASK_EXCUSAL: (OPEN | COMMITTED, Position.ASKS_EXCUSED),
    Move.DECLINE: (OPEN | {Position.ASKS_EXCUSED}, Position.DECLINED),
    Move.WITHDRAW: (COMMITTED | {Position.OFFERED}, Position.WITHDREW),
    Move.OFFER: (frozenset({Position.NO_REPLY, Position.OFFERED, Position.WITHDREW}), Position.OFFERED),
    Move.ACCEPT_OFFER: (frozenset({Position.OFFERED}), Position.AGREED),
    Move.EXCUSE: (frozenset({Position.ASKS_EXCUSED}), Position.EXCUSED),
    Move.REFUSE_EXCUSAL: (frozenset({Position.ASKS_EXCUSED}), Position.NO_REPLY),
}
# What only the coordinator decides.
OURS = frozenset({Move.ACCEPT_OFFER, Move.EXCUSE, Move.REFUSE_EXCUSAL})


def verb_of(move: Move) -> str:
    """Name the verb of a move, as its Change does."""
    return f"audit-{move.replace('_', '-')}"


OUR_VERBS = frozenset(verb_of(move) for move in OURS)


def moves_from(position: Position, *, is_participant: bool = True) -> list[Move]:
    """List what can happen next; only an outside contributor makes an offer."""
    return [
        move
        for move, (starts, _) in MOVES.items()
        if position in starts and (not is_participant or move != Move.OFFER)
    ]


def may_follow(position: Position | None, following: Position) -> bool:
    """Tell whether an entry of `following` may come after one of `position`; the first entry may be any."""
    if position is None or position == following:
        return True
    ends = {following, Position.AGREED} if following == Position.AGREED_DATED else {following}
    return any(position in starts and end in ends for starts, end in MOVES.values())


def move_to(position: Position, following: Position) -> Move:
    """Find the move that leads from one position to another; ValueError when none does."""
    end = Position.AGREED if following == Position.AGREED_DATED else following
    for move in moves_from(position, is_participant=False):
        if MOVES[move][1] == end:
            return move
    raise ValueError(f"No move leads from {position} to {following}.")


# Who finds anything among the file audits.
SEEN_BY = frozenset({Role.COORDINATOR, Role.REVIEWER, Role.ADVISER, Role.LEAD})
