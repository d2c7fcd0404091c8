"""Who may do what with a conversation, and what becomes of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.conversations import (
    CannotLeave,
    ChangeConversation,
    ConversationArchived,
    ConversationFull,
    ConversationKind,
    CreateConversation,
    NotAMember,
)
from contracts.wire import Caller, FieldError, Forbidden, Invalid, NotFound, Role
from services.chat.domain.fields import LONGEST_NAME, LONGEST_TOPIC, line_errors, many_errors, one_line, refuse

MOST_NAMED = 200
"""People that one request may name."""
MOST_MEMBERS = 500


@dataclass(frozen=True)
class Held:
    """A conversation as a change finds it: nobody else changes it meanwhile, nor speaks in it.

    `deactivated_ids` are those of its members who hear of nothing.
    """

    team_id: UUID
    id: UUID
    kind: ConversationKind
    name: str
    topic: str
    is_private: bool
    member_ids: Sequence[UUID]
    deactivated_ids: Sequence[UUID]
    last_number: int
    last_posted_at: datetime
    created_by: UUID
    archived_at: datetime | None
    version: int

    @property
    def audience(self) -> set[UUID]:
        return set(self.member_ids) - set(self.deactivated_ids)

    @property
    def told(self) -> set[UUID] | None:
        """Who hears of the conversation itself; None: the whole team."""
        return self.audience if self.is_private else None


@dataclass(frozen=True)
class Beginning:
    """A conversation that is to be. `member_ids` has the asker's too."""

    kind: ConversationKind
    name: str
    topic: str
    is_private: bool
    member_ids: list[UUID]
    direct_key: str | None = None


def no_conversation() -> NotFound:
    """The same for one that never was and for one that is not the asker's to see."""
    return NotFound("This conversation does not exist.")


def beginning(ask: CreateConversation, asker: UUID) -> Beginning:
    """Whoever it names is still to be known. Raises Invalid."""
    name, topic = one_line(ask.name), one_line(ask.topic)
    members = list(dict.fromkeys([asker, *ask.member_ids]))
    errors = [
        *line_errors("name", name, LONGEST_NAME),
        *line_errors("topic", topic, LONGEST_TOPIC),
        *many_errors("member_ids", ask.member_ids, MOST_NAMED),
    ]
    match ask.kind:
        case ConversationKind.CHANNEL:
            if not name:
                errors.append(FieldError(field="name", code="empty", detail="name of a channel is not empty."))
            begun = Beginning(ask.kind, name, topic, ask.is_private, members)
        case ConversationKind.GROUP:
            if members == [asker]:
                detail = "member_ids of a group has somebody besides yourself."
                errors.append(FieldError(field="member_ids", code="too_few", detail=detail))
            begun = Beginning(ask.kind, name, topic, is_private=True, member_ids=members)
        case ConversationKind.DIRECT:
            pair = members if ask.member_ids else [asker]
            errors += direct_errors(name, topic, pair)
            key = " ".join(sorted(map(str, pair)))
            begun = Beginning(ask.kind, "", "", is_private=True, member_ids=pair, direct_key=key)
    refuse(errors)
    return begun


def direct_errors(name: str, topic: str, pair: Sequence[UUID]) -> list[FieldError]:
    errors = [
        FieldError(field=field, code="direct", detail=f"A direct conversation has no {field}.")
        for field, value in (("name", name), ("topic", topic))
        if value
    ]
    if len(pair) > 2:  # noqa: PLR2004  two is what it is
        detail = "member_ids of a direct conversation names one person."
        errors.append(FieldError(field="member_ids", code="too_many", detail=detail))
    return errors


def check_known(field: str, person_ids: Sequence[UUID], known: Collection[UUID]) -> None:
    """`known`: those of the team who are active. Of the others nothing is told, not even whether they are somebody."""
    refuse(
        [
            FieldError(
                field=f"{field}.{place}", code="unknown", detail=f"{field}.{place} is nobody active in your team."
            )
            for place, person_id in enumerate(person_ids)
            if person_id not in known
        ]
    )


