"""Settings on the bus: what one person plans with contacts and TMA candidates."""

from datetime import UTC, datetime

from contracts.journal import EventPage, EventsSince
from contracts.settings import (
    ChangeSettings,
    ContactIds,
    FollowUpPage,
    FollowUps,
    PersonalSettings,
    PersonalSettingsList,
    Settings,
    SettingsOf,
    WithStatus,
)
from contracts.wire import LARGEST_BATCH, LARGEST_PAGE, BatchTooLarge, FieldError, Invalid
from kit.asking import Asking
from kit.idempotency import forget_old_keys
from kit.journal.reading import events_since
from kit.journal.relay import Relay
from kit.periodic import every
from kit.providers import Store
from kit.rpc import answer
from services.settings.domain import changed, check_statuses, span_of
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

    @answer(Settings.with_status)
    def with_status(self, ask: WithStatus) -> ContactIds:
        check_statuses(ask.kind, ask.statuses)
        with self.store.transaction() as book:
            return ContactIds(ids=book.ids_with_status(ask.kind, ask.statuses))

    @answer(Settings.follow_ups)
    def follow_ups(self, ask: FollowUps) -> FollowUpPage:
        if not 1 <= ask.limit <= LARGEST_PAGE:
            detail = f"limit is 1 to {LARGEST_PAGE}, not {ask.limit}."
            raise Invalid(detail, errors=[FieldError(field="limit", code="range", detail=detail)])
        span = span_of(ask.scope, self.asking.time_zone, now=datetime.now(UTC))
        with self.store.transaction() as book:
            items, next_cursor = book.follow_ups(span, after=ask.cursor, limit=ask.limit)
        return FollowUpPage(items=items, next_cursor=next_cursor)

    @answer(Settings.events_since)
    def events_since(self, ask: EventsSince) -> EventPage:
        return events_since(self.store, Settings, ask)

    @every(seconds=3600)
    def forget_old_keys(self) -> bool:
        with self.store.transaction():
            return forget_old_keys(self.store.connection, self.name) > 0
