"""Finds pages of contacts: searched, filtered, in an order. Reads the view of `contacts` that keeps its indexes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
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
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.types import UserDefinedType

from contracts.contacts import NO_STATUS, Contact, ContactPage, FindContacts, RecentSettings
from kit import cursor
from services.contacts.domain.contacts import tag_key
from services.contacts.domain.search import ORDERS, TRIGRAM, Order, Planned, containing, terms
from services.contacts.domain.text import LONGEST_PIECE, has_unprintable, longest_pieces
from services.contacts.storage.contacts import contact_of
from services.contacts.storage.personal_settings import PersonalSettingsBook
from services.contacts.tables import personal_settings, team_contacts

listed = team_contacts.c
mine = personal_settings.c
SHOWN = [*Contact.model_fields, "name_key", "company_key"]

NEVER = "-infinity"
"""The `called_key` of who was never called."""

FEW = 2_000
"""So many contacts are rather looked up one by one than looked for in an order that they may be the last of."""


class Ids(UserDefinedType[str]):
    """An array of ids, sent as the text they came in: twice as quick as id by id."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        return "uuid[]"

    def bind_processor(self, _dialect: Dialect) -> Callable[[str | None], str]:
        return lambda ids: f"{{{ids or ''}}}"


ColumnOf = Callable[[str], ColumnElement[Any]]
Place = list[ColumnElement[Any]]
"""What the last row of a page was sorted by."""


def page(connection: Connection, ask: FindContacts, country: str) -> ContactPage:
    # A plan made for any values at all does not know a rare word, or a rare status, from a common one.
    connection.execute(text("set local plan_cache_mode = force_custom_plan"))
    # Nor is a page worth the start of other processes, which takes longer than all of its reading.
    connection.execute(text("set local max_parallel_workers_per_gather = 0"))
    unheard = PersonalSettingsBook(connection).unheard(ask.kind, ask.recent)
    orders, there = beginning(ask)
    found: list[tuple[Order, Row[Any]]] = []
    for order in orders:
        # One row more than the page holds tells whether there is a next one.
        part = Part(ask, country, order, unheard, there=there, most=ask.limit + 1 - len(found))
        found += [(order, row) for row in connection.execute(part.statement(connection))]
        if len(found) > ask.limit:
            break
        there = None
    shown = found[: ask.limit]
    next_cursor = place(*shown[-1]) if len(found) > ask.limit else None
    return ContactPage(items=[contact_of(row) for _, row in shown], next_cursor=next_cursor)


class Part:
    """The next `most` rows of what stands in one order, after a place."""

    def __init__(
        self,
        ask: FindContacts,
        country: str,
        order: Order,
        unheard: Sequence[RecentSettings],
        *,
        there: Place | None,
        most: int,
    ) -> None:
        self.order = order
        self.there = there
        self.most = most
        self.kind = ask.kind
        self.planned = Planned(frozenset(ask.statuses), order.dated)
        self.unheard = unheard
        self.superseded = literal([settings.contact_id for settings in unheard], ARRAY(Uuid))
        self.fitting_recent = [settings for settings in unheard if self.planned.fits(settings)]
        self.matching = list(matching(ask, country))
        self.shown = [*SHOWN, "follow_up_at"] if order.dated else SHOWN

    def statement(self, connection: Connection) -> Select[Any]:
        if self.planned.by_what_is_set and not self.order.dated:
            few = connection.execute(self.when_few()).scalar()
            if few is not None:
                return self.only(few)
        return self.with_recent() if self.unheard else self.heard()

    def when_few(self) -> Select[Any]:
        """Their ids as one text, with commas; null when they are many."""
        fitting = select(mine.contact_id).where(mine.kind == self.kind, *self.fitting())
        if self.unheard:
            fitting = fitting.where(mine.contact_id != all_(self.superseded))
        each = fitting.limit(FEW + 1).subquery().c.contact_id
        return select(case((func.count() <= FEW, func.coalesce(func.string_agg(cast(each, Text), ","), ""))))

    def only(self, few: str) -> Select[Any]:
        ids = filter(None, [few, *(str(settings.contact_id) for settings in self.fitting_recent)])
        one_of_them = listed.id == any_(bindparam("ids", ",".join(ids), Ids()))
        return self.cut(select(*map(self.column, self.shown)).where(*self.matching, one_of_them), self.column)

    def heard(self) -> Select[Any]:
        """By what has been heard of the asker's settings."""
        shown = [mine.follow_up_at if name == "follow_up_at" else listed[name] for name in self.shown]
        return self.cut(select(*shown).where(*self.matching, *self.settings()), self.column)

    def column(self, name: str) -> ColumnElement[Any]:
        """All that a part is sorted by is in one index."""
        return {"follow_up_at": mine.follow_up_at, "id": mine.contact_id}[name] if self.order.dated else listed[name]

    def with_recent(self) -> Select[Any]:
        """What has not been heard counts in place of what has, both ways."""
        fitting = self.fitting_recent
        recent = (
            func.unnest(
                literal([settings.contact_id for settings in fitting], ARRAY(Uuid)),
                literal([settings.follow_up_at for settings in fitting], ARRAY(DateTime(timezone=True))),
            )
            .table_valued("contact_id", "follow_up_at")
            .render_derived()
        )

        def column(name: str) -> ColumnElement[Any]:
            return recent.c.follow_up_at if name == "follow_up_at" else listed[name]

        names = dict.fromkeys([*self.shown, *self.order.columns])
        found = select(*map(column, names)).where(*self.matching, listed.id == recent.c.contact_id)
        heard = self.heard().where(listed.id != all_(self.superseded)).add_columns(*self.sorted_by_but_not_shown())
        each = [heard.subquery(), self.cut(found, column).subquery()]
        both = union_all(*(select(*(one.c[name] for name in names)) for one in each)).subquery().c
        return self.cut(select(*(both[name] for name in self.shown)), lambda name: both[name])

    def sorted_by_but_not_shown(self) -> Iterator[ColumnElement[Any]]:
        return (listed[name] for name in self.order.columns if name not in self.shown)

    def cut(self, rows: Select[Any], column: ColumnOf) -> Select[Any]:
        keys = [column(name) for name in (*self.order.columns, "id")]
        directed = [key.desc() for key in keys] if self.order.descending else keys
        found = rows.order_by(*directed).limit(self.most)
        if self.there is None:
            return found
        here, there = tuple_(*keys), tuple_(*self.there)
        return found.where(here < there if self.order.descending else here > there)

    def settings(self) -> Iterator[ColumnElement[bool]]:
        """The condition on the asker's own, whom row level security names."""
        own = (mine.kind == self.kind) & (mine.contact_id == listed.id)
        if self.planned.by_what_is_set:
            yield own
            yield from self.fitting()
        elif self.planned.by_what_is_missing:
            yield ~exists().where(own, or_(*self.unfitting()))

    def fitting(self) -> Iterator[ColumnElement[bool]]:
        if self.planned.statuses:
            named = mine.status.in_(sorted(self.planned.statuses - {NO_STATUS}))
            yield or_(named, mine.status.is_(None)) if NO_STATUS in self.planned.statuses else named
        if self.planned.dated is not None:
            yield mine.follow_up_at.is_not(None) if self.planned.dated else mine.follow_up_at.is_(None)

    def unfitting(self) -> Iterator[ColumnElement[bool]]:
        if self.planned.statuses:
            yield mine.status.not_in(sorted(self.planned.statuses - {NO_STATUS})) & mine.status.is_not(None)
        if self.planned.dated is False:
            yield mine.follow_up_at.is_not(None)


