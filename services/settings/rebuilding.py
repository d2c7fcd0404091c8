"""Which contacts are archived or merged away, kept anew as contacts tells it, whatever was heard or missed before."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from contracts.contacts import ArchivedAfter, ArchivedContact, Contacts
from kit.database import Transactions, act_for
from kit.listening.asking import AskFeed
from services.settings.domain import Redirect
from services.settings.merges import redirect, redirect_from, restore
from services.settings.storage import PersonalBook

Place = tuple[UUID, UUID]
"""A team and a contact of it: in this order contacts tells them."""
BEFORE_ALL: Place = (UUID(int=0), UUID(int=0))
AFTER_ALL: Place = (UUID(int=2**128 - 1), UUID(int=2**128 - 1))

REPLACE = text("""
    select settings.replace_archived_contacts(:after_team, :after_contact, :last_team, :last_contact, :told)
""")
KNOWN = text("""
    select team_id, merge_id, kind, merged_id, survivor_id, merged_at
    from settings.redirects_between(:after_team, :after_contact, :last_team, :last_contact)
""")

OfTeam = tuple[UUID, Redirect]


def rebuild_away(store: Transactions[PersonalBook], ask_feed: AskFeed) -> None:
    """A page a transaction: at each moment a contact is as it was told before, or as it is told now.

    Merges follow once all are known, in their own order: it decides what is carried where.
    """
    gone: set[OfTeam] = set()
    new: set[OfTeam] = set()
    after, place = None, BEFORE_ALL
    while True:
        page = ask_feed(Contacts.archived_contacts, ArchivedAfter(after=after))
        last = place_of(page.items[-1]) if page.next_after else AFTER_ALL
        with store.transaction():
            known = replace(store.connection, place, last, page.items)
        told = set(redirects_told(page.items))
        gone |= known - told
        new |= told - known
        if page.next_after is None:
            break
        after, place = page.next_after, last
    each_in_turn(store, sorted(gone, key=when, reverse=True), restore)
    each_in_turn(store, sorted(new, key=when), redirect)


def replace(connection: Connection, after: Place, last: Place, told: Sequence[ArchivedContact]) -> set[OfTeam]:
    """Answers the redirects that are known there."""
    (after_team, after_contact), (last_team, last_contact) = after, last
    ends = {
        "after_team": after_team,
        "after_contact": after_contact,
        "last_team": last_team,
        "last_contact": last_contact,
    }
    connection.execute(REPLACE, {**ends, "told": json.dumps([one.model_dump(mode="json") for one in told])})
    return {(row.team_id, redirect_from(row)) for row in connection.execute(KNOWN, ends)}


def redirects_told(contacts: Sequence[ArchivedContact]) -> Iterator[OfTeam]:
    for one in contacts:
        if one.merge_id and one.merged_into and one.merged_at:
            yield one.team_id, Redirect(one.merge_id, one.kind, one.contact_id, one.merged_into, one.merged_at)


def each_in_turn(
    store: Transactions[PersonalBook],
    redirects: Iterable[OfTeam],
    do: Callable[[PersonalBook, Redirect], None],
) -> None:
    for team_id, one in redirects:
        with store.transaction() as book:
            act_for(book.connection, team_id=team_id, person_id=None)
            do(book, one)


def place_of(contact: ArchivedContact) -> Place:
    return contact.team_id, contact.contact_id


def when(one: OfTeam) -> datetime:
    return one[1].merged_at
