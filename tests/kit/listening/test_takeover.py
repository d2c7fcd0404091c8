"""Several replicas, and replicas that die: one is active, another takes over, nothing is applied twice."""

import signal

import pytest
from support.tally.process import values
from support.waiting import eventually

TAKEOVER_SECONDS = 20
"""A tenth of it is usual; a broken build waits for a connection's time-out, which is minutes."""


def hearers(engine):
    """The processes that applied something, in the order of what they applied."""
    return values(engine, "select how from hearer.heard group by how order by min(number)")


@pytest.fixture
def other(hearing, hearer):
    return hearing().start().ready()


class TestTwoReplicas:
    def test_one_is_active_and_both_are_ready(self, hearer, other, news, heard, engine):
        told = [news.tell(f"{number}").data["words"] for number in range(100)]

        eventually(lambda: len(heard()) == len(told))
        assert heard() == told
        assert hearers(engine) == [f"by {hearer.process.pid}"]
        assert other.look("readyz")[0] == 200

    @pytest.mark.faults
    def test_after_a_kill_the_other_takes_over_within_seconds(self, hearer, other, news, heard, engine):
        news.tell("one")
        eventually(lambda: heard() == ["one"])

        hearer.kill()
        news.tell("two")

        eventually(lambda: heard() == ["one", "two"], at_most=TAKEOVER_SECONDS)
        assert hearers(engine) == [f"by {hearer.process.pid}", f"by {other.process.pid}"]

    @pytest.mark.faults
    def test_a_kill_in_mid_stream_loses_nothing_and_applies_nothing_twice(self, hearer, other, news, heard):
        told = []
        for number in range(400):
            told.append(news.tell(f"{number}").data["words"])
            if number == 200:
                eventually(heard)
                hearer.kill()

        eventually(lambda: len(heard()) == len(told))
        assert heard() == told

    def test_a_drain_hands_over(self, hearer, other, news, heard):
        told = []
        for number in range(400):
            told.append(news.tell(f"{number}").data["words"])
            if number == 200:
                hearer.terminate()

        assert hearer.exit_code() == 0
        eventually(lambda: len(heard()) == len(told))
        assert heard() == told

    @pytest.mark.faults
    def test_one_that_lay_still_and_wakes_in_mid_transaction_does_no_harm(self, hearer, other, news, heard, node):
        hearer.open("hold")
        told = [news.tell(f"{number}").data["words"] for number in range(20)]
        eventually(lambda: hearer.lines("holding"))

        hearer.process.send_signal(signal.SIGSTOP)
        node.close_connections()
        news.stop()
        news.start()
        eventually(lambda: "LockNotAvailable" in other.log or "OperationalError" in other.log)
        (hearer.folder / "hold").unlink()
        hearer.process.send_signal(signal.SIGCONT)

        eventually(lambda: len(heard()) == len(told))
        told.append(news.tell("last").data["words"])
        eventually(lambda: len(heard()) == len(told))
        assert heard() == told


@pytest.mark.faults
class TestKillPoints:
    @pytest.mark.parametrize("point", ["listener.before_commit", "listener.after_commit"])
    def test_at_each_the_event_is_applied_once(self, hearer, hearing, news, heard, point):
        hearer.kill()
        dying = hearing(QERO_FAILPOINT=point).start()
        told = [news.tell(f"{number}").data["words"] for number in range(10)]
        dying.process.wait()

        hearer.start().ready()

        eventually(lambda: len(heard()) == len(told))
        told.append(news.tell("last").data["words"])
        eventually(lambda: len(heard()) == len(told))
        assert heard() == told
