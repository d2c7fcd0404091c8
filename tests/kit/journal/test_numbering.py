"""Positions, on real Postgres and without a bus."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from support.tally.asker import ANN
from support.tally.contract import Added, Tally
from support.tally.process import values
from support.waiting import eventually

from kit.database import act_for
from kit.journal.announcing import Journal

WAITING = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


def announce(connection, amount):
    act_for(connection, team_id=ANN.team_id, person_id=ANN.person_id)
    Journal(connection, Tally).announce(Added(amount=amount), team_id=ANN.team_id)


def amounts(entries):
    return [entry.data["amount"] for entry in entries]


@pytest.fixture
def announced(app_engine):
    """`announced(1, 2)` commits an event for each."""

    def commit(*told):
        for amount in told:
            with app_engine.begin() as connection:
                announce(connection, amount)

    return commit


@pytest.fixture
def numbering(relaying):
    numbering = relaying()
    assert numbering.elect()
    numbering.look()
    return numbering


class TestBatch:
    def test_numbers_from_one_in_the_order_of_the_journal(self, numbering, announced):
        announced(7, 8, 9)

        batch = numbering.batch()

        assert [(entry.position, entry.data["amount"]) for entry in batch] == [(1, 7), (2, 8), (3, 9)]

    def test_goes_on_where_it_ended(self, numbering, announced):
        announced(7)
        numbering.mark(numbering.batch()[-1].position)
        announced(8)

        assert [entry.position for entry in numbering.batch()] == [2]

    def test_is_given_again_until_it_is_marked(self, numbering, announced):
        announced(7, 8)
        first = numbering.batch()

        again = numbering.batch()
        numbering.mark(1)
        rest = numbering.batch()

        assert (again, rest) == (first, first[1:])

    def test_leaves_the_rest_for_the_next(self, numbering, engine):
        with engine.begin() as connection:
            connection.execute(
                text(
                    "insert into tally.journal (team_id, type, data)"
                    " select gen_random_uuid(), 'added', '{}' from generate_series(1, 250)"
                )
            )

        first = numbering.batch()
        numbering.mark(first[-1].position)

        assert [entry.position for entry in first] == list(range(1, 201))
        assert [entry.position for entry in numbering.batch()] == list(range(201, 251))

    def test_what_commits_late_comes_after_what_was_numbered_meanwhile(self, numbering, announced, app_engine):
        with app_engine.begin() as slow:
            announce(slow, 1)
            announced(2)
            assert amounts(numbering.batch()) == [2]
            numbering.mark(1)

        assert [(entry.position, entry.data["amount"]) for entry in numbering.batch()] == [(2, 1)]

    def test_what_is_rolled_back_leaves_no_gap(self, numbering, announced, app_engine):
        announced(1)
        with app_engine.connect() as connection:
            announce(connection, 2)
            connection.rollback()
        announced(3)

        assert [(entry.position, entry.data["amount"]) for entry in numbering.batch()] == [(1, 1), (2, 3)]

    def test_a_relay_that_another_overtakes_numbers_nothing(self, numbering, announced, engine):
        announced(1)
        with ThreadPoolExecutor() as pool:
            with engine.begin() as other:
                other.execute(text("update tally.journal set position = 1"))
                other.execute(text("update tally.journal_head set head = 1"))
                numbered = pool.submit(numbering.batch)
                eventually(lambda: values(engine, WAITING) == [1])

            with pytest.raises(OperationalError, match="could not serialize"):
                numbered.result()
        assert values(engine, "select position from tally.journal") == [1]

    @pytest.mark.parametrize("seed", range(3))
    def test_no_position_is_missing_and_each_records_events_stand_in_order(self, seed, numbering, app_engine, engine):
        chance = random.Random(seed)
        with engine.begin() as connection:
            connection.execute(text("insert into tally.entries select 0 from generate_series(1, 1)"))
        plans = [[chance.random() < 0.3 for _ in range(40)] for _ in range(6)]
        over = threading.Event()

        def change(plan):
            """Counts the record up, and tells what it has become."""
            for rolls_back in plan:
                with app_engine.connect() as connection:
                    version = connection.execute(
                        text("update tally.entries set amount = amount + 1 returning amount")
                    ).scalar_one()
                    announce(connection, version)
                    connection.rollback() if rolls_back else connection.commit()

        def number():
            told = []
            while True:
                ended = over.is_set()
                batch = numbering.batch()
                if batch:
                    told += batch
                    numbering.mark(batch[-1].position)
                elif ended:
                    return told

        with ThreadPoolExecutor() as pool:
            numbered = pool.submit(number)
            list(pool.map(change, plans))
            over.set()
            told = numbered.result()

        kept = sum(not rolls_back for plan in plans for rolls_back in plan)
        assert [entry.position for entry in told] == list(range(1, kept + 1))
        assert amounts(told) == list(range(1, kept + 1))


class TestElect:
    def test_one_of_two_relays(self, relaying):
        assert [relaying().elect(), relaying().elect()] == [True, False]

    def test_the_other_one_when_the_first_lost_its_connection(self, relaying):
        first, second = relaying(), relaying()
        first.elect()

        first.connection.invalidate()

        eventually(second.elect)


class TestPrune:
    @pytest.fixture
    def old(self, engine, announced):
        """`old(3, published=2)` are events of last week."""

        def make(count, *, published):
            announced(*range(count))
            values(
                engine,
                "update tally.journal set position = id - (select min(id) from tally.journal) + 1,"
                " at = now() - interval '73 hours' returning 1",
            )
            values(
                engine,
                "update tally.journal_head set head = :count, published = :published returning 1",
                count=count,
                published=published,
            )

        return make

    def left(self, engine):
        return values(engine, "select position from tally.journal order by id")

    def test_takes_what_is_old_and_moves_the_floor(self, numbering, old, announced, engine):
        old(3, published=3)
        announced(7)

        numbering.prune()

        assert (numbering.look().floor, self.left(engine)) == (3, [None])

    def test_never_takes_what_is_not_published(self, numbering, old, engine):
        old(3, published=2)

        numbering.prune()

        assert (numbering.look().floor, self.left(engine)) == (2, [3])

    def test_ends_at_the_first_that_is_young(self, numbering, old, engine):
        old(4, published=4)
        values(engine, "update tally.journal set at = now() where position = 3 returning 1")

        numbering.prune()

        assert (numbering.look().floor, self.left(engine)) == (2, [3, 4])

    def test_takes_a_batch_at_a_time_and_says_that_there_is_more(self, numbering, engine):
        with engine.begin() as connection:
            connection.execute(
                text(
                    "insert into tally.journal (position, team_id, type, data, at)"
                    " select n, gen_random_uuid(), 'added', '{}', now() - interval '73 hours'"
                    " from generate_series(1, 5001) n"
                )
            )
            connection.execute(text("update tally.journal_head set head = 5001, published = 5001"))

        assert (numbering.prune(), self.left(engine)) == (True, [5001])
        assert (numbering.prune(), self.left(engine)) == (False, [])


class TestWaiting:
    def test_counts_what_is_not_on_the_bus_and_how_old_it_is(self, numbering, announced, engine):
        announced(1, 2)
        numbering.batch()
        announced(3)
        values(engine, "update tally.journal set at = now() - interval '1 hour' where position = 1 returning 1")

        waiting = numbering.waiting()

        assert waiting.count == 3
        assert waiting.oldest_seconds >= 3600

    def test_is_nothing_when_all_is_published(self, numbering, announced):
        announced(1)
        numbering.mark(numbering.batch()[-1].position)

        assert (numbering.waiting().count, numbering.waiting().oldest_seconds) == (0, 0)
