"""Copies who of each team is active, page by page."""

from uuid import UUID

from contracts.accounts import Accounts, PeopleAfter, TeamsPerson
from kit.database import Transactions
from kit.listening.asking import AskFeed
from services.chat.storage.book import Book
from services.chat.storage.people import AFTER_ALL, BEFORE_ALL


def copy_people(store: Transactions[Book], ask_feed: AskFeed) -> None:
    """A page a transaction: at each moment somebody is as they were told before, or as they are told now."""
    after, place = None, BEFORE_ALL
    while True:
        page = ask_feed(Accounts.people_after, PeopleAfter(after=after))
        last = place_of(page.items[-1]) if page.next_after else AFTER_ALL
        with store.transaction() as book:
            book.people.replace(place, last, page.items)
        if page.next_after is None:
            return
        after, place = page.next_after, last


def place_of(person: TeamsPerson) -> tuple[UUID, UUID]:
    return person.team_id, person.person_id
