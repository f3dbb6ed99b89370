"""What left, in the words of a story: “Camden’s audit lead: first reminder (reply)”, and what the letter says."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

from hub.chasing.models import ChaseUp, Wording
from hub.mail.answers import Parcel
from hub.mail.models import Email
from tests.stories.topics import TOPIC_OF

_CALLED = {"note": "apology", "answer-copy": "copy of the answer", "digest": "Monday digest"}
_SAYS = ", which says "
_QUOTED = re.compile(r"(?P<not>not )?“(?P<words>[^”]*)”")
_TIMES = re.compile(r"(?P<number>\d+) times (?P<line>.+)")
AGAIN = ", the same again"


@dataclass(frozen=True, slots=True)
class Left:
    """One e-mail that has left: to whom and what it was, and its text in one line."""

    line: str
    text: str


def left_with(
    parcels: Iterable[Parcel], *, before: Iterable[Parcel], strangers: Mapping[str, str]
) -> list[Left]:
    """Tell what parcels were; one that had left `before` with the same Message-ID is the same again."""
    known = {parcel.message_id for parcel in before}
    found = []
    for parcel in parcels:
        email = Email.objects.select_related("contact").get(message_id=parcel.message_id)
        whom = str(email.contact or strangers.get(parcel.to_address, parcel.to_address))
        again = AGAIN if parcel.message_id in known else ""
        known.add(parcel.message_id)
        found.append(Left(f"{whom}: {_what(email)}{again}", text_of(parcel)))
    return found


def text_of(parcel: Parcel) -> str:
    """Read the text of a parcel as its reader sees it, in one line."""
    plain = message_from_bytes(parcel.raw, policy=default).get_body(("plain",))
    assert plain is not None, f"The e-mail to {parcel.to_address} has no text."
    return " ".join(plain.get_content().split())


def compare(told: Sequence[str], left: Sequence[Left]) -> list[str]:
    """Say what a story tells otherwise than it happened: another e-mail, or other words in one."""
    wanted = [each for line in told for each in _expanded(line)]
    lines, found = sorted(line for line, _ in wanted), sorted(each.line for each in left)
    if lines != found:
        return [f"there left {found or 'nothing'} and not {lines or 'nothing'}"]
    return [wrong for line, claims in wanted if claims for wrong in _unsaid(line, claims, left)]


def _expanded(told: str) -> list[tuple[str, str]]:
    """Part a cell’s entry into the e-mail and what it says of the words, as often as it says that it leaves."""
    line, _, claims = told.partition(_SAYS)
    match = _TIMES.fullmatch(line)
    return [(match["line"], claims)] * int(match["number"]) if match else [(line, claims)]


def _unsaid(line: str, claims: str, left: Sequence[Left]) -> list[str]:
    quoted = list(_QUOTED.finditer(claims))
    assert quoted, f"“{line}{_SAYS}{claims}”: put the words between “ and ”."
    wrong = []
    for letter in (each for each in left if each.line == line):
        for each in quoted:
            is_said = each["words"] in letter.text
            if is_said == bool(each["not"]):
                does = "says" if is_said else "does not say"
                wrong.append(f"the e-mail to {line} {does} “{each['words']}”, but: {letter.text}")
    return wrong


def _what(email: Email) -> str:
    if email.kind in _CALLED:
        return _CALLED[email.kind]
    rows = ChaseUp.objects.filter(sending__email=email).select_related("ask").order_by("ask__kind", "pk")
    by_name: dict[str, list[str]] = defaultdict(list)
    for each in rows:
        by_name[each.name.lower()].append(TOPIC_OF[each.ask.kind])
    parts = [f"{name} ({', '.join(topics)})" for name, topics in sorted(by_name.items())]
    told = " and ".join(["welcome", *parts] if email.kind == "welcome" else parts)
    return f"{told}, in her words" if Wording.objects.filter(sending__email=email).exists() else told
