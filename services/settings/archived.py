"""Which contacts are archived, as contacts tells it: what anybody plans with them neither shows nor rings."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from contracts.contacts import ArchivedAfter, ArchivedContact, Contacts
from contracts.records import Contact
from kit.database import Transactions
from kit.listening.asking import AskFeed
from services.settings.storage import PersonalBook
from services.settings.tables import archived_contacts

Place = tuple[UUID, UUID]
"""A team and a contact of it: in this order contacts tells them."""
BEFORE_ALL: Place = (UUID(int=0), UUID(int=0))
AFTER_ALL: Place = (UUID(int=2**128 - 1), UUID(int=2**128 - 1))

REPLACE = text("""
    select settings.replace_archived_contacts(:after_team, :after_contact, :last_team, :last_contact, :told)
""")


def keep_archived(connection: Connection, contact: Contact) -> None:
    """Or restored. Of the team that the transaction acts for; what is older than what is kept changes nothing."""
    told = {"archived": contact.archived_at is not None, "version": contact.version}
    new = insert(archived_contacts).values(contact_id=contact.id, **told).inline()
    newer = archived_contacts.c.version < new.excluded.version
    self_and_team = [archived_contacts.c.team_id, archived_contacts.c.contact_id]
    connection.execute(new.on_conflict_do_update(index_elements=self_and_team, set_=told, where=newer))


def rebuild_archived(store: Transactions[PersonalBook], ask_feed: AskFeed) -> None:
    """A page a transaction: at each moment a contact is as it was told before, or as it is told now."""
    after, place = None, BEFORE_ALL
    while True:
        page = ask_feed(Contacts.archived_contacts, ArchivedAfter(after=after))
        last = place_of(page.items[-1]) if page.next_after else AFTER_ALL
        with store.transaction():
            replace(store.connection, place, last, page.items)
        if page.next_after is None:
            return
        after, place = page.next_after, last


def replace(connection: Connection, after: Place, last: Place, told: Sequence[ArchivedContact]) -> None:
    (after_team, after_contact), (last_team, last_contact) = after, last
    ends = {
        "after_team": after_team,
        "after_contact": after_contact,
        "last_team": last_team,
        "last_contact": last_contact,
    }
    connection.execute(REPLACE, {**ends, "told": json.dumps([one.model_dump(mode="json") for one in told])})


def place_of(contact: ArchivedContact) -> Place:
    return contact.team_id, contact.contact_id
