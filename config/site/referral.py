"""The line under every free text, page and e-mail: a worry about a child is reported elsewhere."""

NOT_FOR_REFERRALS = "Not for referrals. Worried about a child?"
NO_CHILD_DETAILS = "Do not put a child’s details here."
GENERIC = (
    f"{NOT_FOR_REFERRALS} Ring the children’s social care front door of the borough where the child lives, "
    "or 999 if the child is in danger now."
)


def referral_line(*, front_door: str = "", telephone: str = "") -> str:
    """Say where to ring, as one sentence; without a front door and number, in general words."""
    if not telephone:
        return GENERIC
    return f"{NOT_FOR_REFERRALS} {front_door or 'Front door'}, {telephone}."
