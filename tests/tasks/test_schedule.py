"""The schedule is data, and holds: its jobs exist, none piles up, and none minds that the clocks change."""

import ast
from datetime import UTC, datetime, timedelta

import pytest
from celery.schedules import crontab

from config.celery import app
from config.clock import LONDON
from tasks.schedule import SCHEDULE
from tests.tasks.sources import calls, constants, name_of, place

LONGEST_DELAY = 60
# What Celery calls a delay, wherever it may be given.
DELAYS = {"eta", "countdown", "default_retry_delay"}
DELAYING_CALLS = {
    "retry",
    "apply_async",
    "send_task",
    "signature",
    "subtask",
    "set",
    "s",
    "si",
    "shared_task",
    "task",
}
ENTRIES = [pytest.param(entry, id=name) for name, entry in SCHEDULE.items()]


@pytest.fixture(autouse=True)
def jobs() -> set[str]:
    """The names of the jobs that a worker knows."""
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


@pytest.mark.parametrize("entry", ENTRIES)
def test_job_of_the_schedule_exists(entry: dict[str, object], jobs: set[str]) -> None:
    assert entry["task"] in jobs


def test_beat_runs_the_whole_schedule_and_nothing_else() -> None:
    assert app.conf.beat_schedule == SCHEDULE


def test_every_job_is_in_the_schedule(jobs: set[str]) -> None:
    # A nudge may be lost; the sweep is what makes sure.
    assert {str(entry["task"]) for entry in SCHEDULE.values()} == jobs


def test_every_job_that_is_nudged_exists(jobs: set[str]) -> None:
    nudged = {}
    for path, call in calls():
        if name_of(call.func) != "nudge" or not call.args:
            continue
        (job,) = call.args[:1]
        named = job.value if isinstance(job, ast.Constant) else constants(path).get(name_of(job))
        nudged[place(path, call)] = named
    assert nudged
    assert {where: named for where, named in nudged.items() if named not in jobs} == {}


@pytest.mark.parametrize("entry", ENTRIES)
def test_job_expires_before_it_is_asked_for_again(entry: dict[str, object]) -> None:
    # So that a worker that was away finds one of each, not a hundred.
    options = entry["options"]
    assert isinstance(options, dict)
    assert 0 < options["expires"] <= shortest_gap(entry["schedule"])


def shortest_gap(schedule: object) -> float:
    """Give the seconds between two runs, at the least."""
    if not isinstance(schedule, crontab):
        assert isinstance(schedule, int | float)
        return float(schedule)
    minutes = sorted(times(schedule, "minute"))
    return (
        min(
            (after - before) % 60 or 60
            for before, after in zip(minutes, [*minutes[1:], minutes[0]], strict=True)
        )
        * 60
    )


def times(schedule: crontab, unit: str) -> set[int]:
    """Read the minutes, hours or days at which a schedule runs (its type does not tell of them)."""
    found: set[int] = vars(schedule)[unit]
    return found


def test_no_job_is_sent_with_a_delay_of_more_than_a_minute() -> None:
    # The broker hands a job with a longer delay out again and again: due dates live in the database.
    long = [
        place(path, call)
        for path, call in calls()
        if name_of(call.func) in DELAYING_CALLS and is_long_delay(call)
    ]
    assert long == []


def is_long_delay(call: ast.Call) -> bool:
    """Tell whether a call gives a delay that is long, or whose length cannot be read here."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if name_of(call.func) == "retry" and "countdown" not in given:
        return True  # Celery's own delay is three minutes.
    if "eta" in given or "autoretry_for" in given:
        return True
    hidden = given.get(None)
    if isinstance(hidden, ast.Dict):
        return any(isinstance(key, ast.Constant) and key.value in DELAYS for key in hidden.keys)
    return any(not is_short(given[name]) for name in DELAYS & given.keys())


def is_short(delay: ast.expr) -> bool:
    """Tell whether a delay is written out and at most a minute."""
    seconds = delay.value if isinstance(delay, ast.Constant) else None
    return isinstance(seconds, int | float) and seconds <= LONGEST_DELAY


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("job.apply_async(countdown=61)", True),
        ("job.apply_async(countdown=60)", False),
        ("job.apply_async(countdown=minutes)", True),
        ("job.apply_async(eta=tomorrow)", True),
        ("self.retry()", True),
        ("self.retry(countdown=5)", False),
        ("shared_task(autoretry_for=(OSError,))", True),
        ("shared_task(default_retry_delay=180)", True),
        ('job.apply_async(**{"countdown": 5})', True),
        ("job.apply_async(expires=3600)", False),
    ],
)
def test_long_delay_would_be_found(source: str, expected: object) -> None:
    call = ast.parse(source, mode="eval").body
    assert isinstance(call, ast.Call)
    assert is_long_delay(call) is expected


def test_beat_and_worker_count_in_utc() -> None:
    assert str(app.conf.timezone) == "UTC"
    assert app.conf.enable_utc is True
    assert app.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_job_is_scheduled_in_an_hour_in_which_the_date_in_london_is_another_in_summer(
    entry: dict[str, object],
) -> None:
    schedule = entry["schedule"]
    if not isinstance(schedule, crontab) or is_every_hour(schedule):
        # It runs by day and by night: what depends on London's day is decided from rows.
        return
    assert {hour for hour in times(schedule, "hour") if london_date_differs(hour)} == set()


def is_every_hour(schedule: crontab) -> bool:
    """Tell whether it runs around the clock, every day."""
    units = {"day_of_week": 7, "day_of_month": 31, "hour": 24}
    return all(len(times(schedule, unit)) == count for unit, count in units.items())


def london_date_differs(hour: int) -> bool:
    """Tell whether an hour in UTC falls on another day in London, on some day of the year."""
    days = (datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=number) for number in range(365))
    return any(day.astimezone(LONDON).date() != day.date() for day in days)


def test_summer_hour_would_be_found() -> None:
    assert london_date_differs(23)
    assert not london_date_differs(9)
    assert not is_every_hour(crontab(hour="23", minute="30"))
    assert is_every_hour(crontab(minute="*/15"))
