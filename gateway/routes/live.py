"""What happens, told as it happens: the live stream, the same events by asking for them, and who is there."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from pydantic_core import to_json

from contracts.accounts import NotSignedIn
from contracts.chat import Chat
from contracts.journal import Reader
from contracts.presence import SEEN, Seen
from contracts.wire import Caller, NotFound, Unavailable
from gateway.asking import Asker, Shared
from gateway.documentation import problems
from gateway.live.backfill import Page, Wanted, page_since
from gateway.live.cursor import Cursor
from gateway.live.frames import event_json
from gateway.live.streams import Streams
from gateway.refusals import TooManyStreams
from gateway.shapes import EventsAnswer, SeenWord, StreamAsk
from gateway.waiting import happens

LONGEST_WAIT = 25
MOST_EVENTS = 200

router = APIRouter(prefix="/api", tags=["live"])


EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "The stream, which never ends by itself", "content": {"text/event-stream": {}}}
}


@router.get("/stream", response_class=Response, responses={**problems(TooManyStreams, Unavailable), **EVENT_STREAM})
async def stream(
    _asker: Asker,
    _asked: Annotated[StreamAsk, Query()],
    _last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", description="wins over `since`")] = None,
) -> None:
    """Server-sent events: `hello` first, then `event`, `ephemeral`, `hb` every 15 seconds, `reset`, and `bye` at a
    planned end. Every `id` is a whole cursor. What the asker may not see is not in it, so positions have holes.
    """
    raise AssertionError("answered before FastAPI, by gateway.live.endpoint; here to be described")


@router.get("/events", response_model=EventsAnswer, responses=problems(TooManyStreams, Unavailable))
async def find_events(
    shared: Shared,
    asker: Asker,
    since: Annotated[str | None, Query(description="a cursor; without it, from now on")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_EVENTS)] = MOST_EVENTS,
    wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT, description="seconds to wait for something to happen")] = 0,
) -> Response:
    """What the stream would tell after `since`. `cursor` is where to ask on; services in `resets` are to be fetched."""
    streams = shared.streams
    streams.check_open()
    wanted = Wanted(Reader(team_id=asker.team_id, person_id=asker.person_id), since, limit)
    if wait == 0:
        return answer_with(await page_since(streams.lanes, wanted))
    return answer_with(await page_in_time(streams, asker, wanted, wait))


async def page_in_time(streams: Streams, asker: Caller, wanted: Wanted, wait: int) -> Page:
    until = time.monotonic() + wait
    # It listens before it reads, so that nothing happens in between.
    waiter = streams.wait(asker)
    try:
        while True:
            waiter.happened.clear()
            page = await page_since(streams.lanes, wanted)
            wanted = replace(wanted, since=str(page.cursor))
            if waiter.is_revoked:
                raise NotSignedIn("This session has ended. Sign in with POST /api/session.")
            if waiter.is_ended or not page.is_empty:
                return page
            if not await happens(waiter.happened, within=until - time.monotonic()):
                return page
    finally:
        streams.remove(waiter)


def answer_with(page: Page) -> Response:
    """Events are the very bytes that streams are told."""
    told = {
        "cursor": str(page.cursor),
        "heads": page.heads.positions,
        "resets": [{"services": services, "reason": reason} for services, reason in page.resets],
    }
    events = b",".join(event_json(service, entry) for service, entry in page.events)
    return Response(b'{"events":[%s],%s' % (events, to_json(told)[1:]), media_type="application/json")


@router.post("/stream/seen", status_code=204, responses=problems(NotFound))
async def say_seen(shared: Shared, asker: Asker, word: SeenWord) -> None:
    """What the person has before their eyes. Colleagues hear whether anything at all, and never what."""
    if not shared.streams.presences.is_of(word.conn, asker.person_id):
        raise NotFound("No such stream of yours.")
    cursor = Cursor.parse(word.cursor) if word.cursor else None
    seen = Seen(
        team_id=asker.team_id,
        person_id=asker.person_id,
        # Without what proves whose it is.
        conn=word.conn.partition(".")[0],
        visible=word.visible,
        cursor=word.cursor,
        chat_position=cursor.positions.get(Chat.name) if cursor else None,
        conversation=word.conversation,
        at=datetime.now(UTC),
    )
    shared.bus.publish_ephemeral(SEEN, seen.model_dump(mode="json"))
