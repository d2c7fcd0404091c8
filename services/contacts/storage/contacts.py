"""Keeps contacts and TMA candidates and finds them by id. Row level security narrows every statement to the team."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    Connection,
    Row,
    Select,
    Uuid,
    bindparam,
    func,
    select,
    true,
)

from contracts.contacts import ContactList, Tag
from contracts.kinds import Kind
from contracts.records import Contact, ContactFields
from contracts.wire import NotFound
from kit.planning import AS_WRITTEN, looked_up, plan
from services.contacts.domain.contacts import keys
from services.contacts.storage.many import many
from services.contacts.storage.redirects import found_as
from services.contacts.tables import contacts, tags

MOST_TAGS_LISTED = 500


@cache
def by_ids() -> Select[Any]:
    """Those with `ids`, one by one. Made once: to make it takes longer than to carry it out."""
    asked = func.unnest(bindparam("ids", type_=ARRAY(Uuid))).table_valued("id").render_derived()
    one = looked_up(contacts, "id", asked.c.id)
    return select(*(one.c[name] for name in Contact.model_fields)).select_from(asked.join(one, true()))


def contact_of(row: Row[Any]) -> Contact:
    return Contact.model_validate(row._asdict())


SHOWN = [contacts.c[name] for name in Contact.model_fields]


class ContactBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def contact(self, kind: Kind, id: UUID, *, locked: bool = False) -> Contact:
        """Archived ones as well; of a merged one its survivor.

        Locked: nobody else changes it until the transaction ends. Raises NotFound.
        """
        found = self.contact_itself(kind, id, locked=locked)
        # While it was waited for, it may have been merged away, and that undone: then it is looked for anew.
        while found is None and (now_id := found_as(self.connection, [id], kind).get(id)):
            survivor = self.contact_itself(kind, now_id, locked=locked)
            if survivor and (not locked or found_as(self.connection, [id], kind).get(id) == now_id):
                found = survivor
        if found is None:
            raise NotFound("This contact does not exist." if kind == Kind.CONTACT else "This candidate does not exist.")
        return found

    def contact_itself(self, kind: Kind, id: UUID, *, locked: bool) -> Contact | None:
        statement = select(*SHOWN).where(contacts.c.id == id, contacts.c.kind == kind)
        if locked:
            statement = statement.with_for_update(key_share=True)
        row = self.connection.execute(statement).first()
        return contact_of(row) if row else None

    def contact_list(self, ids: Sequence[UUID], kind: Kind | None) -> ContactList:
        """In the order asked for, each once, of merged ones the survivors; unknown ones are absent.

        Without kind: of both lists.
        """
        found = self.contacts_by_id(ids, kind)
        redirects = found_as(self.connection, [asked for asked in ids if asked not in found], kind)
        found |= self.contacts_by_id(list(redirects.values()), kind)
        present = (found.get(redirects.get(asked, asked)) for asked in ids)
        items = {contact.id: contact for contact in present if contact}
        return ContactList(
            items=list(items.values()),
            redirects={old: now for old, now in redirects.items() if old != now and now in items},
        )

    def contacts_by_id(self, ids: Sequence[UUID], kind: Kind | None = None) -> dict[UUID, Contact]:
        """Those that are there themselves."""
        if not ids:
            return {}
        plan(self.connection, AS_WRITTEN)
        rows = self.connection.execute(by_ids(), {"ids": list(ids)})
        return {row.id: contact_of(row) for row in rows if kind in (None, row.kind)}

    def add(self, kind: Kind, fields: ContactFields, *, team_id: UUID, person_id: UUID) -> Contact:
        """`fields` are cleaned."""
        [contact_id] = self.add_all(kind, [fields], team_id=team_id, person_id=person_id)
        return self.contact(kind, contact_id)

    def add_all(self, kind: Kind, several: Sequence[ContactFields], *, team_id: UUID, person_id: UUID) -> list[UUID]:
        """The ids, in the order of `several`."""
        if not several:
            return []
        rows = [
            {"id": uuid4(), "team_id": team_id, "kind": kind, "created_by": person_id, **columns(fields)}
            for fields in several
        ]
        self.connection.execute(contacts.insert().from_select(list(rows[0]), many(contacts, rows)))
        return [row["id"] for row in rows]

    def change(self, contact: Contact, values: Mapping[str, Any]) -> Contact:
        """`values` are cleaned fields; `contact` is as it was read, locked, in this transaction."""
        fields = ContactFields(**{**fields_of(contact), **values})
        return self.write(contact.id, **values, **vars(keys(fields)))

    def change_all(self, several: Mapping[UUID, ContactFields]) -> None:
        """To cleaned fields, by id."""
        changed = [{"contact_id": id_, **columns(fields)} for id_, fields in several.items()]
        if changed:
            change = (
                contacts.update()
                .where(contacts.c.id == bindparam("contact_id"))
                .values(version=contacts.c.version + 1, updated_at=func.now())
            )
            self.connection.execute(change, changed)

    def archive(self, contact: Contact) -> Contact:
        return self.write(contact.id, archived_at=func.now())

    def restore(self, contact: Contact) -> Contact:
        return self.write(contact.id, archived_at=None)

    def become(self, contact: Contact, fields: ContactFields, version: int) -> Contact:
        """All of its fields at once; it is locked."""
        return self.write(contact.id, **columns(fields), version=version)

    def take_away(self, contact: Contact) -> None:
        """Locked, and nothing refers to it any more."""
        self.connection.execute(contacts.delete().where(contacts.c.id == contact.id))

    def put_back(self, contact: Contact, team_id: UUID) -> None:
        """As it was, but for its version and the moment of this change."""
        values = {**dict(contact), **columns(ContactFields(**fields_of(contact))), "updated_at": func.now()}
        self.connection.execute(contacts.insert().values(team_id=team_id, **values))

    def write(self, id: UUID, **values: Any) -> Contact:
        changed = {"version": contacts.c.version + 1, "updated_at": func.now(), **values}
        change = contacts.update().where(contacts.c.id == id).values(changed).returning(*SHOWN)
        return contact_of(self.connection.execute(change).one())

    def tags(self, kind: Kind) -> list[Tag]:
        """Of contacts that are not archived, the most used first."""
        plan(self.connection, AS_WRITTEN)
        statement = (
            select(tags.c.name, tags.c.contacts)
            .where(tags.c.kind == kind)
            .order_by(tags.c.contacts.desc(), tags.c.key)
            .limit(MOST_TAGS_LISTED)
        )
        return [Tag(name=name, contacts=count) for name, count in self.connection.execute(statement)]


def fields_of(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in ContactFields.model_fields}


def columns(fields: ContactFields) -> dict[str, Any]:
    """Of cleaned fields: what they are kept as."""
    return {**{name: getattr(fields, name) for name in ContactFields.model_fields}, **vars(keys(fields))}
