"""Where events come in: the lanes over the gateway's own bus."""

from uuid import uuid4

from contracts.journal import EventPage, EventsSince
from contracts.wire import Feed, Service
from gateway.bus import Bus
from gateway.calling import Calling
from gateway.live.lane import AskFeed
from gateway.live.lanes import Lanes
from gateway.live.sources import SOURCES


def lanes_over(bus: Bus, sources: tuple[type[Service], ...] = SOURCES) -> Lanes:
    """To be made before the bus starts: it is ready only when the lanes have begun."""
    feeds = {source.name: feed_of(source, bus) for source in sources}
    lanes = Lanes(feeds, bus_is_usable=lambda: bus.is_usable)
    bus.hand_events_to(lanes, services=list(feeds))
    return lanes


def feed_of(source: type[Service], bus: Bus) -> AskFeed:
    feed: Feed[EventsSince, EventPage] = source.calls()["events_since"]  # type: ignore[assignment]

    async def ask_feed(wanted: EventsSince) -> EventPage:
        return await Calling(bus, None, str(uuid4())).send(feed, wanted)

    return ask_feed
