"""Which contacts are archived or merged away, as contacts tells it: what is planned with them waits."""

from sqlalchemy import ColumnElement, Connection
from sqlalchemy.dialects.postgresql import insert

from contracts.records import Contact
from services.settings.tables import archived_contacts


def keep_archived(connection: Connection, contact: Contact) -> None:
    """Or restored. Of the team that the transaction acts for; what is older than what is kept changes nothing."""
    is_older = archived_contacts.c.version < contact.version
    keep(connection, contact, where=is_older, archived=contact.archived_at is not None)


def keep_merged(connection: Connection, merged: Contact) -> bool:
    """`merged` is the contact as it was before. False where something newer is kept: then this is no news any more."""
    return keep(connection, merged, where=archived_contacts.c.version <= merged.version, archived=True)


def keep(connection: Connection, contact: Contact, *, where: ColumnElement[bool], archived: bool) -> bool:
    told = {"archived": archived, "version": contact.version}
    new = insert(archived_contacts).values(contact_id=contact.id, **told).inline()
    self_and_team = [archived_contacts.c.team_id, archived_contacts.c.contact_id]
    kept = new.on_conflict_do_update(index_elements=self_and_team, set_=told, where=where)
    return connection.execute(kept.returning(archived_contacts.c.version)).first() is not None
