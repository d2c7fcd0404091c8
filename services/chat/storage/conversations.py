"""Keeps conversations and who is in them. Row level security shows those that the asker may read, and no others."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Connection, Select, Uuid, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import insert

from contracts.messages import Message
from kit.planning import looked_up
from services.chat.domain.conversations import Beginning, Held, no_conversation
from services.chat.tables import conversations, people

# One by one: there may be many in the team who are deactivated, and few here.
MEMBER = func.unnest(conversations.c.member_ids).table_valued("id").render_derived("member")
GONE = looked_up(people, "person_id", MEMBER.c.id, ~people.c.active)
DEACTIVATED = func.array(
    select(GONE.c.person_id).select_from(MEMBER.join(GONE, true())).correlate(conversations).scalar_subquery(),
    type_=ARRAY(Uuid),
)
AS_KEPT = select(
    *(column for column in conversations.c if column.name in Held.__dataclass_fields__),
    DEACTIVATED.label("deactivated_ids"),
)
# Built once: to build them takes SQLAlchemy longer than to send them.
SEEN = AS_KEPT.where(conversations.c.id == bindparam("this"))
HELD = SEEN.with_for_update(key_share=True, of=conversations)
WRITE = conversations.update().where(conversations.c.id == bindparam("this"))


class ConversationBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def held(self, id: UUID) -> Held:
        """Locked until the transaction ends: its numbers are given out one at a time. Raises NotFound.

        Whoever waited here for somebody who removed them finds nothing.
        """
        return self.found(HELD, id)

    def seen(self, id: UUID) -> Held:
        """Not locked. Raises NotFound."""
        return self.found(SEEN, id)

    def found(self, statement: Select[Any], id: UUID) -> Held:
        row = self.connection.execute(statement, {"this": id}).first()
        if row is None:
            raise no_conversation()
        return Held(**row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it

    def begin(self, beginning: Beginning, *, team_id: UUID, person_id: UUID) -> tuple[UUID, bool]:
        """Its id, and whether it is new: the other one of a pair may have begun it in this very moment."""
        values = {"team_id": team_id, "id": uuid4(), "created_by": person_id, **vars(beginning)}
        new = (
            insert(conversations)
            .values(values)
            .on_conflict_do_nothing(
                index_elements=[conversations.c.team_id, conversations.c.direct_key],
                index_where=conversations.c.direct_key.is_not(None),
            )
            .returning(conversations.c.id)
        )
        begun: UUID | None = self.connection.execute(new).scalar()
        if begun is not None:
            return begun, True
        return self.connection.execute(self.of_pair(beginning.direct_key)).scalar_one(), False

    def direct(self, key: str) -> UUID | None:
        found: UUID | None = self.connection.execute(self.of_pair(key)).scalar()
        return found

    def of_pair(self, key: str | None) -> Select[Any]:
        return select(conversations.c.id).where(conversations.c.direct_key == key)

    def change(self, held: Held, **values: Any) -> None:
        """Of the conversation itself: it is one version on."""
        self.write(held.id, version=held.version + 1, **values)

    def move_to(self, message: Message) -> None:
        self.write(message.conversation_id, last_number=message.number, last_posted_at=message.posted_at)

    def write(self, id: UUID, **values: Any) -> None:
        self.connection.execute(WRITE, {"this": id, **values})

    def leave(self, held: Held) -> None:
        """The asker, who from here on may see nothing of it if it is private."""
        self.connection.execute(select(func.chat.leave(held.id)))
