"""Sentences about e-mail that did not arrive."""

from hub.mail.models import Email
from hub.mail.returning import email_bounce
from hub.mail.states import State
from hub.mail.undelivered import email_clear, email_resend, failed_resend
from tests.stories.sentences import sentence
from tests.stories.world import COORDINATOR, World


def last_email(world: World, person: str, *states: State) -> Email:
    """Find the last e-mail to somebody that stands so."""
    return Email.objects.filter(contact=world.people[person], state__in=states).latest("pk")


@sentence("{person}’s last e-mail comes back because the mailbox is full")
def mailbox_full(world: World, person: str) -> None:
    email = last_email(world, person, State.SENT)
    email_bounce(email=email, words="552 5.2.2 Mailbox full", is_about_address=False)


@sentence("The coordinator sends {person}’s e-mail again")
def send_again(world: World, person: str) -> None:
    email_resend(email=last_email(world, person, State.FAILED, State.BOUNCED), by=COORDINATOR)


@sentence("The coordinator sends all again that failed while the mail server was away")
def send_all_again(world: World) -> None:
    failed_resend(programme=world.programme, by=COORDINATOR)


@sentence("The coordinator is done with {person}’s e-mail")
def done(world: World, person: str) -> None:
    email_clear(email=last_email(world, person, State.FAILED, State.BOUNCED), by=COORDINATOR)
