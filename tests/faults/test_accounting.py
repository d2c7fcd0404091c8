"""The accounting finds what it is there to find: each fault planted here is in its figures."""

from collections import Counter
from uuid import UUID, uuid4

import pytest
from faults.accounting import Books, Delivery, Told
from faults.following import Follower
from faults.load import Change
from faults.people import Person
from support.streams import Frame

TEAM = uuid4()
ANN = Person("Ann", uuid4(), TEAM, "")
BEN = Person("Ben", uuid4(), TEAM, "")


class Written(Books):
    """Books that say what a test wants."""

    def __init__(self, told=(), rows=(), keys=()):
        self.journals = {"accounts": [], "contacts": list(told), "settings": [], "chat": []}
        self.rows = Counter(rows)
        self.keys = Counter(keys)


def created(position, key, audience=None):
    contact = {"id": str(uuid4()), "name": key, "version": 1}
    return Told("contacts", position, UUID(int=position), TEAM, audience, "contact_created", {"contact": contact})


def a_change(key="k", outcome="acknowledged"):
    return Change(key, ANN, "create", "POST", "/api/contacts", {}, outcome=outcome)


def gone_wrong(books, *changes):
    return {name: found.count for name, found in books.changes_gone_wrong(changes).items() if found.count}


class TestOfChanges:
    def test_what_left_its_row_its_event_and_its_key_once_is_right(self):
        assert gone_wrong(Written([created(1, "k")], rows=["k"], keys=["k"]), a_change()) == {}

    @pytest.mark.parametrize(
        "books",
        [
            Written(rows=["k"], keys=["k"]),
            Written([created(1, "k")], keys=["k"]),
            Written([created(1, "k")], rows=["k"]),
        ],
        ids=["no event", "no row", "no key"],
    )
    def test_what_was_acknowledged_and_is_missing_anywhere_is_lost(self, books):
        assert gone_wrong(books, a_change()) == {"lost": 1}

    def test_what_has_two_rows_is_duplicated(self):
        assert gone_wrong(Written([created(1, "k")], rows=["k", "k"], keys=["k"]), a_change()) == {"duplicated": 1}

    def test_what_has_two_events_is_duplicated(self):
        told = [created(1, "k"), created(2, "k")]

        assert gone_wrong(Written(told, rows=["k"], keys=["k"]), a_change()) == {"duplicated": 1}

    def test_what_was_refused_and_happened_all_the_same_is_told(self):
        books = Written([created(1, "k")], rows=["k"])

        assert gone_wrong(books, a_change(outcome="refused")) == {"refused_and_made": 1}


def heard(*positions):
    follower = Follower(ANN, [], "")
    follower.take(Frame("hello", "e;accounts:0,contacts:0,settings:0", {}))
    for position in positions:
        told = {"service": "contacts", "position": position, "event_id": str(UUID(int=position)), "data": {}}
        follower.take(Frame("event", f"e;accounts:0,contacts:{position},settings:0", told))
    return follower


def delivery(follower, *told):
    compared = Delivery()
    compared.compare(follower, Written(told))
    return {name: found.count for name, found in compared.findings.items() if found.count}


class TestOfStreams:
    def test_what_came_once_and_in_order_is_right(self):
        assert delivery(heard(1, 2), created(1, "a"), created(2, "b", [ANN.id])) == {}

    def test_what_is_for_somebody_else_must_not_come(self):
        assert delivery(heard(1), created(1, "a"), created(2, "b", [BEN.id])) == {}
        assert delivery(heard(1, 2), created(1, "a"), created(2, "b", [BEN.id])) == {"foreign": 1}

    def test_what_did_not_come_is_missed(self):
        assert delivery(heard(1, 3), created(1, "a"), created(2, "b"), created(3, "c")) == {"missed": 1}

    def test_what_came_twice_is_duplicated(self):
        assert delivery(heard(1, 2, 2), created(1, "a"), created(2, "b")) == {"duplicated": 1}

    def test_what_came_before_its_turn_is_disordered(self):
        assert delivery(heard(2, 1), created(1, "a"), created(2, "b")) == {"disordered": 1}

    def test_after_a_reset_everything_from_there_on_has_to_come(self):
        follower = heard(1)
        follower.take(Frame("reset", "e;accounts:0,contacts:3,settings:0", {"services": ["contacts"], "reason": "x"}))
        told = [created(position, str(position)) for position in range(1, 5)]

        assert delivery(follower, *told) == {"missed": 1}
