"""What speaks against an e-mail to somebody, whatever it says: they are not to be written to there any more."""

from collections.abc import Mapping, Sequence

from django.db.models import F, Q

from config.addresses import mailbox_of
from hub.mail.models import Email

# Mostly everything is as it was when the e-mail was queued, and its address checked: then there is nothing to read.
IS_AS_IT_WAS = Q(
    Q(contact__user=None) | Q(contact__user__is_active=True),
    contact__is_active=True,
    contact__email=F("to_address"),
    contact__email_rejected_at=None,
)


def not_written_to(emails: Sequence[int]) -> Mapping[int, str]:
    """Say of which e-mails the person has left, has another address by now, or has none that works; in one query.

    Account mail is whoever's the account is, and a copy for somebody who is not recorded belongs to no person.
    """
    rows = Email.objects.filter(~IS_AS_IT_WAS, pk__in=emails, is_account_mail=False, contact__isnull=False)
    person = ("is_active", "email", "email_rejected_at", "user__is_active")
    found = rows.select_related("contact__user").only(
        "to_address", "contact__name", *(f"contact__{name}" for name in person)
    )
    return {
        email.pk: f"{email.contact.name} is not to be written to there any more."
        for email in found.order_by()
        if email.contact is not None
        and not (
            email.contact.can_be_written_to and mailbox_of(email.contact.email) == email.to_address.lower()
        )
    }
