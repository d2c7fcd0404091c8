"""Sixteen people plan with two contacts while these are merged and taken apart: nothing is lost or rings twice."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event as Signal
from uuid import UUID, uuid4

import pytest
from support.merging import BEA, BO, merge_of, merged_event, undone_event
from support.planning import change, values

from contracts.kinds import Kind
from contracts.settings import FollowUpDue, PersonalSettings, PersonalSettingsChanged
from contracts.wire import Caller
from services.settings.domain import is_planned

SEED = 20261127
PEOPLE = 16
CHANGES = 15
"""Of each person."""
PAST = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def people(ann) -> list[Caller]:
    return [ann.model_copy(update={"person_id": uuid4()}) for _ in range(PEOPLE)]


@pytest.fixture
def press(settings) -> Callable[[Caller, int], list[PersonalSettings]]:
    """What somebody is answered who plans with both. Each time that they set is another one, and has come."""

    def pressed(caller: Caller, number: int) -> list[PersonalSettings]:
        chance = random.Random(SEED + number)
        answers = []
        for turn in range(CHANGES):
            asked = {"follow_up_note": f"{turn}", "follow_up_at": PAST + timedelta(minutes=turn)}
            if chance.random() < 0.3:
                asked = {"follow_up_note": None, "follow_up_at": None}
            answers.append(settings(caller).change(change(chance.choice([BO, BEA]), **asked)))
        return answers

    return pressed


@pytest.fixture
def ring(settings) -> Callable[[], None]:
    def rung() -> None:
        while settings(None).announce_due():
            pass

    return rung


@pytest.fixture
def what_happened(plans, tell, press, *, ring, ann, people):
    """By person: what they were answered, and what they have while the two are merged and when they are not."""
    with ThreadPoolExecutor(PEOPLE + 2) as pool:
        pressing = [pool.submit(press, person, number) for number, person in enumerate(people)]
        done = Signal()
        others = [pool.submit(again_and_again, do, done) for do in (ring, lambda: merge_and_undo(tell, ann))]
        try:
            answers = [pressed.result() for pressed in pressing]
        finally:
            done.set()
        assert min(times.result() for times in others) > 1
    last = merge_of(BO, BEA)
    tell(ann, merged_event(last))
    ring()
    merged = [Had.by(plans, person) for person in people]
    tell(ann, undone_event(last))
    ring()
    undone = [Had.by(plans, person) for person in people]
    return list(zip(people, answers, merged, undone, strict=True))


def again_and_again(do: Callable[[], None], done: Signal) -> int:
    times = 0
    while not done.is_set():
        do()
        times += 1
    return times


def merge_and_undo(tell, ann: Caller) -> None:
    made = merge_of(BO, BEA)
    tell(ann, merged_event(made))
    tell(ann, undone_event(made))


@dataclass(frozen=True)
class Had:
    bo: PersonalSettings
    bea: PersonalSettings
    set_aside: list[PersonalSettings]

    @classmethod
    def by(cls, plans, person: Caller) -> "Had":
        never = {one: PersonalSettings(kind=Kind.CONTACT, contact_id=one) for one in (BO, BEA)}
        own = never | {one.contact_id: one for one in plans.of(person, BO, BEA)}
        return cls(own[BO], own[BEA], [one.settings for one in plans.set_aside(person, BEA)])


def last_of(answers: list[PersonalSettings], contact_id: UUID) -> PersonalSettings | None:
    return next((one for one in reversed(answers) if one.contact_id == contact_id), None)


def test_nothing_is_lost_and_nothing_rings_twice(what_happened, plans, ann):
    told = [event for event, _ in plans.told(ann)]
    changed = [(event.person_id, event.settings) for event in told if isinstance(event, PersonalSettingsChanged)]
    rung = Counter((event.person_id, event.settings.follow_up_at) for event in told if isinstance(event, FollowUpDue))

    assert max(rung.values()) == 1
    for person, answers, merged, undone in what_happened:
        times = [at for person_id, at in rung if person_id == person.person_id]
        events = [settings for person_id, settings in changed if person_id == person.person_id]
        assert [one for one in answers if one.version and one not in events] == []
        for row in (undone.bo, undone.bea):
            of_row = [one for one in events if one.contact_id == row.contact_id]
            assert [one.version for one in of_row] == list(range(1, row.version + 1))
            assert row == (of_row[-1] if of_row else row)

        own = last_of(answers, BEA)
        if own and is_planned(own):
            assert (merged.bea, undone.bea) == (own, own)
            assert own.follow_up_at in times
            assert merged.set_aside == [one for one in [merged.bo] if is_planned(one)]
        else:
            assert values(merged.bea) == values(merged.bo)
            assert (merged.set_aside, is_planned(undone.bea)) == ([], False)
        assert merged.bo == undone.bo == (last_of(answers, BO) or undone.bo)
        for shown in (merged.bea, undone.bea, undone.bo):
            # Or had been moved before it rang, to one that did.
            assert shown.follow_up_at is None or shown.follow_up_at <= max(times)
