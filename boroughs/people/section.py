"""The section of the programme file that says who the people are: roles, unless a name is meant to be public."""

from boroughs.people.models import Contact
from boroughs.people.services import contact_add
from boroughs.people.states import CENTRAL, Position
from boroughs.programme.files.checking import Checking
from boroughs.programme.files.loading import Loading
from boroughs.programme.files.registry import Section
from boroughs.programme.files.shapes import TELEPHONE, Email, Group, Key, KeyOf, Named, Text, need, one_of

PERSON = Group(
    {
        "borough": Key(KeyOf("boroughs")),
        "position": need(one_of(Position)),
        "name": need(Text()),
        "email": Key(Email(), default=""),
        "telephone": Key(TELEPHONE, default=""),
    }
)


def people_check(checking: Checking) -> None:
    """Find people of no borough who need one, of a borough who are central, and addresses that are there twice."""
    seen: dict[tuple[str, str, str], str] = {}
    for key, each in checking.values["people"].items():
        position, borough, email = each["position"], each["borough"], each["email"]
        if position is None:
            continue
        label = Position(position).label.lower()
        if position in CENTRAL and borough:
            checking.fault(
                ("people", key, "borough"), f"The {label} is of the whole programme. Leave this key out."
            )
        if position not in CENTRAL and not borough:
            checking.fault(
                ("people", key), f"The key “borough” is missing: of which borough is this {label}?"
            )
        if not email:
            continue
        same = (str(borough), position, email)
        if same in seen:
            checking.fault(
                ("people", key, "email"),
                f"“{seen[same]}” has the same position and address. Keep one of the two.",
            )
        seen.setdefault(same, key)


def people_load(loading: Loading) -> str:
    """Record the people."""
    rows: dict[str, Contact] = {}
    for key, each in loading.values["people"].items():
        rows[key] = contact_add(
            programme=loading.programme,
            borough=loading.rows["boroughs"][each["borough"]] if each["borough"] else None,
            position=Position(each["position"]),
            name=each["name"],
            email=each["email"],
            telephone=each["telephone"],
            by=loading.by,
        )
    loading.rows["people"] = {**rows}
    return f"{len(rows)} {'person is' if len(rows) == 1 else 'people are'} recorded." if rows else ""


SECTIONS = (Section("people", Named(PERSON), people_load, people_check),)
