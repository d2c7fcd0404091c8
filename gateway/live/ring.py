"""The last events of one service, kept so that most browsers that were away need no service to ask."""

from collections.abc import Sequence

from contracts.journal import Entry

RING_LENGTH = 2_000


class Hole(Exception):
    """Positions follow one another; what came does not follow what is here."""


class Ring:
    """All entries after `floor` up to `last`, without a gap."""

    def __init__(self, floor: int, *, length: int = RING_LENGTH) -> None:
        self.floor = floor
        self.length = length
        self.entries: list[Entry] = []

    @property
    def last(self) -> int:
        return self.floor + len(self.entries)

    def add(self, entry: Entry) -> None:
        """Raises Hole unless it is the next one."""
        if entry.position != self.last + 1:
            raise Hole(f"{entry.position} came after {self.last}")
        self.entries.append(entry)
        # Not one at a time: that would move the whole list for each event.
        if len(self.entries) >= self.length * 5 // 4:
            self.forget(len(self.entries) - self.length)

    def forget(self, count: int) -> None:
        del self.entries[:count]
        self.floor += count

    def between(self, after: int, upto: int) -> Sequence[Entry] | None:
        """Those with after < position <= upto; None when it does not reach back so far."""
        if after < self.floor:
            return None
        return self.entries[after - self.floor : max(after, upto) - self.floor]
