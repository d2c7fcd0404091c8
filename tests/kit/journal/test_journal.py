"""Announcing in a transaction, and reading what was numbered."""

from contextlib import suppress
from uuid import uuid4

import pytest
from sqlalchemy.exc import ProgrammingError
from support.tally.asker import ANN
from support.tally.contract import Added, Tally
from support.tally.process import values

from contracts.journal import EventsSince, Reader
from contracts.wire import Event, Invalid
from kit.database import Transactions
from kit.journal.announcing import Journal
from kit.journal.reading import events_since

BOB = uuid4()
THEIR_TEAM = uuid4()


@pytest.fixture
def woken():
    return []


@pytest.fixture
def anns(app_engine, woken):
    """Transactions in Ann's name; `woken` grows when the relay is woken."""
    return Transactions(
        app_engine, lambda connection, _caller: Journal(connection, Tally), ANN, on_announced=lambda: woken.append(1)
    )


def roll_back(transactions):
    with suppress(ZeroDivisionError), transactions.transaction() as journal:
        journal.announce(Added(amount=5), team_id=ANN.team_id)
        raise ZeroDivisionError


class TestAnnounce:
    def test_is_kept_with_its_transaction_and_then_wakes_the_relay(self, anns, engine, woken):
        with anns.transaction() as journal:
            journal.announce(Added(amount=5), team_id=ANN.team_id, to=[BOB])
            assert woken == []

        assert woken == [1]
        assert values(engine, "select data from tally.journal") == [{"amount": 5}]
        assert values(engine, "select audience from tally.journal") == [[BOB]]

    def test_rolled_back_it_leaves_nothing_and_wakes_nobody(self, anns, engine, woken):
        roll_back(anns)

        assert (values(engine, "select 1 from tally.journal"), woken) == ([], [])

    def test_nobody_is_woken_by_the_next_transaction_that_announces_nothing(self, anns, woken):
        roll_back(anns)
        with anns.transaction():
            pass

        assert woken == []

    def test_to_another_team_is_refused_by_the_database(self, anns):
        with pytest.raises(ProgrammingError, match="row-level security"), anns.transaction() as journal:
            journal.announce(Added(amount=5), team_id=THEIR_TEAM)

    def test_of_what_is_in_no_contract_is_refused(self, anns):
        class Subtracted(Event):
            pass

        with pytest.raises(TypeError, match="Subtracted is no event of tally"), anns.transaction() as journal:
            journal.announce(Subtracted(), team_id=ANN.team_id)


@pytest.fixture
def kept(relaying, engine):
    """`kept((team, audience), …)` are published events; gives their amounts, which are their positions."""

    def keep(*told):
        for number, (team_id, audience) in enumerate(told, start=1):
            values(
                engine,
                "insert into tally.journal (team_id, audience, type, data)"
                " values (:team, cast(:to as uuid[]), 'added', jsonb_build_object('amount', cast(:amount as int)))"
                " returning 1",
                team=team_id,
                to=audience,
                amount=number,
            )
        numbering = relaying()
        numbering.look()
        while batch := numbering.batch():
            numbering.mark(batch[-1].position)

    return keep


class TestEventsSince:
    OURS = (ANN.team_id, None)

    def test_pages_through_all_of_it(self, store, kept):
        kept(*[self.OURS] * 5)

        pages, position = [], 0
        while not pages or position < pages[-1].head:
            pages.append(events_since(store, Tally, EventsSince(position=position, limit=2)))
            position = pages[-1].through

        assert [[entry.position for entry in page.entries] for page in pages] == [[1, 2], [3, 4], [5]]

    def test_limit_0_tells_the_head_alone(self, store, kept):
        kept(self.OURS, self.OURS)

        page = events_since(store, Tally, EventsSince(position=1, limit=0))

        assert (page.entries, page.through, page.head, page.floor) == ([], 1, 2, 0)

    def test_shows_a_reader_their_teams_and_what_is_for_them(self, store, kept):
        kept(
            self.OURS,
            (ANN.team_id, [ANN.person_id]),
            (ANN.team_id, [BOB]),
            (ANN.team_id, []),
            (THEIR_TEAM, None),
            (THEIR_TEAM, [ANN.person_id]),
            (ANN.team_id, [BOB, ANN.person_id]),
            (THEIR_TEAM, None),
        )
        ann = Reader(team_id=ANN.team_id, person_id=ANN.person_id)

        page = events_since(store, Tally, EventsSince(position=0, reader=ann))

        assert [entry.position for entry in page.entries] == [1, 2, 7]
        assert page.through == 8

    def test_gives_an_entry_as_it_was_announced(self, store, kept):
        kept((ANN.team_id, [BOB]))

        [entry] = events_since(store, Tally, EventsSince(position=0)).entries

        assert (entry.type, entry.data, entry.audience) == ("added", {"amount": 1}, [BOB])

    def test_leaves_out_what_has_no_position_yet(self, store, anns):
        with anns.transaction() as journal:
            journal.announce(Added(amount=5), team_id=ANN.team_id)

        page = events_since(store, Tally, EventsSince(position=0))

        assert (page.entries, page.head) == ([], 0)

    def test_beyond_the_head_gives_the_head(self, store, kept):
        kept(self.OURS)

        page = events_since(store, Tally, EventsSince(position=7))

        assert (page.entries, page.through, page.head) == ([], 1, 1)

    @pytest.mark.parametrize("limit", [-1, 501])
    def test_a_limit_out_of_range_is_refused(self, store, limit):
        with pytest.raises(Invalid, match="0 to 500"):
            events_since(store, Tally, EventsSince(position=0, limit=limit))
