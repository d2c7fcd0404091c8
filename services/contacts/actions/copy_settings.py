"""Everybody's settings are copied anew here, page by page: what was heard of before stays where it is newer.

Settings takes no row away, so no copy is ever one too many.
"""

from itertools import groupby
from uuid import UUID

from contracts.contacts import RecentSettings
from contracts.settings import Settings, SettingsAfter, SettingsSnapshotPage, SomebodysSettings
from kit.database import Transactions, act_for
from kit.listening.asking import AskFeed
from services.contacts.storage.book import Book

PAGE = 5_000


def copy_settings(store: Transactions[Book], ask_feed: AskFeed) -> None:
    after = None
    while True:
        page = ask_feed(Settings.snapshot, SettingsAfter(after=after, limit=PAGE))
        keep(store, page)
        after = page.next_after
        if after is None:
            return


def keep(store: Transactions[Book], page: SettingsSnapshotPage) -> None:
    with store.transaction() as book:
        for (team_id, person_id), settings in groupby(page.items, owner):
            act_for(book.connection, team_id=team_id, person_id=person_id)
            told = [(one.kind, RecentSettings(**dict(one))) for one in settings]
            book.personal_settings.keep(person_id, told)


def owner(settings: SomebodysSettings) -> tuple[UUID, UUID]:
    return settings.team_id, settings.person_id
