"""Finds pages of contacts: searched, filtered, in an order. Reads the view of `contacts` that keeps its indexes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Row,
    Select,
    Text,
    Uuid,
    all_,
    any_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.types import UserDefinedType

from contracts.contacts import Contact, ContactPage, FindContacts
from kit import cursor
from services.contacts.domain.contacts import tag_key
from services.contacts.domain.search import ORDERS, TRIGRAM, containing, terms
from services.contacts.domain.text import LONGEST_PIECE, has_unprintable, longest_pieces
from services.contacts.storage.contacts import contact_of
from services.contacts.tables import team_contacts

listed = team_contacts.c
SHOWN = [*(listed[name] for name in Contact.model_fields), listed.name_key, listed.company_key]


class ManyIds(UserDefinedType[Sequence[UUID]]):
    """An array of up to 30,000 ids, sent as one text: twice as quick as id by id."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        return "uuid[]"

    def bind_processor(self, _dialect: Dialect) -> Callable[[Sequence[UUID] | None], str]:
        return lambda ids: "{" + ",".join(one.hex for one in ids or ()) + "}"


NEVER = "-infinity"
"""The `called_key` of who was never called."""


def page(connection: Connection, ask: FindContacts, country: str) -> ContactPage:
    # A plan made for any values at all would search 30,000 ids one by one for each row.
    connection.execute(text("set local plan_cache_mode = force_custom_plan"))
    rows = connection.execute(statement(ask, country)).all()
    shown = rows[: ask.limit]
    next_cursor = place(ask, shown[-1]) if len(rows) > ask.limit else None
    return ContactPage(items=[contact_of(row) for row in shown], next_cursor=next_cursor)


def statement(ask: FindContacts, country: str) -> Select[Any]:
    """One row more than the page holds tells whether there is a next one."""
    order = ORDERS[ask.sort]
    sorted_by = [*(listed[name] for name in order.columns), listed.id]
    directed = [column.desc() for column in sorted_by] if order.descending else sorted_by
    found = select(*SHOWN).where(*matching(ask, country)).order_by(*directed).limit(ask.limit + 1)
    if ask.cursor is None:
        return found
    here, there = tuple_(*sorted_by), tuple_(*values_at(ask, ask.cursor))
    return found.where(here < there if order.descending else here > there)


def matching(ask: FindContacts, country: str) -> Iterator[ColumnElement[bool]]:
    yield listed.kind == ask.kind
    yield listed.archived_at.is_not(None) if ask.archived else listed.archived_at.is_(None)
    for fragments in terms(ask.q, country):
        yield or_(*map(holding, fragments))
    if ask.tag is not None:
        yield listed.tag_keys.contains([tag_key(ask.tag.replace("\0", " "))])
    if ask.owner_id is not None:
        yield listed.owner_id == ask.owner_id
    if ask.only_ids is not None:
        yield listed.id == any_(bindparam("only_ids", ask.only_ids, ManyIds()))
    if ask.except_ids is not None:
        yield listed.id != all_(bindparam("except_ids", ask.except_ids, ManyIds()))


def holding(fragment: str) -> ColumnElement[bool]:
    """So that an index finds it, whatever the fragment."""
    if TRIGRAM.search(fragment):
        return listed.search_text.like(containing(fragment))
    held = listed.pieces.contains(longest_pieces(fragment))
    # Not LIKE: without a trigram it would make the index be read from end to end.
    return held & (func.strpos(listed.search_text, fragment) > 0) if len(fragment) > LONGEST_PIECE else held


def place(ask: FindContacts, row: Row[Any]) -> str:
    """Where a page ended, as a cursor of this order."""
    return cursor.encode([ask.sort, *(key_of(row, name) for name in ORDERS[ask.sort].columns), str(row.id)])


def key_of(row: Row[Any], name: str) -> str:
    match getattr(row, "last_called_at" if name == "called_key" else name):
        case None:
            return NEVER
        case datetime() as moment:
            return moment.isoformat()
        case key:
            return str(key)


def values_at(ask: FindContacts, given: str) -> list[ColumnElement[Any]]:
    """What `place` told, checked: a client may send anything. Raises Invalid, naming the field `cursor`."""
    columns = ORDERS[ask.sort].columns
    match cursor.decode(given):
        case [ask.sort, *keys, str(id)] if len(keys) == len(columns) and all(isinstance(key, str) for key in keys):
            pass
        case _:
            raise cursor.not_a_cursor()
    try:
        return [*map(value_at, columns, keys), literal(UUID(id), Uuid)]
    except ValueError as error:
        raise cursor.not_a_cursor() from error


def value_at(name: str, key: str) -> ColumnElement[Any]:
    if isinstance(listed[name].type, Text):
        if has_unprintable(key):
            raise ValueError(name)
        return literal(key, Text)
    if key == NEVER:
        return cast(key, DateTime(timezone=True))
    moment = datetime.fromisoformat(key)
    if moment.tzinfo is None:
        raise ValueError(name)
    return literal(moment, DateTime(timezone=True))
