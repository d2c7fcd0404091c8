"""The life of a service's process: start, health, periodic work, kill, drain."""

import socket
import time

from sqlalchemy import text
from support.ports import free_ports
from support.tally.asker import refusal_of
from support.tally.contract import Add, Gate, Tally
from support.tally.process import values
from support.waiting import eventually

from contracts.wire import Nothing, TooLate, Unavailable


class TestStart:
    def test_without_configuration_it_names_all_that_is_missing(self, tallying):
        service = tallying()
        del service.environment["AMQP_URL"], service.environment["DATABASE_URL"]

        service.start()

        assert service.exit_code() == 2
        assert "AMQP_URL is missing" in service.log
        assert "DATABASE_URL is missing" in service.log

    def test_on_a_port_that_is_taken_it_says_which(self, tallying):
        service = tallying()
        with socket.create_server(("127.0.0.1", service.port)):
            service.start()

            assert service.exit_code() == 1
        assert f"METRICS_PORT {service.port}" in service.log

    def test_a_sigterm_before_it_serves_is_obeyed(self, tallying):
        service = tallying().start()
        eventually(lambda: service.look("livez")[0] == 200)

        service.terminate()

        assert service.exit_code() == 0

    def test_in_a_cluster_its_queue_is_a_quorum_queue(self, tallying, asker, node):
        tallying(QUEUE_TYPE="quorum").start().ready()

        assert asker.ask(Tally.add, Add(amount=1))["error"] is None
        assert node.queue("rpc-tally")["type"] == "quorum"


class TestHealth:
    def test_while_the_broker_is_away_it_lives_and_is_not_ready(self, tallying):
        [nobody] = free_ports(1)
        service = tallying(AMQP_URL=f"amqp://tests:tests@127.0.0.1:{nobody}/tests").start()

        eventually(lambda: service.look("readyz") == (503, '{"ready": false, "faults": ["bus: not connected"]}'))

        assert service.look("livez")[0] == 200

    def test_while_the_database_is_away_it_lives_and_is_not_ready(self, tallying):
        [nobody] = free_ports(1)
        service = tallying(DATABASE_URL=f"postgresql://tally_app@127.0.0.1:{nobody}/none").start()

        eventually(lambda: "database: OperationalError" in service.look("readyz")[1])

        assert service.look("livez")[0] == 200

    def test_while_the_database_does_not_answer_it_is_not_ready(self, service, engine):
        with engine.begin() as holding:
            holding.execute(text("lock table tally.alembic_version in access exclusive mode"))

            eventually(lambda: "no answer within" in service.look("readyz")[1])

        eventually(lambda: service.look("readyz")[0] == 200)

    def test_before_its_migrations_it_is_not_ready(self, service, engine):
        values(engine, "delete from tally.alembic_version returning 1")

        try:
            eventually(lambda: "migrations are at None" in service.look("readyz")[1])
        finally:
            values(engine, "insert into tally.alembic_version values ('0001') returning 1")

    def test_counts_calls_by_how_they_ended(self, service, asker):
        asker.ask(Tally.add, Add(amount=1), key="same")
        asker.ask(Tally.add, Add(amount=1), key="same")
        asker.ask(Tally.refuse, Nothing())
        asker.ask(Tally.fail, Nothing())

        assert service.count('qero_calls_total{call="add",outcome="answered"') == 2
        assert service.count('qero_replays_total{call="add"') == 1
        assert service.count('qero_calls_total{call="refuse",outcome="refused"') == 1
        assert service.count('qero_calls_total{call="fail",outcome="failed"') == 1


class TestRetry:
    def test_a_change_that_lost_deadlocks_is_made_in_the_end(self, service, asker, engine):
        reply = asker.ask(Tally.collide, Add(amount=3))

        assert reply["result"] == {"answer": {"total": 1}, "replayed": False}
        assert len(service.lines("runs")) == 4
        assert values(engine, "select amount from tally.entries") == [1]

    def test_a_change_that_loses_every_time_is_refused_for_the_moment(self, service, asker, engine):
        refusal = refusal_of(asker.ask(Tally.collide, Add(amount=100)))

        assert isinstance(refusal, Unavailable)
        assert len(service.lines("runs")) == 4
        assert values(engine, "select amount from tally.entries") == []


class TestFullPool:
    def test_a_call_that_waited_past_its_deadline_is_refused_and_not_run(self, tallying, asker):
        service = tallying(MAX_WORKERS="1").start().ready()
        service.open("tick-holds")
        eventually(lambda: "holding" in service.lines("runs"))
        deadline = time.time() + 0.5
        asked = asker.send(Tally.wait, Gate(), deadline=int(deadline * 1000))

        eventually(lambda: time.time() > deadline)
        service.open("tick-goes-on")

        assert isinstance(refusal_of(asker.reply(asked)), TooLate)
        assert not any("wait for" in run for run in service.lines("runs"))


