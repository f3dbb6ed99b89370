"""The state table, and how long a mail server is tried."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mail.states import GIVE_UP_AFTER, MOVES, OPEN, TROUBLED, State, Verb, allows, next_try

NOW = datetime(2007, 1, 9, 10, 0, tzinfo=UTC)
DELAYS = [60, 300, 900, 3600, 7200]
CLOSED = set(State) - OPEN


def test_every_verb_has_its_move() -> None:
    assert set(MOVES) == set(Verb)


@pytest.mark.parametrize("verb", Verb)
def test_what_was_withdrawn_never_moves_again(verb: Verb) -> None:
    assert not allows(verb, State.WITHDRAWN)


@pytest.mark.parametrize("verb", Verb)
def test_what_has_left_can_only_come_back(verb: Verb) -> None:
    assert allows(verb, State.SENT) == (verb is Verb.BOUNCE)


@pytest.mark.parametrize("verb", Verb)
def test_what_came_back_is_only_sent_again_by_hand(verb: Verb) -> None:
    assert allows(verb, State.BOUNCED) == (verb is Verb.RESEND)


@pytest.mark.parametrize("verb", Verb)
def test_what_may_have_arrived_waits_for_a_person_or_for_the_server_to_tell(verb: Verb) -> None:
    assert allows(verb, State.DOUBTFUL) == (verb in {Verb.RESEND, Verb.CONFIRM, Verb.BOUNCE})


def test_what_needs_a_look_does_not_wait_to_be_sent() -> None:
    assert not TROUBLED & OPEN


@pytest.mark.parametrize("verb", Verb)
def test_a_failed_email_is_only_sent_again_by_hand(verb: Verb) -> None:
    assert allows(verb, State.FAILED) == (verb is Verb.RESEND)


@given(st.lists(st.sampled_from(Verb), max_size=30))
def test_an_email_is_sent_once_more_only_after_it_came_back(verbs: list[Verb]) -> None:
    state, sent, came_back = State.QUEUED, 0, 0
    for verb in verbs:
        if allows(verb, state):
            came_back += verb is Verb.BOUNCE and state is State.SENT
            sent += verb in {Verb.SEND, Verb.CONFIRM}
            state = MOVES[verb].after
    assert sent <= came_back + 1
    assert (state is State.SENT) == (sent == came_back + 1)


@given(st.lists(st.sampled_from(Verb), max_size=30))
def test_only_a_claimed_email_is_sent(verbs: list[Verb]) -> None:
    state = State.QUEUED
    for verb in verbs:
        if allows(verb, state):
            assert verb is not Verb.SEND or state is State.SENDING
            state = MOVES[verb].after


def test_waits_grow_and_the_last_one_repeats() -> None:
    waits = [next_try(attempts=attempts, tried_since=NOW, now=NOW, delays=DELAYS) for attempts in range(1, 8)]
    assert waits == [NOW + timedelta(seconds=each) for each in [60, 300, 900, 3600, 7200, 7200, 7200]]


@given(st.lists(st.integers(600, 100_000), min_size=1, max_size=6), st.integers(0, 7200))
def test_trying_goes_on_for_72_hours_and_then_ends(delays: list[int], late: int) -> None:
    now, attempts = NOW, 1
    while again_at := next_try(attempts=attempts, tried_since=NOW, now=now, delays=delays):
        assert now < again_at <= NOW + GIVE_UP_AFTER
        now, attempts = again_at + timedelta(seconds=late), attempts + 1
    assert NOW + GIVE_UP_AFTER <= now <= NOW + GIVE_UP_AFTER + timedelta(seconds=late)


def test_an_email_that_waited_for_us_is_not_given_up_at_its_first_try() -> None:
    long_after = NOW + timedelta(days=30)
    assert next_try(attempts=1, tried_since=long_after, now=long_after, delays=DELAYS) is not None
