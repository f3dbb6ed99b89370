"""A live link for each thing that is asked, opened by nobody in particular: it tells of its own borough, and little.

Whoever holds a link needs no account, and links get forwarded. So nothing of another borough may be there; and of the
borough's own nothing but what it takes to answer: not why chasing is held, no notes, no names of groups.
"""

import pytest

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.people.states import Position
from config import clock
from hub.answers.models import Knock
from hub.answers.services import links_make
from tests.access.conftest import Planted
from tests.access.crawling import client_for, fetch
from tests.access.planting import Canary
from tests.access.sharing import eyes_of

pytestmark = pytest.mark.django_db

SENTENCE = "what the next report says of the borough"
# What a page behind a link may show, and why; a new model or field is withheld until it stands here.
SHOWN_BY_LINK = {
    "audits.fileauditentry.files_agreed": SENTENCE,
    "audits.fileauditentry.files_received": SENTENCE,
    "audits.fileauditentry.files_reviewed": SENTENCE,
    "audits.fileauditentry.reason": SENTENCE,
    "boroughs.ask.last_safe_reason": "why an answer is needed by then",
    "boroughs.ask.title": "what is asked",
    "boroughs.borough.front_door": "where anybody worried about a child rings",
    "boroughs.borough.front_door_telephone": "the same",
    "boroughs.borough.name": "for whom the answer is",
    "boroughs.contact.name": "whom it is asked of, the coordinator, and whose appointment is asked about",
    "boroughs.contact.telephone": "the coordinator's",
    "boroughs.programme.labels": "what things are called",
    "boroughs.programme.slug": "the way to sign in",
    "boroughs.programme.title": "what it is asked for",
    "hub.event.title": "what the borough did, in the minute",
    "hub.reportquery.words": "that its sentence is said to be wrong already, in the minute",
}


def is_withheld(planted: Planted, canary: Canary, contact: Contact) -> bool:
    """Tell whether the page of a link of this person's should not show what stands where the canary sits."""
    if canary.model == "boroughs.contact" and canary.pk not in {contact.pk, *planted.rules.coordinators}:
        # News of an appointment is news of one of the borough's advisers; nobody else is named.
        is_adviser = Contact.objects.filter(pk=canary.pk, borough=contact.borough, position=Position.ADVISER)
        return not is_adviser.exists()
    return f"{canary.model}.{canary.field}" not in SHOWN_BY_LINK


def test_live_link_of_each_open_ask_tells_of_its_own_borough_and_little(planted: Planted) -> None:
    client, wrong, met, kinds, opened = client_for(None), [], set[str](), set[str](), 0
    for ask in Ask.objects.filter(closed_at=None).select_related("borough__programme").order_by("pk"):
        for contact in Contact.objects.filter(borough=ask.borough, is_active=True).order_by("pk"):
            made = links_make(wanted=[(ask, contact)], now=clock.now())[ask.pk]
            Knock.objects.all().delete()  # what counts how often pages are opened
            visit = fetch(client, f"/answer/{made.token.words}/")
            assert visit.status == 200, f"{visit} of {ask} did not open"
            found = planted.cage.found_in(visit.read.text)
            foreign = planted.rules.leaks(planted.cage, visit.read.text, eyes_of(contact))
            withheld = [canary for canary in found.values() if is_withheld(planted, canary, contact)]
            wrong += [f"{ask}, {contact}: shows {leak}" for leak in (*foreign.values(), *withheld)]
            met |= {f"{canary.model}.{canary.field}" for canary in found.values()}
            kinds.add(ask.kind)
            opened += 1
    assert not wrong, "\n".join(list(dict.fromkeys(wrong))[:20])
    assert met == SHOWN_BY_LINK.keys(), "Bring SHOWN_BY_LINK up to date."
    assert len(kinds) >= 3, "Too few kinds of ask are open for this to say much."
    assert opened > 50
