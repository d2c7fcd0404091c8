"""Sixteen people at once log, change, archive, merge and undo: no call is lost, no id loses its contact."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from psycopg.errors import DeadlockDetected, QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from contracts.contacts import ArchiveContact, CallLog, CallLogChanges, ChangeCallLog, OneContact, RecentCalls
from contracts.merges import Merged, MergeRefused, MergesOf, NotUndoable
from contracts.records import Contact
from contracts.wire import LARGEST_PAGE
from kit.rpc import MOST_TRIES

MONDAY = datetime(2020, 3, 2, 12, 0, tzinfo=UTC)
WRITERS = 16
STEPS = 25
CONTACTS = 8


class Writer:
    """Somebody of the team, who does this and that by chance. Some of it may be refused; no id may be unknown."""

    def __init__(self, hand, number: int, known: list[Contact], merges: list[Merged]) -> None:
        self.hand = hand
        self.chance = random.Random(number)
        self.known = known
        self.merges = merges
        self.logged: list[CallLog] = []

    def work(self) -> None:
        steps = [self.log, self.log, self.correct, self.change, self.archive, self.restore, self.merge, self.undo]
        for _ in range(STEPS):
            step = self.chance.choice(steps)
            with suppress(MergeRefused, NotUndoable):
                tried_again(step)

    def one(self) -> Contact:
        return self.chance.choice(self.known)

    def log(self) -> None:
        at = MONDAY + timedelta(minutes=self.chance.randrange(10_000))
        self.logged.append(self.hand.log(self.one(), at))

    def correct(self) -> None:
        if self.logged:
            log = self.chance.choice(self.logged)
            self.hand.contacts.change_call_log(ChangeCallLog(id=log.id, changes=CallLogChanges(note=uuid4().hex)))

    def change(self) -> None:
        self.hand.change(self.one(), title=uuid4().hex, tags=[f"tag {self.chance.randrange(9)}"])

    def archive(self) -> None:
        one = self.one()
        self.hand.contacts.archive(ArchiveContact(kind=one.kind, id=one.id))

    def restore(self) -> None:
        one = self.one()
        self.hand.contacts.restore(OneContact(kind=one.kind, id=one.id))

    def merge(self) -> None:
        away, into = self.chance.sample(self.known, 2)
        self.merges.append(self.hand.merge(away, into))

    def undo(self) -> None:
        if self.merges:
            self.hand.undo(self.chance.choice(self.merges))


def tried_again(step: Callable[[], None]) -> None:
    """As the kit does for a change that lost a deadlock, and a person for one that a slow machine had no time for."""
    for tries_left in reversed(range(MOST_TRIES)):
        try:
            return step()
        except OperationalError as error:
            if not isinstance(error.orig, DeadlockDetected | QueryCanceled) or not tries_left:
                raise
    return None


@pytest.fixture
def writers(by, ann):
    known = [by(ann).add(name=f"Bo {number}") for number in range(CONTACTS)]
    merges: list[Merged] = []
    people = [ann.model_copy(update={"person_id": uuid4()}) for _ in range(WRITERS)]
    return [Writer(by(person), number, known, merges) for number, person in enumerate(people)]


@pytest.fixture
def there(database, ann):
    """The ids of the team's contacts that are there themselves."""

    def ids():
        with database.engine("postgres").begin() as connection:
            own = text("select id from contacts.contacts where team_id = :team")
            return set(connection.execute(own, {"team": ann.team_id}).scalars())

    return ids


def test_sixteen_at_once_lose_nothing(writers, by, there, ann):
    known, merges = writers[0].known, writers[0].merges

    with ThreadPoolExecutor(WRITERS) as threads:
        for done in [threads.submit(writer.work) for writer in writers]:
            done.result()

    logged = {log.id for writer in writers for log in writer.logged}
    assert merges
    assert calls_of(by(ann), known) == logged
    assert {by(ann).get(one).id for one in known} == there()

    while standing := [merged for merged in merges if stands(by(ann), merged)]:
        for merged in standing:
            with suppress(NotUndoable):
                by(ann).undo(merged)

    assert there() == {one.id for one in known}
    assert calls_of(by(ann), known) == logged


def stands(hand, merged: Merged) -> bool:
    """Or cannot be said yet, for its survivor was merged away itself."""
    of_survivor = MergesOf(kind=merged.merge.kind, contact_id=merged.survivor.id)
    told = {merge.id: merge for merge in hand.contacts.merges_of(of_survivor).items}
    return merged.merge.id not in told or told[merged.merge.id].undone_at is None


def calls_of(hand, known: list[Contact]) -> set:
    """The team's, each of a contact that is there; each contact says when it was called last."""
    logs = hand.contacts.recent_calls(RecentCalls(since=MONDAY, limit=LARGEST_PAGE)).items
    there = {one.id: one for one in map(hand.get, known)}
    assert {log.contact_id for log in logs} <= there.keys()
    for one in there.values():
        assert one.last_called_at == max((log.called_at for log in logs if log.contact_id == one.id), default=None)
    return {log.id for log in logs}