class TestPeriodic:
    def test_goes_on_after_a_failure(self, service):
        service.open("tick-fails")
        eventually(lambda: service.count('qero_tasks_total{outcome="failed"') > 0)

        (service.folder / "tick-fails").unlink()

        done = service.count('qero_tasks_total{outcome="done"')
        eventually(lambda: service.count('qero_tasks_total{outcome="done"') > done)

    def test_a_run_at_sigterm_is_waited_for(self, service):
        service.open("tick-holds")
        eventually(lambda: "holding" in service.lines("runs"))

        service.terminate()
        eventually(lambda: "draining" in service.look("readyz")[1])
        service.open("tick-goes-on")

        assert service.exit_code() == 0
        assert service.lines("runs")[-1] == "tick ended"


class TestKill:
    def test_a_change_that_was_running_is_made_once_after_a_restart(self, service, asker, engine):
        asked = asker.send(Tally.add, Add(amount=5, gate="go-on"))
        eventually(lambda: service.lines("runs") == ["add 5"])

        service.kill()
        service.open("go-on")
        service.start().ready()

        assert asker.reply(asked)["result"] == {"answer": {"total": 5}, "replayed": False}
        assert service.lines("runs") == ["add 5", "add 5"]
        assert values(engine, "select amount from tally.entries") == [5]

    def test_a_change_that_was_kept_and_not_answered_is_answered_after_a_restart(self, service, asker, engine):
        asked = asker.send(Tally.add, Add(amount=5, gate="go-on"))
        eventually(lambda: service.lines("runs") == ["add 5"])
        service.open("die-after-commit")
        service.open("go-on")
        service.process.wait(60)
        assert values(engine, "select amount from tally.entries") == [5]

        service.start().ready()

        assert asker.reply(asked)["result"] == {"answer": {"total": 5}, "replayed": True}
        assert service.lines("runs") == ["add 5"]
        assert values(engine, "select amount from tally.entries") == [5]


class TestDrain:
    def test_an_idle_service_ends(self, service):
        service.terminate()

        assert service.exit_code() == 0

    def test_calls_in_flight_are_answered_and_not_run_again(self, service, asker, node):
        asked = [asker.send(Tally.wait, Gate(gate="go-on")) for _ in range(3)]
        eventually(lambda: len(service.lines("runs")) == 3)

        service.terminate()
        eventually(lambda: "draining" in service.look("readyz")[1])
        service.open("go-on")

        assert service.exit_code() == 0
        assert [asker.reply(each)["error"] for each in asked] == [None] * 3
        assert node.left_in("rpc-tally") == 0
        assert len(service.lines("runs")) == 3

    def test_calls_that_wait_for_a_worker_are_answered_too(self, tallying, asker, node):
        service = tallying(MAX_WORKERS="2").start().ready()
        service.open("tick-holds")
        eventually(lambda: "holding" in service.lines("runs"))
        asked = [asker.send(Tally.wait, Gate(gate="go-on")) for _ in range(2)]
        eventually(lambda: service.lines("runs").count("wait for member") == 1)

        service.terminate()
        eventually(lambda: "draining" in service.look("readyz")[1])
        service.open("go-on")
        service.open("tick-goes-on")

        assert service.exit_code() == 0
        assert [asker.reply(each)["error"] for each in asked] == [None] * 2
        assert node.left_in("rpc-tally") == 0

    def test_calls_that_come_during_a_drain_are_left_for_others(self, service, asker, node):
        held = asker.send(Tally.wait, Gate(gate="go-on"))
        eventually(lambda: len(service.lines("runs")) == 1)
        service.terminate()
        eventually(lambda: "draining" in service.look("readyz")[1])
        left = asker.send(Tally.total, Nothing())
        service.open("go-on")
        assert service.exit_code() == 0
        assert asker.reply(held)["error"] is None

        service.start().ready()

        assert asker.reply(left)["error"] is None

    def test_work_that_never_ends_is_cut_off_and_given_back(self, tallying, asker):
        service = tallying(GRACE_SECONDS="1").start().ready()
        asked = asker.send(Tally.wait, Gate(gate="go-on"))
        eventually(lambda: len(service.lines("runs")) == 1)

        service.terminate()
        assert service.exit_code() == 3

        service.open("go-on")
        service.start().ready()
        assert asker.reply(asked)["error"] is None
        assert len(service.lines("runs")) == 2