def check_member(held: Held, person_id: UUID) -> None:
    if person_id not in held.member_ids:
        raise NotAMember("You read this channel and are not in it; join it first.")


def check_in_use(held: Held) -> None:
    if held.archived_at is not None:
        raise ConversationArchived("This conversation is archived: it can be read, and nothing else.")


def check_may_act(held: Held, person_id: UUID) -> None:
    """To say or change something in it."""
    check_member(held, person_id)
    check_in_use(held)


def changed(held: Held, ask: ChangeConversation, asker: Caller, *, at: datetime) -> dict[str, Any]:
    """What differs afterwards; nothing when all is so already."""
    check_may_change(held, asker)
    asked = {field: value for field, value in ask.changes.model_dump(exclude_unset=True).items() if value is not None}
    archived = asked.pop("archived", None)
    wanted = {field: one_line(value) for field, value in asked.items()}
    refuse(changes_errors(held.kind, wanted))
    different: dict[str, Any] = {field: value for field, value in wanted.items() if value != getattr(held, field)}
    if archived is not None and archived != (held.archived_at is not None):
        different["archived_at"] = at if archived else None
    if different and "archived_at" not in different:
        check_in_use(held)
    return different


def check_may_change(held: Held, asker: Caller) -> None:
    if held.kind == ConversationKind.DIRECT:
        raise Forbidden("A direct conversation stays as it is.")
    if not held.is_private and asker.person_id != held.created_by and asker.role == Role.MEMBER:
        raise Forbidden("Only who made an open channel, or an admin, may change it.")


def changes_errors(kind: ConversationKind, wanted: dict[str, str]) -> list[FieldError]:
    errors = [*line_errors("topic", wanted.get("topic", ""), LONGEST_TOPIC)]
    name = wanted.get("name")
    if name is not None:
        errors += line_errors("name", name, LONGEST_NAME)
        if kind == ConversationKind.CHANNEL and not name:
            errors.append(FieldError(field="name", code="empty", detail="name of a channel is not empty."))
    return errors


def comers(held: Held, person_ids: Sequence[UUID], asker: UUID) -> list[UUID]:
    """Those who are not in it yet, as somebody in it adds them. Raises what forbids it."""
    refuse([*many_errors("person_ids", person_ids, MOST_NAMED)])
    check_may_act(held, asker)
    if held.kind == ConversationKind.DIRECT:
        raise Forbidden("A direct conversation is between two; begin a group.")
    return [person_id for person_id in dict.fromkeys(person_ids) if person_id not in held.member_ids]


def with_members(held: Held, new: Sequence[UUID]) -> list[UUID]:
    if len(held.member_ids) + len(new) > MOST_MEMBERS:
        raise ConversationFull(f"A conversation has at most {MOST_MEMBERS} members.", facts={"limit": MOST_MEMBERS})
    return [*held.member_ids, *new]


def check_may_remove(held: Held, person_id: UUID, asker: Caller) -> None:
    """Oneself: always, but from a direct one. Others: any member from what is private, an admin from what is open."""
    if person_id == asker.person_id:
        check_member(held, person_id)
        if held.kind == ConversationKind.DIRECT:
            raise CannotLeave("A direct conversation stays with both; it can be muted.")
        return
    if held.kind == ConversationKind.DIRECT:
        raise CannotLeave("A direct conversation stays with both.")
    if not held.is_private and asker.role == Role.MEMBER:
        raise Forbidden("Only an admin may remove others from an open channel.")
    check_in_use(held)
    if person_id not in held.member_ids:
        raise NotFound("This person is not in this conversation.")


def read_mark(current: int, wanted: int, last_number: int, *, back: bool) -> int:
    """`back`: also to what was before."""
    if not 0 <= wanted <= last_number:
        raise Invalid.of("number", "range", f"number is 0 to {last_number}, not {wanted}.")
    return wanted if back else max(current, wanted)
