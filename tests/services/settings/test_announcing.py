"""What settings tells others of a change: what somebody plans is their own news alone."""

from contextlib import suppress
from uuid import uuid4

import pytest
from support.planning import LONG_AGO, change

from contracts.kinds import Kind
from contracts.settings import PersonalSettingsChanged, Settings, SettingsOf
from contracts.wire import Invalid, VersionMismatch


@pytest.fixture
def told(announced, ann):
    """Of Ann's team."""
    return lambda: announced(Settings, ann.team_id)


class TestAChange:
    def test_is_told_whole_to_its_person_alone(self, settings, told, ann):
        bo = uuid4()

        first = settings(ann).change(change(bo, status="hot", follow_up_at="2100-01-01T00:00Z", follow_up_note="Boat"))
        cleared = settings(ann).change(change(bo, status=None, follow_up_at=None, follow_up_note=None))

        assert told() == [
            (PersonalSettingsChanged(person_id=ann.person_id, settings=settings_then), [ann.person_id])
            for settings_then in (first, cleared)
        ]

    def test_of_each_person_is_their_own(self, settings, told, ann, ben):
        bo = uuid4()
        for who in (ann, ben):
            settings(who).change(change(bo, Kind.TMA, status="A"))

        assert [to for _, to in told()] == [[ann.person_id], [ben.person_id]]

    def test_to_what_is_so_already_is_not_told(self, settings, told, ann):
        bo = uuid4()
        for _ in range(2):
            settings(ann).change(change(bo, status="hot"))
        settings(ann).change(change(uuid4(), status=None))

        assert len(told()) == 1

    def test_with_the_same_key_twice_is_told_once(self, settings, told, ann):
        bo = uuid4()
        for _ in range(2):
            settings(ann, key="press").change(change(bo, status="hot"))

        assert len(told()) == 1

    def test_that_is_refused_is_not_told(self, settings, told, ann):
        with pytest.raises(Invalid):
            settings(ann).change(change(uuid4(), status="A"))
        with pytest.raises(VersionMismatch):
            settings(ann).change(change(uuid4(), version=7, status="hot"))

        assert told() == []

    def test_is_told_in_its_own_transaction(self, settings, told, ann):
        bo, answering = uuid4(), settings(ann)

        with suppress(ZeroDivisionError), answering.store.transaction():
            answering.change(change(bo, follow_up_at=LONG_AGO))
            raise ZeroDivisionError

        assert told() == []
        assert settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[bo])).items == []
