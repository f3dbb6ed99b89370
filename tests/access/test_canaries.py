"""The canaries: nobody meets a string that was planted where they may not look."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db.models import Max

from boroughs.people.models import Contact
from boroughs.programme.models import Programme
from config.clock import LONDON
from hub.chasing.sending.queueing import chase_ups_queue
from hub.mail.models import Email
from tests.access.conftest import Planted
from tests.access.crawling import Visit, crawl, links_in, read_as_nobody, said_in
from tests.access.planting import planted_models
from tests.access.sharing import HIDDEN_FROM_OWN, SHARED, Eyes, eyes_of
from tests.access.test_matrix import CAST

pytestmark = pytest.mark.django_db

A_SENDING_MORNING = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)
LATER = datetime(2007, 1, 23, 10, 30, tzinfo=LONDON)
# Models that no page, file or e-mail shows, with the reason; a test says when one is shown after all.
SHOWN_NOWHERE = {
    "boroughs.keydate": "has no page yet; the report says its dates",
    "hub.phase": "has no page yet; the report says it",
    "hub.policy": "has no page yet; its words are numbers",
    "hub.sending": "its address is the e-mail's",
    "hub.statement": "has no page yet; the report says it",
    "hub.tool": "has no page yet; the report says it",
}
MOST_SUBJECTS = {"boroughs.ask", "boroughs.post", "audits.fileaudit", "boroughs.change", "boroughs.contact"}


@pytest.fixture(scope="module")
def shown() -> set[str]:
    """The models of which somebody met a canary; filled by the crawls."""
    return set()


@pytest.mark.parametrize("who", CAST)
def test_nobody_meets_what_is_not_shared_with_them(planted: Planted, shown: set[str], who: str) -> None:
    eyes, faults, pages = planted.rules.eyes[who], [], 0
    met: set[str] = set()
    for visit in crawl(planted.world, who):
        pages += 1
        faults += [f"{visit} shows {leak}" for leak in planted.leaks(visit.read, who)]
        faults += _mail_faults(planted, visit)
        faults += _faults(visit, eyes)
        met |= {canary.model for canary in planted.cage.found_in(visit.read.text).values()}
    shown |= met
    assert not faults, "\n".join(list(dict.fromkeys(faults))[:20])
    assert pages > (20 if eyes.programme is None else 80), "The crawl went almost nowhere."
    if eyes.role in {"coordinator", "adviser", "lead"}:
        assert met >= MOST_SUBJECTS, "The crawl is blind: it did not even meet what is the person's own."
    if eyes.programme is None:
        assert met <= {"boroughs.user"}


def _faults(visit: Visit, eyes: Eyes) -> list[str]:
    faults = []
    if visit.status >= 500:
        faults.append(f"{visit} is a fault of ours")
    if "no-store" not in visit.headers.get("Cache-Control", ""):
        faults.append(f"{visit} may be kept by a cache, and read by the next at the same desk")
    for programme, borough in visit.recorded:
        is_within = programme == eyes.programme and (
            eyes.role == "coordinator" or borough in {None, eyes.borough}
        )
        if not is_within:
            faults.append(f"{visit} changed something of borough {borough} in programme {programme}")
    return faults


def _mail_faults(planted: Planted, visit: Visit) -> list[str]:
    return [
        f"{visit} wrote to {address} of {leak}"
        for address, text in visit.mailed
        for leak in _leaks_to(planted, address, text)
    ]


def _leaks_to(planted: Planted, address: str, text: str) -> list[str]:
    """Find what an e-mail tells somebody who may not know it; whoever is not recorded may know nothing."""
    contacts = list(Contact.objects.filter(email__iexact=address))
    looking = [eyes_of(contact) for contact in contacts] or [Eyes("", None, None, None)]
    own = {planted_at for contact in contacts for planted_at in planted.cage.found_in(contact.email)}
    leaks = [set(planted.rules.leaks(planted.cage, text, eyes)) - own for eyes in looking]
    return [str(planted.cage.canaries[each]) for each in set.intersection(*leaks)]


def test_every_model_is_shown_somewhere_or_listed(planted: Planted, shown: set[str]) -> None:
    if not shown:
        pytest.skip("needs the crawls above it")
    hidden = {model._meta.label_lower for model in planted_models()} - shown
    assert hidden == SHOWN_NOWHERE.keys(), "Bring SHOWN_NOWHERE up to date."


@pytest.mark.parametrize("moment", [A_SENDING_MORNING, LATER], ids=["next sending", "two weeks later"])
def test_no_chase_up_tells_of_another_borough(planted: Planted, moment: datetime) -> None:
    last = Email.objects.aggregate(last=Max("pk"))["last"]
    for programme in Programme.objects.all():
        chase_ups_queue(programme=programme, now=moment)
    letters = [(mail, said_in(bytes(mail.raw or b""))) for mail in Email.objects.filter(pk__gt=last)]
    assert len({mail.borough_id for mail, _ in letters}) >= 4, (
        "Too few boroughs are written to for this to say much."
    )
    wrong = [
        f"{mail}: {leak}" for mail, text in letters for leak in _leaks_to(planted, mail.to_address, text)
    ]
    assert not wrong, "\n".join(wrong)
    for mail, text in letters:
        assert planted.cage.found_in(text), f"{mail} has none of the canaries, so nothing was tested."


def test_what_a_letter_links_to_tells_of_its_own_borough_only(planted: Planted) -> None:
    """Whoever holds a letter needs no account: its links are opened, and its forms sent in every way."""
    last = Email.objects.aggregate(last=Max("pk"))["last"]
    chase_ups_queue(programme=planted.world.ours, now=A_SENDING_MORNING)
    letters = list(Email.objects.filter(pk__gt=last))
    wrong, answered = [], 0
    for letter in letters:
        (contact, *_) = Contact.objects.filter(email__iexact=letter.to_address)
        eyes = eyes_of(contact)
        for path in links_in(said_in(bytes(letter.raw or b""))):
            for visit in read_as_nobody(path):
                answered += visit.method == "POST" and visit.status in {200, 302}
                leaks = planted.rules.leaks(planted.cage, visit.read.text, eyes).values()
                wrong += [f"{visit} shows {leak} to {letter.to_address}" for leak in leaks]
                wrong += _faults(visit, eyes)
    assert not wrong, "\n".join(wrong[:20])
    assert answered, "No link led to a form, so nothing was tested."


def test_world_has_rows_of_every_model(planted: Planted) -> None:
    empty = [
        model._meta.label for model in planted_models() if not planted.cage.rows[model._meta.label_lower]
    ]
    assert not empty, f"Nothing can be planted in {', '.join(empty)}: make rows in tests/access/world.py."


def test_every_borough_has_canaries_of_every_model_that_belongs_to_boroughs(planted: Planted) -> None:
    boroughs = {borough.pk for borough in planted.world.boroughs.values()}
    of_models: dict[str, set[int]] = {}
    for canary in planted.cage.canaries.values():
        if canary.borough:
            of_models.setdefault(canary.model, set()).add(canary.borough)
    lacking = [name for name, of_boroughs in of_models.items() if of_boroughs != boroughs]
    assert not lacking, (
        f"Not every borough has rows of {', '.join(lacking)}: make them in tests/access/world.py."
    )


def test_tables_name_models_and_fields_that_exist(planted: Planted) -> None:
    fields = {f"{canary.model}.{canary.field}" for canary in planted.cage.canaries.values()}
    models = {canary.model for canary in planted.cage.canaries.values()}
    gone = [name for name in (*SHARED, *HIDDEN_FROM_OWN) if name not in fields | models]
    assert not gone, f"Take these out of tests/access/sharing.py: {', '.join(gone)}."
