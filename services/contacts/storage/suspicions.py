"""Keeps which contacts may be the same. A pair is kept once, and when it was dismissed, for ever."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from contracts.kinds import Kind
from contracts.merges import FindSuspicions, Suspicion, SuspicionPage
from contracts.records import Contact
from contracts.wire import Caller
from kit import cursor
from kit.planning import AS_WRITTEN, plan
from services.contacts.domain.imports import Plan
from services.contacts.domain.twins import Traits, likeness, traits_of, twins
from services.contacts.storage.contacts import ContactBook
from services.contacts.storage.many import many
from services.contacts.storage.twins import known
from services.contacts.tables import suspicions

Pair = tuple[UUID, UUID]
"""The lesser id first."""


def pair(one_id: UUID, other_id: UUID) -> Pair:
    return min(one_id, other_id), max(one_id, other_id)


class SuspicionBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def look_again(self, team_id: UUID, contacts: Sequence[Contact], gone: Collection[UUID] = ()) -> None:
        """At these, of one list, who were changed; of those who are gone nothing is suspected any more."""
        asked = [traits_of(contact, contact.id) for contact in contacts if contact.archived_at is None]
        pairs = self.pairs_of(contacts[0].kind, asked) if asked else set()
        ids = [*(contact.id for contact in contacts), *gone]
        kept = suspicions.c
        no_more = suspicions.delete().where(
            or_(kept.one_id.in_(ids), kept.other_id.in_(ids)),
            kept.dismissed_at.is_(None),
            tuple_(kept.one_id, kept.other_id).not_in(pairs),
        )
        self.connection.execute(no_more)
        self.add(team_id, contacts[0].kind, pairs)

    def suspect(self, running: Row[Any], planned: Plan, created: Sequence[UUID]) -> int:
        """After a batch of an import. Of those that it created, how many may be somebody who was there before them."""
        place = {contact_id: number for number, contact_id in enumerate(created)}
        made = zip(created, planned.created, strict=True)
        asked = [traits_of(contact.fields, id_) for id_, contact in [*made, *planned.changed.items()]]
        pairs = self.pairs_of(running.kind, asked)
        self.add(running.team_id, running.kind, pairs, running.id)
        return len({max(both, key=lambda id_: place.get(id_, -1)) for both in pairs} & place.keys())

    def pairs_of(self, kind: Kind, asked: Sequence[Traits]) -> set[Pair]:
        found = twins(asked, known(self.connection, kind, asked, in_use=True))
        return {pair(one.id, other.id) for one, other, _ in found if one.id and other.id}

    def add(self, team_id: UUID, kind: Kind, pairs: Collection[Pair], import_id: UUID | None = None) -> None:
        rows = [
            {"team_id": team_id, "kind": kind, "one_id": one_id, "other_id": other_id, "import_id": import_id}
            for one_id, other_id in sorted(pairs)
        ]
        if rows:
            new = insert(suspicions).from_select(list(rows[0]), many(suspicions, rows))
            self.connection.execute(new.on_conflict_do_nothing())

    def dismiss(self, who: Caller, one: Contact, other: Contact) -> None:
        one_id, other_id = pair(one.id, other.id)
        dismissed = {"dismissed_by": who.person_id, "dismissed_at": func.now()}
        new = insert(suspicions).values(
            team_id=who.team_id, kind=one.kind, one_id=one_id, other_id=other_id, **dismissed
        )
        self.connection.execute(
            new.on_conflict_do_update(
                index_elements=["team_id", "one_id", "other_id"],
                set_=dismissed,
                where=suspicions.c.dismissed_at.is_(None),
            )
        )

    def page(self, ask: FindSuspicions) -> SuspicionPage:
        """It may be shorter than asked for, and not the last: pairs that do not hold any more are left out."""
        plan(self.connection, AS_WRITTEN)
        listed = select(suspicions).where(
            suspicions.c.kind == ask.kind,
            suspicions.c.dismissed_at.is_(None),
            suspicions.c.number < cursor.place_among_newest(ask.cursor),
        )
        if ask.import_id is not None:
            listed = listed.where(suspicions.c.import_id == ask.import_id)
        rows = self.connection.execute(listed.order_by(suspicions.c.number.desc()).limit(ask.limit + 1)).all()
        shown = rows[: ask.limit]
        found = ContactBook(self.connection).contacts_by_id([one for row in shown for one in both_ids(row)])
        return SuspicionPage(
            items=[suspicion for row in shown if (suspicion := suspicion_of(row, found))],
            next_cursor=cursor.encode([shown[-1].number]) if len(rows) > ask.limit else None,
        )


def both_ids(row: Row[Any]) -> Pair:
    return row.one_id, row.other_id


def suspicion_of(row: Row[Any], found: Mapping[UUID, Contact]) -> Suspicion | None:
    """None: it does not hold any more."""
    both = [found.get(one) for one in both_ids(row)]
    in_use = [contact for contact in both if contact and contact.archived_at is None]
    if len(in_use) < len(both):
        return None
    one, other = sorted(in_use, key=lambda contact: contact.created_at)
    why = likeness(traits_of(one), traits_of(other))
    return Suspicion(one=one, other=other, likeness=why, found_at=row.found_at) if why else None
