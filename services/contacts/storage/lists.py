"""Finds pages of contacts: searched, filtered, in an order. Reads the view of `contacts` that keeps its indexes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Connection,
    DateTime,
    Dialect,
    FromClause,
    Row,
    Select,
    Text,
    Uuid,
    all_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlalchemy.types import UserDefinedType

from contracts.contacts import NO_STATUS, ContactPage, FindContacts, RecentSettings
from contracts.kinds import Kind
from contracts.records import Contact
from kit import cursor
from kit.planning import AS_WRITTEN, looked_up, only_by_bitmaps, plan
from services.contacts.domain.contacts import tag_key
from services.contacts.domain.search import ORDERS, Order, Planned, tag_word, terms, words_of
from services.contacts.domain.text import has_unprintable
from services.contacts.storage.contacts import contact_of
from services.contacts.storage.personal_settings import PersonalSettingsBook
from services.contacts.tables import personal_settings, team_contacts

listed = team_contacts.c
EVERY = dict(listed)
mine = personal_settings.c
SHOWN = [*Contact.model_fields, "name_key", "company_key"]

NEVER = "-infinity"
"""The `called_key` of who was never called."""

FEW = 2_000
"""So many contacts are rather looked up one by one than looked for in an order that they may be the last of."""

NEAR, FAR = 500, 10_000
"""So far into its order a list is looked through for what is searched: before, and after it is known to be many."""


class Ids(UserDefinedType[str]):
    """An array of ids, sent as the text they came in: twice as quick as id by id."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        return "uuid[]"

    def bind_processor(self, _dialect: Dialect) -> Callable[[str | None], str]:
        return lambda ids: f"{{{ids or ''}}}"


def by_id() -> FromClause:
    asked = func.unnest(cast(bindparam("ids", type_=Ids()), Ids())).table_valued("id").render_derived()
    one = looked_up(team_contacts, "id", asked.c.id)
    return select(*one.c).select_from(asked.join(one, true())).subquery("few")


BY_ID = by_id()
"""Those that are bound as `ids`. Made once: it has all columns, at three depths."""

Columns = ReadOnlyColumnCollection[str, KeyedColumnElement[Any]]
ColumnsByName = Mapping[str, ColumnElement[Any]]
Place = list[ColumnElement[Any]]
"""What the last row of a page was sorted by."""


