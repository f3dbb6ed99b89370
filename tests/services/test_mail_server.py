"""A mail server as they are on a bad day: it puts off, cuts connections, and is not there at all for a while."""

import time

import pytest
from django.db.models import Sum

from boroughs.history.models import Actor
from boroughs.programme.models import Programme
from config import clock
from hub.board.needs import needs_of
from hub.mail.models import Email
from hub.mail.services import doubtful_choose
from hub.mail.states import State
from tests.services.accounting import Account
from tests.services.installations import WithServices
from tests.services.mailing import MOST_IN_DOUBT, SENDERS, Mailing
from tests.services.postbox import Postbox
from tests.services.worlds import leads

# Three in ten put off, at each stage in turn; every tenth cut after it was taken.
BAD_DAY = "slow:0.005,defer-share:0.3,cut:10"


@pytest.mark.parametrize("postbox", [BAD_DAY], indirect=True)
@pytest.mark.parametrize(
    ("count", "seconds"), [(150, 15), pytest.param(1000, 60, marks=pytest.mark.soak)], ids=["15s", "60s"]
)
def test_only_what_was_cut_goes_twice_and_nothing_is_lost_while_the_mail_server_is_away(
    with_services: WithServices, postbox: Postbox, count: int, seconds: float
) -> None:
    mailing = Mailing(with_services, postbox, count=count)
    with_services.start()
    mailing.reach(count // 3)
    postbox.process.kill()
    time.sleep(seconds)
    assert postbox.count() < count
    postbox.start(BAD_DAY)
    account = mailing.account()
    assert len(account.cut) >= count // 10
    assert all(each in account.sent_again for each in account.cut)
    assert len(account.sent_again) <= len(account.cut) + SENDERS, "more than was cut or in flight"
    attempts = Email.objects.aggregate(sum=Sum("attempts"))["sum"]
    assert attempts > 1.4 * count, "hardly anything was put off"


@pytest.mark.parametrize("postbox", ["slow:0.01,slow-answer:0.01,cut:10"], indirect=True)
def test_programme_that_holds_what_may_have_arrived_gets_nothing_twice_even_of_a_killed_worker(
    with_services: WithServices, postbox: Postbox
) -> None:
    mailing = Mailing(with_services, postbox, count=100)
    programme = Programme.objects.get()
    doubtful_choose(programme=programme, is_held=True, by=Actor.system())
    with_services.start()
    mailing.reach(50)
    with_services.kill_worker()
    with_services.start_worker_again()
    mailing.settle()

    account = Account.of(postbox)
    print(f"At the mail server: {account}.")  # noqa: T201
    assert account.sent_again == []
    in_doubt = set(Email.objects.filter(state=State.DOUBTFUL).values_list("to_address", flat=True))
    assert account.recipients | in_doubt == leads(100), "lost: neither there nor on the board"
    cut = {each.recipient for each in account.cut}
    assert len(cut) >= 8
    assert cut <= in_doubt
    assert len(in_doubt - cut) <= MOST_IN_DOUBT
    shown = [task for task in needs_of(programme, [], clock.now()) if task.status == "In doubt"]
    assert shown[0].title.endswith("may have arrived")
    assert shown[-1].title == f"And {len(in_doubt) - len(shown) + 1} more like these"
