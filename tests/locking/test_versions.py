"""A row's versions are counted where they are kept, and not from what somebody loaded a while ago."""

from datetime import date

from boroughs.history.models import Actor, Change
from boroughs.history.services import About, Happened, record, record_all
from boroughs.programme.models import Borough
from boroughs.programme.services import borough_heard
from boroughs.programme.states import Heard

BY = Actor.system()


def versions(borough: Borough) -> list[int]:
    rows = Change.objects.filter(borough=borough, verb="note").order_by("pk")
    return list(rows.values_list("version", flat=True))


def test_row_that_was_loaded_before_another_change_gets_the_version_after_it(camden: Borough) -> None:
    early = Borough.objects.get(pk=camden.pk)
    for subject in (camden, early):
        record(subject=subject, verb="note", summary="A note", by=BY)
    assert versions(camden) == [1, 2]
    assert (early.version, Borough.objects.get(pk=camden.pk).version) == (2, 2)


def test_row_that_is_there_twice_in_one_go_moves_on_twice(camden: Borough) -> None:
    twice = [camden, Borough.objects.get(pk=camden.pk)]
    record_all([Happened(each, "note", "A note", {}, {}) for each in twice], by=BY)
    assert versions(camden) == [1, 2]
    assert Borough.objects.get(pk=camden.pk).version == 2


def test_row_that_is_not_loaded_gets_its_changes_like_one_that_is(camden: Borough) -> None:
    unseen = About(Borough, camden.pk, camden.programme_id, camden.pk)
    record_all([Happened(each, "note", "A note", {}, {}) for each in (camden, unseen)], by=BY)
    assert versions(camden) == [1, 2]
    assert {change.subject for change in Change.objects.filter(verb="note")} == {camden}


def test_older_word_does_not_replace_a_newer_one_that_came_meanwhile(camden: Borough) -> None:
    early = Borough.objects.get(pk=camden.pk)
    borough_heard(borough=camden, on=date(2007, 1, 8), how=Heard.TELEPHONE)
    borough_heard(borough=early, on=date(2007, 1, 5), how=Heard.EMAIL)
    camden.refresh_from_db()
    assert (camden.last_heard_on, camden.last_heard_how) == (date(2007, 1, 8), Heard.TELEPHONE)
