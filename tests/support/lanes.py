"""Lanes over journals in memory, and what comes out of them."""

from uuid import UUID

from support.journal import TEAM, Journal
from support.waiting import becomes

from contracts.journal import Head, Reader
from gateway.live.lanes import Lanes, Replay

ANN, BOB, STRANGER = UUID(int=11), UUID(int=12), UUID(int=13)
OTHER_TEAM = UUID(int=2)
ANN_READS = Reader(team_id=TEAM, person_id=ANN)


class Told:
    """What the lanes hand on, as it comes."""

    def __init__(self, lanes: Lanes) -> None:
        self.entries: list[tuple[str, int]] = []
        self.resets: list[tuple[str, str]] = []
        self.ephemerals: list[dict] = []
        lanes.on_entry = lambda service, entry: self.entries.append((service, entry.position))
        lanes.on_reset = lambda service, reason: self.resets.append((service, reason))
        lanes.on_ephemeral = self.ephemerals.append

    def positions(self, service: str) -> list[int]:
        return [position for of, position in self.entries if of == service]


class Running:
    """Lanes of accounts and contacts; `told` begins after both have begun."""

    def __init__(self, accounts: Journal, contacts: Journal) -> None:
        self.accounts = accounts
        self.contacts = contacts
        self.lanes = Lanes({"accounts": accounts.ask, "contacts": contacts.ask})

    async def begin(self) -> None:
        self.lanes.start()
        self.lanes.connected()
        await becomes(lambda: self.lanes.live)
        self.told = Told(self.lanes)
        self.accounts.asked.clear()
        self.contacts.asked.clear()

    def hear(self, *entries) -> None:
        for entry in entries:
            self.lanes.heard("contacts", entry.type, entry.model_dump_json())

    def notice(self, head: Head | None = None) -> None:
        self.lanes.heard("contacts", "head", (head or self.contacts.head).model_dump_json())

    async def replay(self, after: int, **ask) -> Replay:
        known = {"reader": ANN_READS, "upto": self.lanes.heads()["contacts"]}
        return await self.lanes.replay("contacts", after, **(known | ask))
