"""Finds messages by their words, the newest first, one week after the other until a page is full."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Row,
    Select,
    Text,
    Uuid,
    cast,
    func,
    literal,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from contracts.messages import Found, Message, SearchMessages, SearchPage
from kit import cursor
from kit.planning import AS_WRITTEN, plan
from services.chat.domain.search import pieces, query, terms, week_of
from services.chat.tables import conversations, readable_messages

LAZILY = AS_WRITTEN | {"enable_incremental_sort": "on"}
"""A week is sorted when it is looked at, and the weeks after a full page are not."""

Place = tuple[datetime, UUID, int]
"""Of the last message of a page."""

listed = readable_messages.c
ORDER = (listed.posted_at, listed.conversation_id, listed.number)


def page(connection: Connection, ask: SearchMessages, team_id: UUID, *, now: datetime) -> SearchPage:
    wanted = terms(ask.q)
    there = place_from(ask.cursor) if ask.cursor is not None else None
    began: datetime | None = connection.execute(select(func.min(conversations.c.created_at))).scalar()
    if not wanted or began is None:
        return SearchPage(items=[], next_cursor=None)
    plan(connection, LAZILY)
    # A message may stand a little before its conversation, or after now: the clocks are several.
    weeks = range(week_of(began) - 1, week_of(there[0] if there else now) + 2)
    rows = connection.execute(found(ask, weeks, query(wanted, team_id), there)).all()
    more = len(rows) > ask.limit
    items = [found_of(row, wanted) for row in rows[: ask.limit]]
    return SearchPage(items=items, next_cursor=cursor_of(items[-1].message) if more else None)


def found(ask: SearchMessages, weeks: range, words: str, there: Place | None) -> Select[Any]:
    each = func.generate_series(weeks[-1], weeks[0], -1).table_valued("week").render_derived()
    week = select(each.c.week).order_by(each.c.week.desc()).subquery("weeks")
    in_week = select(*(listed[name] for name in Message.model_fields)).where(
        listed.words.op("@@")(cast(func.replace(literal(words, Text), "?", cast(week.c.week, Text)), TSQUERY))
    )
    if ask.conversation_id is not None:
        in_week = in_week.where(listed.conversation_id == ask.conversation_id)
    if there is not None:
        moment, conversation_id, number = there
        at = (literal(moment, DateTime(timezone=True)), literal(conversation_id, Uuid), literal(number, BigInteger))
        in_week = in_week.where(tuple_(*ORDER) < tuple_(*at))
    one_more = ask.limit + 1
    newest = in_week.order_by(*(key.desc() for key in ORDER)).limit(one_more).lateral("newest")
    keys: Sequence[ColumnElement[Any]] = [newest.c[key.name] for key in ORDER]
    return (
        select(*newest.c)
        .select_from(week.join(newest, true()))
        .order_by(week.c.week.desc(), *(key.desc() for key in keys))
        .limit(one_more)
    )


def found_of(row: Row[Any], wanted: Sequence[str]) -> Found:
    message = Message.model_validate(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it
    return Found(message=message, pieces=pieces(message.text, wanted))


def cursor_of(last: Message) -> str:
    return cursor.encode([last.posted_at.isoformat(), str(last.conversation_id), last.number])


def place_from(after: str) -> Place:
    match cursor.decode(after):
        case [str(moment), str(conversation_id), int(number)] if 0 < number < 2**63:
            try:
                at = datetime.fromisoformat(moment)
                if at.tzinfo is not None:
                    return at, UUID(conversation_id), number
            except ValueError:
                pass
    raise cursor.not_a_cursor()
