"""Settings on the bus: what one person plans with contacts and TMA candidates."""

from datetime import UTC, datetime

from contracts.contacts import ContactArchived, ContactRestored, Contacts
from contracts.journal import EventPage, EventsSince
from contracts.merges import ContactsMerged, MergeUndone
from contracts.settings import (
    ChangeSettings,
    FollowUpPage,
    FollowUps,
    JustChanged,
    PersonalSettings,
    PersonalSettingsList,
    SetAsideList,
    SetAsideOf,
    Settings,
    SettingsAfter,
    SettingsOf,
    SettingsSnapshotPage,
)
from contracts.wire import LARGEST_BATCH, LARGEST_PAGE, BatchTooLarge
from kit.asking import Asking
from kit.idempotency import forget_old_keys
from kit.journal.reading import events_since
from kit.journal.relay import Relay
from kit.listening.asking import AskFeed
from kit.listening.entrypoint import hear, rebuild_from
from kit.periodic import every
from kit.providers import Store
from kit.rpc import answer
from services.settings.archived import keep_archived, keep_merged
from services.settings.domain import changed, check_limit, redirect_by, span_of
from services.settings.due import announce_due
from services.settings.merges import redirect, restore, set_aside
from services.settings.rebuilding import rebuild_away
from services.settings.snapshot import LARGEST_SNAPSHOT, snapshot_page
from services.settings.storage import PersonalBook


class SettingsService:
    name = Settings.name

    asking = Asking()
    store = Store(PersonalBook, Relay(Settings))

    @answer(Settings.change)
    def change(self, ask: ChangeSettings) -> PersonalSettings:
        with self.store.transaction() as book:
            current = book.settings_of(ask.kind, ask.contact_id)
            wanted = changed(current, ask)
            if wanted != current:
                book.keep(wanted)
                book.announce(wanted)
        return wanted

    @answer(Settings.get_many)
    def get_many(self, ask: SettingsOf) -> PersonalSettingsList:
        count = len(ask.contact_ids)
        if count > LARGEST_BATCH:
            raise BatchTooLarge(
                f"contact_ids may name at most {LARGEST_BATCH} ids, these are {count}.",
                facts={"limit": LARGEST_BATCH, "count": count},
            )
        with self.store.transaction() as book:
            return PersonalSettingsList(items=book.settings_of_many(ask.kind, ask.contact_ids))

    @answer(Settings.just_changed)
    def just_changed(self, ask: JustChanged) -> PersonalSettingsList:
        with self.store.transaction() as book:
            return PersonalSettingsList(items=book.just_changed(ask.kind))

    @answer(Settings.follow_ups)
    def follow_ups(self, ask: FollowUps) -> FollowUpPage:
        check_limit(ask.limit, LARGEST_PAGE)
        span = span_of(ask.scope, self.asking.time_zone, now=datetime.now(UTC))
        with self.store.transaction() as book:
            items, next_cursor = book.follow_ups(span, after=ask.cursor, limit=ask.limit)
        return FollowUpPage(items=items, next_cursor=next_cursor)

    @answer(Settings.set_aside)
    def set_aside(self, ask: SetAsideOf) -> SetAsideList:
        with self.store.transaction() as book:
            return SetAsideList(items=set_aside(book, ask.kind, ask.contact_id))

    @answer(Settings.events_since)
    def events_since(self, ask: EventsSince) -> EventPage:
        return events_since(self.store, Settings, ask)

    @answer(Settings.snapshot)
    def snapshot(self, ask: SettingsAfter) -> SettingsSnapshotPage:
        check_limit(ask.limit, LARGEST_SNAPSHOT)
        with self.store.transaction():
            return snapshot_page(self.store.connection, ask)

    @hear(ContactArchived)
    def on_contact_archived(self, event: ContactArchived) -> None:
        with self.store.transaction() as book:
            keep_archived(book.connection, event.contact)

    @hear(ContactRestored)
    def on_contact_restored(self, event: ContactRestored) -> None:
        with self.store.transaction() as book:
            keep_archived(book.connection, event.contact)

    @hear(ContactsMerged)
    def on_contacts_merged(self, event: ContactsMerged) -> None:
        with self.store.transaction() as book:
            if keep_merged(book.connection, event.merge.merged):
                redirect(book, redirect_by(event.merge))

    @hear(MergeUndone)
    def on_merge_undone(self, event: MergeUndone) -> None:
        with self.store.transaction() as book:
            keep_archived(book.connection, event.restored)
            restore(book, redirect_by(event.merge))

    @rebuild_from(Contacts)
    def rebuild_from_contacts(self, ask_feed: AskFeed) -> None:
        rebuild_away(self.store, ask_feed)

    @every(seconds=1)
    def announce_due(self) -> bool:
        """True when there may be more."""
        with self.store.transaction() as book:
            return announce_due(book)

    @every(seconds=3600)
    def forget_old_keys(self) -> bool:
        with self.store.transaction():
            return forget_old_keys(self.store.connection, self.name) > 0
