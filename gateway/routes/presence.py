"""Who is there and who is typing: told to those whom it concerns, and kept in no database."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter

from contracts.conversations import NotAMember, OneConversation
from contracts.wire import NotFound
from gateway.asking import Asker, Shared, SignedIn, counted
from gateway.chat_shapes import PersonPresence, TeamPresence
from gateway.documentation import problems
from gateway.live.presence import is_visible
from gateway.live.typing import TYPING, Typing

router = APIRouter(prefix="/api/chat", tags=["chat"])


@router.get("/presence", responses=problems())
async def read_presence(shared: Shared, asker: Asker) -> TeamPresence:
    """The team's people, by the last word of their browsers. What it is that they look at is told to nobody.

    How it goes on, `GET /api/stream` tells as `ephemeral` of the type `presence`.
    """
    now = datetime.now(UTC)
    seen = shared.streams.presences.of_team(asker.team_id)
    items = [PersonPresence(person_id=one.person_id, visible=is_visible(one, now), at=one.at) for one in seen]
    return TeamPresence(items=items)


@router.post(
    "/conversations/{id}/typing",
    status_code=204,
    dependencies=[counted(lambda rates: rates.typing)],
    responses=problems(NotFound, NotAMember),
)
async def say_typing(services: SignedIn, shared: Shared, asker: Asker, id: UUID) -> None:
    """Said while a person types. The others in it hear `typing` at most every 3 seconds; more often does nothing."""
    told, key = shared.rates.typing_told, f"{asker.person_id} {id}"
    if told.look(key).retry_after:
        return
    # Asked each time: whoever was removed a moment ago is told nothing.
    members = await services.chat.member_ids(OneConversation(id=id))
    if told.take(key).retry_after:
        return
    typing = Typing(
        team_id=asker.team_id,
        conversation_id=id,
        person_id=asker.person_id,
        to=[person_id for person_id in members.items if person_id != asker.person_id],
        at=datetime.now(UTC),
    )
    shared.bus.publish_ephemeral(TYPING, typing.model_dump(mode="json"))
