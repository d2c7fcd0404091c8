"""What happened since a cursor, read once: for a tab that missed something, and where streams do not get through."""

from dataclasses import dataclass, field

from contracts.journal import Entry, Reader
from gateway.live.cursor import Cursor
from gateway.live.lanes import Lanes


@dataclass
class Page:
    cursor: Cursor
    """Where to go on."""
    heads: Cursor
    events: list[tuple[str, Entry]] = field(default_factory=list)
    """Each with its service."""
    resets: list[tuple[list[str], str]] = field(default_factory=list)
    """Services and why nothing can be proved of them."""

    @property
    def is_empty(self) -> bool:
        return not self.events and not self.resets


@dataclass(frozen=True)
class Wanted:
    """Without `since` it begins now."""

    reader: Reader
    since: str | None
    limit: int


async def page_since(lanes: Lanes, wanted: Wanted) -> Page:
    """Raises Later when a service cannot be asked."""
    heads = lanes.cursor()
    if wanted.since is None:
        return Page(heads, heads)
    given = Cursor.parse(wanted.since)
    if given is None or given.epoch != heads.epoch:
        return Page(heads, heads, resets=[(sorted(heads.positions), "epoch" if given else "bad_cursor")])
    page = Page(Cursor(heads.epoch, {}), heads)
    for service in heads.positions:
        position = await add_service(page, lanes, wanted, service, given.positions.get(service))
        page.cursor = page.cursor.with_position(service, position)
    return page


async def add_service(page: Page, lanes: Lanes, wanted: Wanted, service: str, after: int | None) -> int:
    """The position it went to."""
    upto, room = page.heads.positions[service], wanted.limit - len(page.events)
    if after is None:
        page.resets.append(([service], "new_service"))
        return upto
    if room == 0 or after == upto:
        return after
    replay = await lanes.replay(service, after, wanted.reader, upto)
    if replay.reset:
        page.resets.append(([service], replay.reset))
        return upto
    page.events += [(service, entry) for entry in replay.entries[:room]]
    return max(after, upto) if len(replay.entries) <= room else replay.entries[room - 1].position
