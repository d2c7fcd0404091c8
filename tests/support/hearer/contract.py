"""Two contracts: `news` is a source that the tests themselves play, `hearer` a service that listens to it."""

from typing import Any

from contracts.journal import EventPage, EventsSince
from contracts.wire import Event, Feed, Nothing, Query, Service, Wire


class Told(Event):
    words: str

    @property
    def reference(self) -> dict[str, Any]:
        return {"words": self.words}


class Gossip(Event):
    """Nobody hears it."""

    words: str


class AllWords(Wire):
    """`more` while there is another page."""

    words: list[str]
    more: bool = False


class News(Service):
    name = "news"
    events = (Told, Gossip)

    all_words = Feed(Nothing, AllWords)
    events_since = Feed(EventsSince, EventPage, seconds=2)


class Hearer(Service):
    name = "hearer"

    heard = Query(Nothing, AllWords)
