"""What each browser is told of what happens: as it happens, after it was away, and by asking for it."""

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from isolation.chat import alone, open_to_the_team
from isolation.people import Asker
from isolation.world import ANNS_DAY, ANNS_STATUS, ANNS_WORD, PATHS, TEAMS_WORD, World, made
from support.streams import Stream, positions_of
from support.waiting import eventually

from contracts.kinds import Kind

SIGNED_IN = (Asker.ANN, Asker.BEN, Asker.ADA, Asker.XENA)


class Happened:
    """Ann's day, and what each asker's stream was told of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.streams: dict[Asker, Stream] = {}
        self.since = made(world.ann.get("/api/events"))["cursor"]

    def watch(self, undo: ExitStack) -> None:
        for asker in SIGNED_IN:
            stream = undo.enter_context(Stream.of(self.world.askers[asker].client))
            stream.hello()
            self.streams[asker] = stream

    def work(self) -> None:
        for kind in Kind:
            contact_id = self.world.archived(kind)
            made(self.world.ann.post(f"{PATHS[kind]}/{contact_id}/restore"))
            self.world.call_log(kind)
            self.world.imported(kind)
        alone(self.world)
        open_to_the_team(self.world)
        self.last_plan = self.world.contact(Kind.CONTACT)
        anns = self.streams[Asker.ANN]
        anns.first("event", lambda event: event["data"].get("settings", {}).get("contact_id") == self.last_plan)
        heads = eventually(self.complete)
        for stream in self.streams.values():
            eventually(lambda stream=stream: reaches(stream.cursor, heads))

    def complete(self) -> dict[str, int] | None:
        """Where all services stand once Ann's own stream has everything."""
        heads = made(self.world.ann.get("/api/events"))["heads"]
        return heads if reaches(self.streams[Asker.ANN].cursor, heads) else None

    def replayed(self, asker: Asker) -> list[dict]:
        with Stream.of(self.world.askers[asker].client, since=self.since) as again:
            again.first("hb")
        assert again.faults == again.all("reset") == []
        return again.events

    def asked_for(self, asker: Asker) -> list[dict]:
        return made(self.world.askers[asker].get("/api/events", since=self.since))["events"]


def reaches(cursor: str, heads: dict[str, int]) -> bool:
    return all(positions_of(cursor).get(service, 0) >= head for service, head in heads.items())


@pytest.fixture(scope="module")
def happened(world: World) -> Iterator[Happened]:
    with ExitStack() as undo:
        happened = Happened(world)
        happened.watch(undo)
        happened.work()
        yield happened


def ways_of(happened: Happened, asker: Asker) -> dict[str, list[dict]]:
    return {
        "live": happened.streams[asker].events,
        "replayed": happened.replayed(asker),
        "asked for": happened.asked_for(asker),
    }


def ids(events: list[dict]) -> set[str]:
    return {event["event_id"] for event in events}


@pytest.mark.parametrize("asker", SIGNED_IN, ids=lambda asker: asker.name)
class TestEachBrowser:
    def test_is_told_the_same_in_every_way(self, happened, asker):
        live, replayed, asked = ways_of(happened, asker).values()

        assert ids(live) == ids(replayed) == ids(asked)
        assert len(live) == len(ids(live))

    def test_is_told_of_its_own_team_alone(self, happened, asker):
        for events in ways_of(happened, asker).values():
            assert (TEAMS_WORD in str(events)) == (asker != Asker.XENA)

    def test_is_told_of_nobody_elses_plans(self, happened, asker):
        for events in ways_of(happened, asker).values():
            services = {event["service"] for event in events}
            assert ("settings" in services) == (asker == Asker.ANN)
            for word in (ANNS_WORD, ANNS_DAY):
                assert (word in str(events)) == (asker == Asker.ANN)
            if asker != Asker.ANN:
                assert not [event for event in events if statuses(event) & set(ANNS_STATUS.values())]


def statuses(event: dict) -> set[str | None]:
    return {part.get("status") for part in event["data"].values() if isinstance(part, dict)}


class TestAFormerSession:
    def test_is_told_nothing_more(self, world):
        former = world.another_browser(world.ann)
        # A browser would drop it.
        cookies, address = dict(former.client.cookies), str(former.client.base_url)
        with Stream.of(former.client) as stream, Stream.of(world.ann.client) as anns:
            stream.hello()
            anns.hello()
            former.client.delete("/api/session").raise_for_status()
            assert stream.ends()["reason"] == "revoked"
            contact_id = world.contact(Kind.CONTACT)
            anns.first("event", lambda event: event["data"].get("settings", {}).get("contact_id") == contact_id)

        assert ANNS_WORD not in str(stream.frames)
        with Stream(address, cookies, since=stream.cursor) as again:
            assert again.status == 401
        asked = httpx.get(f"{address}/api/events", params={"since": stream.cursor}, cookies=cookies)
        assert asked.status_code == 401