def page(connection: Connection, ask: FindContacts, country: str) -> ContactPage:
    plan(connection, AS_WRITTEN)
    unheard = PersonalSettingsBook(connection).unheard(ask.kind, ask.recent)
    orders, there = beginning(ask)
    found: list[tuple[Order, Row[Any]]] = []
    for order in orders:
        # One row more than the page holds tells whether there is a next one.
        part = Part(ask, country, order, unheard, there=there, most=ask.limit + 1 - len(found))
        found += [(order, row) for row in part.rows(connection)]
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
        self.ask = ask
        self.terms = terms(ask.q, country)
        self.order = order
        self.there = there
        self.most = most
        self.planned = Planned(frozenset(ask.statuses), order.dated)
        self.unheard = unheard
        self.superseded = literal([settings.contact_id for settings in unheard], ARRAY(Uuid))
        self.fitting_recent = [settings for settings in unheard if self.planned.fits(settings)]
        self.shown = [*SHOWN, "follow_up_at"] if order.dated else SHOWN
        # What has not been heard is sorted in among the rest.
        self.selected = list(dict.fromkeys([*self.shown, *order.columns])) if unheard else self.shown

    def rows(self, connection: Connection) -> Sequence[Row[Any]]:
        """What it reads is bounded, whatever the statistics say: the better of two ways, looked into by turns."""
        if self.planned.by_what_is_set and not self.order.dated:
            few = connection.execute(self.few_by_settings()).scalar()
            if few is not None:
                return self.only(connection, few)
        if not self.narrows:
            return connection.execute(self.planned_of(team_contacts)).all()
        in_turns = not (self.order.dated or self.unheard)
        if in_turns and (found := self.looked_for(connection, NEAR)):
            return found
        few = self.few_narrowed(connection)
        if few is not None:
            return connection.execute(self.planned_of(BY_ID), {"ids": few}).all()
        if not in_turns:
            return connection.execute(self.planned_of(team_contacts)).all()
        return self.looked_for(connection, FAR) or self.all_narrowed(connection)

    def looked_for(self, connection: Connection, far: int) -> Sequence[Row[Any]] | None:
        """A full page of the next so many in this order, whether they fit or not; None when it is not full."""
        next_ones = self.cut(select(*listed).where(*self.in_list(EVERY)), EVERY).limit(far)
        found = connection.execute(self.heard(next_ones.subquery("next_ones"))).all()
        return found if len(found) == self.most else None

    @property
    def narrows(self) -> bool:
        return bool(self.terms) or self.ask.tag is not None or self.ask.owner_id is not None

    def few_by_settings(self) -> Select[Any]:
        """Their ids as one text, with commas; null when they are many."""
        fitting = select(mine.contact_id).where(mine.kind == self.ask.kind, *self.fitting(mine))
        if self.unheard:
            fitting = fitting.where(mine.contact_id != all_(self.superseded))
        return ids_of_few(fitting.limit(FEW + 1))

    def few_narrowed(self, connection: Connection) -> str | None:
        """Their ids as one text, and maybe some more; None when they are many."""
        found = [one.limit(FEW + 1).subquery() for one in self.by_narrowest(listed.id)]
        with self.answered_by_index_of_words(connection):
            few: str | None = connection.execute(ids_of_few(union_all(*map(select, found)))).scalar()
        return few

    def all_narrowed(self, connection: Connection) -> Sequence[Row[Any]]:
        found = [one.subquery() for one in self.by_narrowest(*listed)]
        all_of_them = union(*map(select, found)) if len(found) > 1 else select(found[0]).offset(0)
        with self.answered_by_index_of_words(connection):
            return connection.execute(self.heard(all_of_them.subquery())).all()

    def answered_by_index_of_words(self, connection: Connection) -> AbstractContextManager[None]:
        return only_by_bitmaps(connection) if self.by_words else nullcontext()

    @property
    def by_words(self) -> bool:
        return bool(self.terms) or self.ask.tag is not None

    def by_narrowest(self, *shown: ColumnElement[Any]) -> Iterator[Select[Any]]:
        """One reading of one index each; together they hold what fits, and maybe more."""
        found = select(*shown).where(listed.kind == self.ask.kind)
        if not self.by_words:
            owner = literal(self.ask.owner_id, Uuid)
            # Between it and itself, and in order: only the owners' index has that.
            owned = found.where(*self.in_list(EVERY), listed.owner_id.between(owner, owner))
            yield owned.order_by(listed.owner_id, listed.name_key, listed.id)
            return
        found = found.where(*self.in_words(EVERY))
        sure = [fragments[0] for fragments in self.terms if len(fragments) == 1]
        words = [word for fragment in sure for word in words_of(fragment)] + [tag_word(key) for key in self.tag_keys]
        either = next((fragments for fragments in self.terms if len(fragments) > 1), [""])
        # Two spellings of a number may have the same words.
        for alternative in dict.fromkeys(tuple(words_of(fragment)) for fragment in either):
            yield found.where(indexed(self.ask.kind, [*words, *alternative]))

    def only(self, connection: Connection, few: str) -> Sequence[Row[Any]]:
        """Of these, and of what has not been heard; what they are set to is known."""
        ids = ",".join(filter(None, [few, *(str(settings.contact_id) for settings in self.fitting_recent)]))
        return connection.execute(self.found(BY_ID, dict(BY_ID.c)), {"ids": ids}).all()

    def planned_of(self, rows: FromClause) -> Select[Any]:
        return self.with_recent(rows) if self.unheard else self.heard(rows)

    def heard(self, rows: FromClause) -> Select[Any]:
        """By what has been heard of the asker's settings."""
        if self.order.dated and rows is team_contacts:
            one = looked_up(team_contacts, "id", mine.contact_id)
            of = {**one.c, "follow_up_at": mine.follow_up_at}
            planned = [mine.kind == self.ask.kind, *self.fitting(mine)]
            # All that it is sorted by is in one index.
            return self.found(personal_settings.join(one, true()), of, planned, keys={**of, "id": mine.contact_id})
        if not (self.planned.by_what_is_set or self.planned.by_what_is_missing):
            return self.found(rows, dict(rows.c))
        theirs = looked_up(personal_settings, "contact_id", rows.c.id, mine.kind == self.ask.kind)
        columns = {**rows.c, "follow_up_at": theirs.c.follow_up_at}
        if self.planned.by_what_is_set:
            return self.found(rows.join(theirs, true()), columns, self.fitting(theirs.c))
        fitting = or_(*self.unfitting(theirs.c)).is_not(true())
        return self.found(rows.outerjoin(theirs, true()), columns, [fitting])

    def found(
        self,
        rows: FromClause,
        of: ColumnsByName,
        planned: Iterable[ColumnElement[bool]] = (),
        *,
        keys: ColumnsByName | None = None,
    ) -> Select[Any]:
        found = select(*(of[name] for name in self.selected)).select_from(rows)
        return self.cut(found.where(*self.matching(of), *planned), keys or of)

    def with_recent(self, rows: FromClause) -> Select[Any]:
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
        one = looked_up(team_contacts, "id", recent.c.contact_id)
        since = self.found(recent.join(one, true()), {**one.c, "follow_up_at": recent.c.follow_up_at})
        heard = self.heard(rows)
        heard = heard.where(heard.selected_columns.id != all_(self.superseded))
        both = union_all(*(select(each.subquery()) for each in (heard, since))).subquery()
        return self.cut(select(*(both.c[name] for name in self.shown)), dict(both.c))

    def cut(self, rows: Select[Any], of: ColumnsByName) -> Select[Any]:
        keys = [of[name] for name in (*self.order.columns, "id")]
        directed = [key.desc() for key in keys] if self.order.descending else keys
        found = rows.order_by(*directed).limit(self.most)
        if self.there is None:
            return found
        here, there = tuple_(*keys), tuple_(*self.there)
        return found.where(here < there if self.order.descending else here > there)

    def matching(self, of: ColumnsByName) -> Iterator[ColumnElement[bool]]:
        yield from self.in_list(of)
        yield from self.in_words(of)
        yield from self.owned(of)

    def in_list(self, of: ColumnsByName) -> Iterator[ColumnElement[bool]]:
        yield of["kind"] == self.ask.kind
        yield of["archived_at"].is_not(None) if self.ask.archived else of["archived_at"].is_(None)

    def in_words(self, of: ColumnsByName) -> Iterator[ColumnElement[bool]]:
        for fragments in self.terms:
            yield or_(*(holding(fragment, of) for fragment in fragments))
        if self.tag_keys:
            yield of["tag_keys"].contains(self.tag_keys)

    @property
    def tag_keys(self) -> list[str]:
        return [] if self.ask.tag is None else [tag_key(self.ask.tag.replace("\0", " "))]

    def owned(self, of: ColumnsByName) -> Iterator[ColumnElement[bool]]:
        if self.ask.owner_id is not None:
            yield of["owner_id"] == self.ask.owner_id

    def fitting(self, planned: Columns) -> Iterator[ColumnElement[bool]]:
        if self.planned.statuses:
            named = planned.status.in_(sorted(self.planned.statuses - {NO_STATUS}))
            yield or_(named, planned.status.is_(None)) if NO_STATUS in self.planned.statuses else named
        if self.planned.dated is not None:
            yield planned.follow_up_at.is_not(None) if self.planned.dated else planned.follow_up_at.is_(None)

    def unfitting(self, planned: Columns) -> Iterator[ColumnElement[bool]]:
        if self.planned.statuses:
            yield planned.status.not_in(sorted(self.planned.statuses - {NO_STATUS})) & planned.status.is_not(None)
        if self.planned.dated is False:
            yield planned.follow_up_at.is_not(None)


def ids_of_few(found: Select[Any] | CompoundSelect[Any]) -> Select[Any]:
    """As one text, with commas; null when they are more than a few."""
    each = found.subquery().c[0]
    return select(case((func.count() <= FEW, func.coalesce(func.string_agg(cast(each, Text), ","), ""))))


def holding(fragment: str, of: ColumnsByName) -> ColumnElement[bool]:
    return func.strpos(of["search_text"], fragment) > 0


def indexed(kind: Kind, words: Iterable[str]) -> ColumnElement[bool]:
    """That a contact of the caller's list has these words, as the index knows them: by a hash, so there may be more."""
    searched = func.contacts.searched_words(listed.search_text, listed.pieces, listed.tag_keys)
    team_id = cast(func.current_setting("app.team_id"), Uuid)
    wanted = func.contacts.words_of_list(team_id, kind, literal(list(dict.fromkeys(words)), ARRAY(Text)))
    return func.contacts.words_of_list(listed.team_id, listed.kind, searched).op("@>")(wanted)


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
