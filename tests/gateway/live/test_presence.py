"""Who is there and who is typing, as a gateway hears and remembers it."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from support.journal import TEAM
from support.peers import ANN, BOB, OTHER_TEAM, Running, caller, seen_by

from contracts.accounts import Profile, ProfileChanged
from contracts.presence import BELIEVED_SECONDS
from contracts.wire import Role
from gateway.live import presence
from gateway.live.presence import Presences, is_visible

pytestmark = pytest.mark.anyio

GROUP = uuid4()


@pytest.fixture
async def running():
    running = Running()
    await running.begin()
    yield running
    await running.end()


@pytest.fixture
def presences():
    return Presences("secret")


def people(presences, team_id=TEAM):
    return [seen.person_id for seen in presences.of_team(team_id)]


class TestTheTeam:
    def test_is_whoever_was_heard_of_by_their_last_word(self, presences):
        for person_id, visible in ((ANN, True), (BOB, True), (ANN, False)):
            presences.heard(json.loads(seen_by(person_id, visible=visible)))

        assert {seen.person_id: seen.visible for seen in presences.of_team(TEAM)} == {ANN: False, BOB: True}
        assert presences.of_team(OTHER_TEAM) == []

    def test_is_there_as_long_as_its_word_is_believed(self, presences):
        presences.heard(json.loads(seen_by(ANN)))
        [seen] = presences.of_team(TEAM)

        assert is_visible(seen, seen.at + timedelta(seconds=BELIEVED_SECONDS - 1))
        assert not is_visible(seen, seen.at + timedelta(seconds=BELIEVED_SECONDS))

    def test_is_never_more_than_can_be_remembered(self, presences, monkeypatch):
        monkeypatch.setattr(presence, "MOST_PEOPLE", 3)
        everybody = [uuid4() for _ in range(5)]
        for person_id in everybody:
            presences.heard(json.loads(seen_by(person_id)))

        assert set(people(presences)) == set(everybody[2:])
        assert presences.last.keys() == presences.told_at.keys() == set(everybody[2:])

    async def test_is_without_whom_it_deactivates(self, running):
        running.lanes.heard_ephemeral(seen_by(BOB))
        profile = Profile(
            id=BOB,
            name="Bob",
            email="bob@nord.example",
            role=Role.MEMBER,
            colour="#2563eb",
            time_zone="Europe/Stockholm",
            created_at=datetime.now(UTC),
            active=False,
            version=2,
        )
        running.announce(ProfileChanged(profile=profile))

        assert people(running.presences) == []
        assert running.presences.teams == {}


def typing_for(*person_ids, **told):
    word = {
        "type": "typing",
        "team_id": str(TEAM),
        "conversation_id": str(GROUP),
        "person_id": str(ANN),
        "to": [str(person_id) for person_id in person_ids],
        "at": "2026-05-04T12:00:00Z",
    }
    return json.dumps(word | told)


class TestTyping:
    async def test_is_told_to_whom_it_is_for_and_to_nobody_else(self, running):
        anns, bobs = await running.greeted(), await running.greeted(caller(BOB))
        running.lanes.heard_ephemeral(typing_for(BOB, uuid4()))
        told = await bobs.first("ephemeral")

        assert told == {
            "type": "typing",
            "conversation_id": str(GROUP),
            "person_id": str(ANN),
            "at": "2026-05-04T12:00:00Z",
        }
        assert anns.all("ephemeral") == []

    @pytest.mark.parametrize("told", [{"team_id": str(OTHER_TEAM)}, {"to": "everybody"}, {"at": None}])
    async def test_of_another_team_or_that_cannot_be_read_is_told_to_nobody(self, running, told):
        bobs = await running.greeted(caller(BOB))
        running.lanes.heard_ephemeral(typing_for(BOB, **told))
        running.happen()
        await bobs.told(1)

        assert bobs.all("ephemeral") == []
