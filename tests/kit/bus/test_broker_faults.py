"""What a service does while its broker is away, cuts connections or takes nothing."""

import pytest
from support.ports import free_ports
from support.tally.contract import Add, Gate, Tally
from support.tally.process import values
from support.waiting import eventually

from contracts.wire import Nothing

pytestmark = pytest.mark.faults


class TestBrokerAway:
    def test_sigterm_before_it_was_ever_there_ends_the_service(self, tallying):
        [nobody] = free_ports(1)
        service = tallying(AMQP_URL=f"amqp://tests:tests@127.0.0.1:{nobody}/tests").start()
        eventually(lambda: "the broker is away" in service.log)

        service.terminate()

        assert service.exit_code() == 0

    def test_in_mid_call_the_service_answers_again_by_itself(self, service, asker, node, engine):
        asker.send(Tally.add, Add(amount=5, gate="go-on"), key="same")
        eventually(lambda: service.lines("runs") == ["add 5"])

        with node.away():
            service.open("go-on")
            eventually(lambda: values(engine, "select amount from tally.entries") == [5])
            eventually(lambda: service.look("readyz")[0] == 503)
            assert service.look("livez")[0] == 200
        asker.connect()

        eventually(lambda: service.look("readyz")[0] == 200)
        again = asker.ask(Tally.add, Add(amount=5, gate="go-on"), key="same")
        assert again["result"] == {"answer": {"total": 5}, "replayed": True}
        assert values(engine, "select amount from tally.entries") == [5]

    def test_sigterm_meanwhile_ends_the_service(self, service, node):
        with node.away():
            eventually(lambda: "the broker is away" in service.log)

            service.terminate()

            assert service.exit_code() == 0

    def test_sigterm_meanwhile_waits_for_the_work(self, service, asker, node, engine):
        asker.send(Tally.add, Add(amount=5, gate="go-on"))
        eventually(lambda: service.lines("runs") == ["add 5"])

        with node.away():
            eventually(lambda: "the broker is away" in service.log)
            service.terminate()
            eventually(lambda: "draining" in service.look("readyz")[1])
            service.open("go-on")

            assert service.exit_code() == 0
        assert values(engine, "select amount from tally.entries") == [5]


class TestConnectionClosed:
    def test_in_mid_call_delivers_it_again_and_leaves_one_effect(self, service, asker, node, engine):
        asker.send(Tally.add, Add(amount=5, gate="go-on"), key="same")
        eventually(lambda: service.lines("runs") == ["add 5"])

        node.close_connections()
        eventually(lambda: service.count("qero_workers") == 2)
        service.open("go-on")

        eventually(lambda: service.count('qero_calls_total{call="add"') == 2)
        assert values(engine, "select amount from tally.entries") == [5]
        service.terminate()
        assert service.exit_code() == 0
        assert node.left_in("rpc-tally") == 0


class TestDiskAlarm:
    def test_a_call_in_flight_at_sigterm_ends_and_is_not_run_again(self, service, asker, node):
        asker.send(Tally.wait, Gate(gate="go-on"))
        eventually(lambda: len(service.lines("runs")) == 1)

        with node.out_of_disk():
            service.terminate()
            eventually(lambda: "draining" in service.look("readyz")[1])
            service.open("go-on")
            assert service.exit_code() == 0

        service.start().ready()
        assert asker.ask(Tally.total, Nothing())["error"] is None
        assert len(service.lines("runs")) == 1
