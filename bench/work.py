"""What is measured; `bench.one` does one of these in a process of its own."""

import smtplib
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.nudge import nudge
from hub.chasing.models import Sending
from hub.chasing.sending.queueing import chase_ups_queue
from hub.mail import delivery
from hub.mail.delivery import Sender, configured_transport, deliver_due
from hub.mail.models import Email
from hub.mail.states import State

A_TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)
FOR_EVER = 3600.0


def prepare(count: int) -> dict[str, Any]:
    """Make a programme in which so many people are each due one reminder."""
    call_command("migrate", verbosity=0)
    programme = Programme.objects.create(
        slug="bench",
        title="A programme",
        project_name="The programme",
        commissioner="The Board",
        coordinating_organisation="The coordinating service",
        starts_on=date(2006, 1, 1),
        ends_on=date(2036, 1, 1),
    )
    Contact.objects.create(
        programme=programme,
        position=Position.COORDINATOR,
        name="The coordinator",
        email="coordinator@example.org",
        telephone="020 7946 0100",
    )
    boroughs = Borough.objects.bulk_create(
        Borough(programme=programme, name=f"Borough {n}", slug=f"borough-{n}", gss_code=f"E{n:08}")
        for n in range(count)
    )
    Contact.objects.bulk_create(
        Contact(
            programme=programme,
            borough=borough,
            position=Position.AUDIT_LEAD,
            name=f"The audit lead of {borough}",
            email=f"lead@{borough.slug}.example.org",
        )
        for borough in boroughs
    )
    Ask.objects.bulk_create(
        Ask(
            borough=borough,
            key="audit-reply",
            kind="audit-reply",
            title="Can you contribute files?",
            asked_on=date(2006, 12, 4),
            was_asked_before=True,
        )
        for borough in boroughs
    )
    return {}


def queue() -> float:
    """Queue what is due; answers the seconds."""
    # A worker has long loaded its addresses, and what it speaks to its broker with.
    reverse("answer", args=["0"])
    nudge("tasks.deliver_mail")
    begun = time.perf_counter()
    chase_ups_queue(programme=Programme.objects.get(), now=A_TUESDAY)
    seconds = time.perf_counter() - begun
    # They leave today: what was written days ago would be written anew.
    Sending.objects.update(sent_for=clock.today())
    return seconds


def bare() -> dict[str, Any]:
    """Send ready bytes over one connection with smtplib, and do nothing else."""
    queue()
    ready = [
        (email.from_address, email.to_address, bytes(email.raw or b""))
        for email in Email.objects.order_by("pk").iterator()
    ]
    url = urlsplit(settings.EMAIL_URL)
    with smtplib.SMTP(url.hostname or "", url.port or 25, "localhost") as smtp:
        smtp.ehlo()
        begun = time.perf_counter()
        for sender, recipient, raw in ready:
            smtp.sendmail(sender, [recipient], raw)
        return {"seconds": time.perf_counter() - begun, "count": len(ready)}


def whole() -> dict[str, Any]:
    """Go the whole way: from due asks to delivered e-mails, with one worker."""
    queueing = queue()
    begun, processor = time.perf_counter(), time.process_time()
    deliver_due(seconds=FOR_EVER)
    seconds = time.perf_counter() - begun
    count = Email.objects.filter(state=State.SENT).count()
    computing = (time.process_time() - processor) / seconds
    told = Ask.objects.exclude(last_chased_at=None).count()
    return {"seconds": seconds, "queueing": queueing, "count": count, "computing": computing, "told": told}


def deliver() -> dict[str, Any]:
    """Deliver what is queued, from the moment at which a line arrives on standard input."""
    Email.objects.exists()
    print("ready", flush=True)
    sys.stdin.readline()
    return {"sent": deliver_due(seconds=FOR_EVER).sent}


def parts() -> dict[str, Any]:
    """Deliver once more, and answer how long each part of it took."""
    queue()
    spent: dict[str, float] = {}

    def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                spent[name] = spent.get(name, 0.0) + time.perf_counter() - begun

        return run

    transport = configured_transport()
    sender = Sender(transport)
    # The sender's own parts; nothing is measured inside of them.
    patches: list[tuple[object, str, str]] = [
        (transport, "deliver", "the mail server"),
        (sender, "_claim", "claiming"),
        (sender.recheck, "objection_to", "asking whether it is still wanted"),
        (sender.outcomes, "settle", "marking it"),
        (delivery, "tell_sent", "telling the asks"),
    ]
    for owner, name, words in patches:
        setattr(owner, name, timed(words, getattr(owner, name)))
    begun = time.perf_counter()
    sender.run(limit=None, seconds=FOR_EVER)
    return {"seconds": time.perf_counter() - begun, "spent": spent}
