"""What happens in a simulated year: each event takes the year and a number, which chooses to whom and how much."""

from collections.abc import Callable

from tests.simulation.events.answering import ask_excusal, pause, promise, refer, reply, update
from tests.simulation.events.by_hand import (
    decide_undelivered,
    edit,
    go_back,
    leave_out,
    leave_out_welcome,
    ring,
    send_now,
    take_back,
    take_back_welcome,
)
from tests.simulation.events.deciding import (
    decide_excusal,
    decide_letters,
    hold_ask,
    hold_borough,
    inspect,
    lift,
    settle,
    withdraw,
)
from tests.simulation.events.people import (
    appoint,
    appoint_late,
    arrive,
    deactivate,
    leave_post,
    stand_in,
    strike_out_appointment,
)
from tests.simulation.events.planning import (
    edit_policy,
    mail_outage,
    move_date,
    move_drafting,
    open_round,
    outage,
    quiet_period,
)
from tests.simulation.year import Year

Event = Callable[[Year, int], None]

# What stands here several times happens that much more often.
EVENTS: tuple[Event, ...] = (
    open_round,
    reply,
    reply,
    update,
    promise,
    hold_borough,
    hold_ask,
    inspect,
    lift,
    lift,
    pause,
    settle,
    settle,
    decide_excusal,
    decide_excusal,
    decide_letters,
    decide_letters,
    deactivate,
    arrive,
    arrive,
    arrive,
    leave_post,
    leave_post,
    appoint,
    appoint,
    appoint_late,
    strike_out_appointment,
    stand_in,
    stand_in,
    refer,
    refer,
    ask_excusal,
    outage,
    mail_outage,
    move_date,
    move_drafting,
    edit_policy,
    quiet_period,
    withdraw,
    leave_out,
    leave_out_welcome,
    take_back_welcome,
    take_back,
    ring,
    decide_undelivered,
    decide_undelivered,
    edit,
    edit,
    go_back,
    send_now,
    send_now,
)