def matching(ask: FindContacts, country: str) -> Iterator[ColumnElement[bool]]:
    yield listed.kind == ask.kind
    yield listed.archived_at.is_not(None) if ask.archived else listed.archived_at.is_(None)
    for fragments in terms(ask.q, country):
        yield or_(*map(holding, fragments))
    if ask.tag is not None:
        yield listed.tag_keys.contains([tag_key(ask.tag.replace("\0", " "))])
    if ask.owner_id is not None:
        yield listed.owner_id == ask.owner_id


def holding(fragment: str) -> ColumnElement[bool]:
    """So that an index finds it, whatever the fragment."""
    if TRIGRAM.search(fragment):
        return listed.search_text.like(containing(fragment))
    held = listed.pieces.contains(longest_pieces(fragment))
    # Not LIKE: without a trigram it would make the index be read from end to end.
    return held & (func.strpos(listed.search_text, fragment) > 0) if len(fragment) > LONGEST_PIECE else held


def place(order: Order, row: Row[Any]) -> str:
    """Where a page ended, as a cursor of this order."""
    return cursor.encode([order.name, *(key_of(row, name) for name in order.columns), str(row.id)])


def key_of(row: Row[Any], name: str) -> str:
    match getattr(row, "last_called_at" if name == "called_key" else name):
        case None:
            return NEVER
        case datetime() as moment:
            return moment.isoformat()
        case key:
            return str(key)


def beginning(ask: FindContacts) -> tuple[Sequence[Order], Place | None]:
    """The orders that the page may hold rows of, and its place in the first. Raises Invalid, naming `cursor`."""
    orders = ORDERS[ask.sort]
    if ask.cursor is None:
        return orders, None
    match cursor.decode(ask.cursor):
        case [str(name), *keys, str(id)] if all(isinstance(key, str) for key in keys):
            for number, order in enumerate(orders):
                if order.name == name and len(keys) == len(order.columns):
                    return orders[number:], values_at(order, keys, id)
    raise cursor.not_a_cursor()


def values_at(order: Order, keys: Sequence[str], id: str) -> Place:
    """What `place` told, checked: a client may send anything."""
    try:
        return [*map(value_at, order.columns, keys), literal(UUID(id), Uuid)]
    except ValueError as error:
        raise cursor.not_a_cursor() from error


def value_at(name: str, key: str) -> ColumnElement[Any]:
    if name in listed and isinstance(listed[name].type, Text):
        if has_unprintable(key):
            raise ValueError(name)
        return literal(key, Text)
    if key == NEVER and name == "called_key":
        return cast(key, DateTime(timezone=True))
    moment = datetime.fromisoformat(key)
    if moment.tzinfo is None:
        raise ValueError(name)
    return literal(moment, DateTime(timezone=True))
