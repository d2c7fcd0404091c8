"""From the commit to the bus, in real processes."""

import pytest
from support.ports import free_ports
from support.tally.contract import Add, Tally
from support.tally.process import values
from support.waiting import eventually

FAILPOINTS = ("relay.before_publish", "relay.before_confirm", "relay.before_mark")
CALL_FAILPOINTS = ("call.before_commit", "call.after_commit", "call.after_reply")
NEVER = "3600"
TAKEOVER_SECONDS = 20
"""A tenth of it is usual; a broken build waits for a connection's time-out, which is minutes."""


def elected(service):
    return service.count("qero_relay_elected") == 1


class TestPublishing:
    def test_tells_everybody_who_listens_what_was_announced(self, service, asker, hearing):
        asker.ask(Tally.add, Add(amount=5))

        hearing.until(1)
        [entry] = hearing.entries
        [message] = [each for each in hearing.messages if each.delivery_info["routing_key"] == "added"]
        assert (entry.type, entry.data) == ("added", {"amount": 5})
        assert (message.properties["delivery_mode"], message.properties["content_type"]) == (2, "application/json")

    def test_with_nobody_listening_it_goes_on_all_the_same(self, service, asker, published):
        asker.ask(Tally.add, Add(amount=5))

        eventually(published)

    def test_what_was_committed_needs_no_polling(self, tallying, asker, hearing):
        service = tallying(TALLY_POLL_SECONDS=NEVER).start().ready()
        hearing.until_head(0)

        asker.ask(Tally.add, Add(amount=5))

        hearing.until(1)
        assert service.count("qero_relay_failures_total") == 0

    def test_what_another_replica_committed_is_found_by_polling(self, tallying, asker, hearing, engine):
        tallying().start().ready()
        hearing.until_head(0)

        values(
            engine,
            "insert into tally.journal (team_id, type, data) values (gen_random_uuid(), 'added', '{\"amount\": 5}')"
            " returning 1",
        )

        hearing.until(1)

    def test_catches_up_in_order_however_much_there_is(self, tallying, hearing, engine):
        values(
            engine,
            "insert into tally.journal (team_id, type, data) select gen_random_uuid(), 'added',"
            " jsonb_build_object('amount', n) from generate_series(1, 1001) n returning 1",
        )

        tallying().start()

        hearing.until(*range(1, 1002))
        assert [entry.data["amount"] for entry in hearing.entries] == list(range(1, 1002))

    def test_is_counted(self, service, asker, published):
        asker.ask(Tally.add, Add(amount=5))

        eventually(lambda: service.count("qero_journal_published") == 1)
        assert service.count("qero_journal_head") == 1
        assert service.count("qero_journal_waiting") == 0


class TestHeadNotice:
    def test_comes_when_a_relay_takes_over_so_that_a_lost_last_event_shows(self, tallying, hearing, engine):
        values(engine, "update tally.journal_head set head = 7, published = 7, floor = 4 returning 1")

        tallying().start()

        hearing.until_head(7)
        assert hearing.heads[-1].floor == 4
        assert hearing.heads[-1].epoch == values(engine, "select epoch from tally.journal_head")[0]

    def test_comes_again_and_again(self, service, hearing):
        eventually(lambda: hearing.listen() == [] and len(hearing.heads) >= 2)


class TestPruning:
    def test_a_relay_takes_away_what_is_too_old(self, tallying, engine):
        values(
            engine,
            "insert into tally.journal (position, team_id, type, data, at) select n, gen_random_uuid(), 'added', '{}',"
            " now() - interval '73 hours' from generate_series(1, 12000) n returning 1",
        )
        values(engine, "update tally.journal_head set head = 12000, published = 12000 returning 1")

        tallying().start()

        eventually(lambda: values(engine, "select floor from tally.journal_head") == [12_000])
        assert values(engine, "select 1 from tally.journal") == []


@pytest.mark.faults
class TestReplicas:
    def test_one_of_two_is_elected_and_killed_the_other_takes_over(self, tallying, asker, hearing, published):
        first = tallying().start().ready()
        eventually(lambda: elected(first))
        second = tallying().start().ready()
        asker.ask(Tally.add, Add(amount=1))
        hearing.until(1)
        assert not elected(second)
        # Killed before it has marked what it published, it would leave the other to publish it again.
        eventually(published)

        first.kill()

        eventually(lambda: elected(second), at_most=TAKEOVER_SECONDS)
        asker.ask(Tally.add, Add(amount=2))
        hearing.until(1, 2)

    def test_stopped_it_hands_over_at_once(self, tallying):
        first = tallying().start().ready()
        eventually(lambda: elected(first))
        second = tallying().start().ready()

        first.terminate()

        assert first.exit_code() == 0
        eventually(lambda: elected(second), at_most=TAKEOVER_SECONDS)


