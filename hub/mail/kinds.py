"""The kinds of e-mail, and what the capability that sends one wants to be asked and told.

A capability registers its kinds in `AppConfig.ready`. The functions get ids of e-mails. They run in the
sender: quick, in a few queries, and without sending anything themselves.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an e-mail could not be delivered; `is_about_address` when the address itself was refused."""

    words: str
    is_about_address: bool


# Why an e-mail is not wanted any more; or from when on it may leave, such as a letter that was put off until the night.
Objection = str | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailKind:
    """What to ask just before e-mails of this kind leave, and whom to tell what became of them.

    `objections` gets ids and answers what speaks against sending them, for those against which anything does; that
    their person is not to be written to any more is asked for every kind. It
    is asked of all that a sender holds, over and over while it sends. `sent` gets the moments by id of many
    e-mails, soon after they were sent, or at the next run when the sender died. It, `failed` and `withdrawn` run
    in the transaction that notes it. `write_anew` gets those that did not arrive and are to be sent again: it sees
    that they are written anew, and answers those of which something is still wanted. A kind without it has the same
    bytes sent again.
    """

    name: str
    objections: Callable[[Sequence[int]], Mapping[int, Objection]] | None = None
    sent: Callable[[Mapping[int, datetime]], None] | None = None
    failed: Callable[[int, Failure], None] | None = None
    withdrawn: Callable[[int, str], None] | None = None
    write_anew: Callable[[Sequence[int]], Collection[int]] | None = None


ACCOUNT = MailKind(name="account")

_kinds: dict[str, MailKind] = {ACCOUNT.name: ACCOUNT}


def register(kind: MailKind) -> None:
    """Make a kind known; the same name may be registered again only with the same functions."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"Another kind of e-mail is registered as “{kind.name}”.")


def kind_named(name: str) -> MailKind:
    """Find a kind; LookupError names those there are."""
    try:
        return _kinds[name]
    except KeyError:
        known = ", ".join(sorted(_kinds))
        raise LookupError(f"No kind of e-mail is registered as “{name}”, only {known}.") from None


def find(name: str) -> MailKind:
    """Find a kind, or one that wants to know nothing when it is registered no more."""
    return _kinds.get(name) or MailKind(name=name)