@pytest.mark.faults
class TestKilled:
    @pytest.mark.parametrize("failpoint", FAILPOINTS)
    def test_at_its_first_event_the_next_one_publishes_it(self, failpoint, tallying, asker, hearing, published):
        doomed = tallying(QERO_FAILPOINT=failpoint).start().ready()
        asker.send(Tally.add, Add(amount=5))
        assert doomed.exit_code() == -9

        tallying().start()

        hearing.until_set(1)
        eventually(published)

    @pytest.mark.parametrize("failpoint", FAILPOINTS)
    def test_later_the_next_one_goes_on_and_nothing_is_lost(self, failpoint, tallying, asker, hearing, published):
        doomed = tallying(QERO_FAILPOINT=f"{failpoint}:2").start().ready()
        asker.send(Tally.add, Add(amount=1))
        hearing.until_set(1)
        for amount in (2, 3):
            asker.send(Tally.add, Add(amount=amount))
        assert doomed.exit_code() == -9

        tallying().start()

        hearing.until_set(1, 2, 3)
        assert sorted(entry.data["amount"] for entry in hearing.once()) == [1, 2, 3]
        eventually(published)

    @pytest.mark.parametrize("failpoint", CALL_FAILPOINTS)
    def test_in_a_call_it_is_done_once_and_told_once(self, failpoint, tallying, asker, hearing, engine):
        doomed = tallying(QERO_FAILPOINT=failpoint).start().ready()
        call = asker.send(Tally.add, Add(amount=5), key="same")
        assert doomed.exit_code() == -9

        tallying().start().ready()

        assert asker.reply(call)["result"]["answer"] == {"total": 5}
        assert asker.ask(Tally.add, Add(amount=5), key="same")["result"] == {"answer": {"total": 5}, "replayed": True}
        hearing.until_set(1)
        assert values(engine, "select amount from tally.entries") == [5]


@pytest.mark.faults
class TestDatabaseAway:
    def test_its_connection_lost_it_is_elected_again(self, service, asker, hearing, engine):
        eventually(lambda: elected(service))

        values(
            engine,
            "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database ="
            " (select oid from pg_database where datname = current_database())",
        )
        eventually(lambda: service.count("qero_relay_failures_total") >= 1)

        eventually(lambda: elected(service))
        asker.ask(Tally.add, Add(amount=5))
        hearing.until(1)

    def test_from_the_beginning_it_waits(self, tallying):
        [nobody] = free_ports(1)
        service = tallying(DATABASE_URL=f"postgresql://tally_app@127.0.0.1:{nobody}/none").start()

        eventually(lambda: service.count("qero_relay_failures_total") >= 3)

        service.terminate()
        assert service.exit_code() == 0


@pytest.mark.faults
class TestBrokerAway:
    def test_when_it_is_back_the_lag_goes_to_nothing_by_itself(self, service, asker, node, hearing, engine):
        asker.send(Tally.add, Add(amount=5, gate="go-on"), key="same")
        eventually(lambda: service.lines("runs") == ["add 5"])

        with node.away():
            service.open("go-on")
            eventually(lambda: values(engine, "select amount from tally.entries") == [5])
            eventually(lambda: service.count("qero_journal_waiting") == 1)
            assert service.count("qero_journal_oldest_seconds") > 0

        hearing.reconnect()
        hearing.until_set(1)
        eventually(lambda: service.count("qero_journal_waiting") == 0)

    def test_its_connection_closed_it_connects_again(self, service, asker, node, hearing):
        eventually(lambda: elected(service))

        node.close_connections()
        eventually(lambda: service.count("qero_relay_failures_total") >= 1)
        asker.connect()
        hearing.reconnect()

        asker.ask(Tally.add, Add(amount=5))
        hearing.until_set(1)

    def test_out_of_disk_it_holds_on_to_what_is_not_confirmed(self, service, asker, node, hearing, published):
        asker.send(Tally.add, Add(amount=5, gate="go-on"))
        eventually(lambda: service.lines("runs") == ["add 5"])

        with node.out_of_disk():
            service.open("go-on")
            eventually(lambda: service.count("qero_relay_failures_total") >= 1)
            assert not published()

        hearing.until_set(1)
        eventually(published)
