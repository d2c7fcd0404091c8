"""Contacts on the bus. Each method reads: find, decide, keep, announce."""

from datetime import UTC, datetime

from contracts.contacts import (
    ArchiveContact,
    ArchivedAfter,
    ArchivedContactsPage,
    CallLog,
    CallLogChanged,
    CallLogged,
    CallLogPage,
    CallLogRemoved,
    CallLogs,
    CallLogsOf,
    ChangeCallLog,
    ChangeContact,
    ContactArchived,
    ContactChanged,
    ContactCreated,
    ContactList,
    ContactPage,
    ContactRestored,
    Contacts,
    CreateContact,
    ExportContacts,
    FindContacts,
    LogCall,
    ManyContacts,
    OneCallLog,
    OneContact,
    OneList,
    RecentCalls,
    RecentSettings,
    Tags,
)
from contracts.history import Happening, HistoryOf, HistoryPage
from contracts.imports import (
    AppendImport,
    BeginImport,
    Import,
    Imports,
    OneImport,
    RefusedRowPage,
    RefusedRows,
    StartImport,
    UndoneRowPage,
    UndoneRows,
)
from contracts.journal import EventPage, EventsSince
from contracts.merges import (
    ContactIds,
    DismissSuspicion,
    FindSuspicions,
    FindTwins,
    MergeContacts,
    Merged,
    Merges,
    MergesOf,
    OneMerge,
    SuspicionPage,
    Twins,
)
from contracts.records import Contact
from contracts.ringing import ContactNames, NamesOf
from contracts.settings import PersonalSettingsChanged, Settings
from contracts.wire import LARGEST_BATCH, Nothing
from kit.asking import Asking
from kit.idempotency import forget_old_keys
from kit.journal.reading import events_since
from kit.journal.relay import Relay
from kit.listening.asking import AskFeed
from kit.listening.entrypoint import hear, rebuild_from
from kit.periodic import every
from kit.providers import Store
from kit.rpc import answer
from services.contacts.actions import (
    copy_settings,
    find_twins,
    merge_contacts,
    prepare_import,
    run_imports,
    undo_import,
)
from services.contacts.domain import call_logs, contacts, search, twins
from services.contacts.domain.history import call_changes, field_changes
from services.contacts.domain.limits import check_batch, check_limit
from services.contacts.storage import lists
from services.contacts.storage.archived import LARGEST_ARCHIVED, archived_page
from services.contacts.storage.book import Book
from services.contacts.storage.imports import import_of
from services.contacts.storage.names import names_of
from services.contacts.storage.redirects import with_merged


class ContactsService:
    name = Contacts.name

    asking = Asking()
    store = Store(Book, Relay(Contacts))

    @answer(Contacts.find)
    def find(self, ask: FindContacts) -> ContactPage:
        search.check(ask)
        with self.store.transaction() as book:
            return lists.page(book.connection, ask, self.asking.country)

    @answer(Contacts.export)
    def export(self, ask: ExportContacts) -> ContactPage:
        return self.find(search.exported(ask))

    @answer(Contacts.get)
    def get(self, ask: OneContact) -> Contact:
        with self.store.transaction() as book:
            return book.contacts.contact(ask.kind, ask.id)

    @answer(Contacts.get_many)
    def get_many(self, ask: ManyContacts) -> ContactList:
        check_batch("ids", ask.ids)
        with self.store.transaction() as book:
            return book.contacts.contact_list(ask.ids, ask.kind)

    @answer(Contacts.tags)
    def tags(self, ask: OneList) -> Tags:
        with self.store.transaction() as book:
            return Tags(items=book.contacts.tags(ask.kind))

    @answer(Contacts.create)
    def create(self, ask: CreateContact) -> Contact:
        fields = contacts.clean(ask.fields, self.asking.country)
        with self.store.transaction() as book:
            who = self.asking
            contact = book.contacts.add(ask.kind, fields, team_id=who.team_id, person_id=who.person_id)
            book.suspicions.look_again(who.team_id, contact.kind, [contact])
            book.history.add(who, Happening.CREATED, contact)
            book.journal.announce(ContactCreated(contact=contact), team_id=who.team_id)
            return contact

    @answer(Contacts.change)
    def change(self, ask: ChangeContact) -> Contact:
        cleaned = contacts.clean_changes(ask.changes, self.asking.country)
        with self.store.transaction() as book:
            contact = book.contacts.contact(ask.kind, ask.id, locked=True)
            contacts.check_version(contact, ask.version)
            different = contacts.differences(contact, cleaned)
            if different:
                before, contact = contact, book.contacts.change(contact, different)
                book.suspicions.look_again(self.asking.team_id, contact.kind, [contact])
                book.history.add(self.asking, Happening.CHANGED, contact, field_changes(before, contact))
                book.journal.announce(ContactChanged(contact=contact), team_id=self.asking.team_id)
            return contact

    @answer(Contacts.archive)
    def archive(self, ask: ArchiveContact) -> Contact:
        with self.store.transaction() as book:
            contact = book.contacts.contact(ask.kind, ask.id, locked=True)
            contacts.check_version(contact, ask.version)
            if contact.archived_at is None:
                contact = book.contacts.archive(contact)
                book.suspicions.look_again(self.asking.team_id, contact.kind, [contact])
                book.history.add(self.asking, Happening.ARCHIVED, contact)
                book.journal.announce(ContactArchived(contact=contact), team_id=self.asking.team_id)
            return contact

    @answer(Contacts.restore)
    def restore(self, ask: OneContact) -> Contact:
        with self.store.transaction() as book:
            contact = book.contacts.contact(ask.kind, ask.id, locked=True)
            if contact.archived_at is not None:
                contact = book.contacts.restore(contact)
                book.suspicions.look_again(self.asking.team_id, contact.kind, [contact])
                book.history.add(self.asking, Happening.RESTORED, contact)
                book.journal.announce(ContactRestored(contact=contact), team_id=self.asking.team_id)
            return contact

    @answer(Contacts.log_call)
    def log_call(self, ask: LogCall) -> CallLog:
        cleaned = call_logs.clean(ask, datetime.now(UTC))
        with self.store.transaction() as book:
            contact = book.contacts.contact(ask.kind, ask.contact_id, locked=True)
            who = self.asking
            log = book.call_logs.add(contact, cleaned, team_id=who.team_id, person_id=who.person_id)
            book.history.add(who, Happening.CALL_LOGGED, contact, call_changes(None, log), call_log_id=log.id)
            book.journal.announce(CallLogged(call_log=log), team_id=who.team_id)
            return log

    @answer(Contacts.change_call_log)
    def change_call_log(self, ask: ChangeCallLog) -> CallLog:
        cleaned = call_logs.clean_changes(ask.changes, datetime.now(UTC))
        with self.store.transaction() as book:
            log, contact = book.call_logs.log(ask.id)
            call_logs.check_author(log, self.asking.person_id)
            call_logs.check_version(log, ask.version)
            different = call_logs.differences(log, cleaned)
            if different:
                before, log = log, book.call_logs.change(log, different)
                changes = call_changes(before, log)
                book.history.add(self.asking, Happening.CALL_CHANGED, contact, changes, call_log_id=log.id)
                book.journal.announce(CallLogChanged(call_log=log), team_id=self.asking.team_id)
            return log

    @answer(Contacts.remove_call_log)
    def remove_call_log(self, ask: OneCallLog) -> Nothing:
        with self.store.transaction() as book:
            log, contact = book.call_logs.log(ask.id)
            call_logs.check_author(log, self.asking.person_id)
            book.call_logs.remove(log)
            changes = call_changes(log, None)
            book.history.add(self.asking, Happening.CALL_REMOVED, contact, changes, call_log_id=log.id)
            book.journal.announce(CallLogRemoved(call_log=log), team_id=self.asking.team_id)
            return Nothing()

    @answer(Contacts.call_logs_of)
    def call_logs_of(self, ask: CallLogsOf) -> CallLogs:
        call_logs.check_of(ask)
        with self.store.transaction() as book:
            return CallLogs(call_logs=book.newest_calls_of(ask))

    @answer(Contacts.recent_calls)
    def recent_calls(self, ask: RecentCalls) -> CallLogPage:
        call_logs.check_recent(ask)
        with self.store.transaction() as book:
            return book.call_logs.recent(ask)

    @answer(Contacts.history)
    def history(self, ask: HistoryOf) -> HistoryPage:
        check_limit(ask.limit)
        with self.store.transaction() as book:
            contact = book.contacts.contact(ask.kind, ask.contact_id)
            return book.history.page(ask, with_merged(book.connection, contact.id))

    @answer(Contacts.twins)
    def twins(self, ask: FindTwins) -> Twins:
        with self.store.transaction() as book:
            return find_twins.find_twins(book, self.asking, ask)

    @answer(Contacts.suspicions)
    def suspicions(self, ask: FindSuspicions) -> SuspicionPage:
        check_limit(ask.limit)
        with self.store.transaction() as book:
            return book.suspicions.page(ask)

    @answer(Contacts.dismiss_suspicion)
    def dismiss_suspicion(self, ask: DismissSuspicion) -> Nothing:
        with self.store.transaction() as book:
            one, other = (book.contacts.contact(ask.kind, asked) for asked in ask.contact_ids)
            twins.check_two(one, other)
            book.suspicions.dismiss(self.asking, one, other)
            return Nothing()

    @answer(Contacts.merge)
    def merge(self, ask: MergeContacts) -> Merged:
        with self.store.transaction() as book:
            return merge_contacts.merge(book, self.asking, ask)

    @answer(Contacts.undo_merge)
    def undo_merge(self, ask: OneMerge) -> Merged:
        with self.store.transaction() as book:
            return merge_contacts.undo(book, self.asking, ask)

    @answer(Contacts.merges_of)
    def merges_of(self, ask: MergesOf) -> Merges:
        with self.store.transaction() as book:
            return Merges(items=book.merges.of(book.contacts.contact(ask.kind, ask.contact_id).id))

    @answer(Contacts.ids_of)
    def ids_of(self, ask: OneContact) -> ContactIds:
        with self.store.transaction() as book:
            contact = book.contacts.contact(ask.kind, ask.id)
            return ContactIds(items=with_merged(book.connection, contact.id))

    @answer(Contacts.begin_import)
    def begin_import(self, ask: BeginImport) -> Import:
        with self.store.transaction() as book:
            return prepare_import.begin_import(book.imports, self.asking, ask)

    @answer(Contacts.append_import)
    def append_import(self, ask: AppendImport) -> Nothing:
        with self.store.transaction() as book:
            prepare_import.append_import(book.imports, ask)
            return Nothing()

    @answer(Contacts.finish_upload)
    def finish_upload(self, ask: OneImport) -> Import:
        with self.store.transaction() as book:
            return prepare_import.finish_upload(book.imports, ask)

    @answer(Contacts.discard_upload)
    def discard_upload(self, ask: OneImport) -> Nothing:
        with self.store.transaction() as book:
            prepare_import.discard_upload(book.imports, ask)
            return Nothing()

    @answer(Contacts.start_import)
    def start_import(self, ask: StartImport) -> Import:
        with self.store.transaction() as book:
            return prepare_import.start_import(book.imports, self.asking, ask)

    @answer(Contacts.get_import)
    def get_import(self, ask: OneImport) -> Import:
        with self.store.transaction() as book:
            return import_of(book.imports.find(ask.id, ask.kind))

    @answer(Contacts.imports)
    def imports(self, ask: OneList) -> Imports:
        with self.store.transaction() as book:
            return Imports(items=[import_of(one) for one in book.imports.newest(ask.kind)])

    @answer(Contacts.refused_rows)
    def refused_rows(self, ask: RefusedRows) -> RefusedRowPage:
        check_limit(ask.limit, LARGEST_BATCH)
        with self.store.transaction() as book:
            found = book.imports.find(ask.id, ask.kind)
            rows = book.imports.refused_page(ask.id, ask.after, ask.limit)
            return RefusedRowPage(columns=found.columns or [], items=rows)

    @answer(Contacts.undo_import)
    def undo_import(self, ask: OneImport) -> Import:
        with self.store.transaction() as book:
            return undo_import.undo_import(book, self.asking, ask)

    @answer(Contacts.undone_rows)
    def undone_rows(self, ask: UndoneRows) -> UndoneRowPage:
        check_limit(ask.limit, LARGEST_BATCH)
        with self.store.transaction() as book:
            found = book.imports.find(ask.id, ask.kind)
            return UndoneRowPage(items=book.undo.page(found.id, ask.after, ask.limit))

    @hear(PersonalSettingsChanged)
    def on_personal_settings_changed(self, event: PersonalSettingsChanged) -> None:
        with self.store.transaction() as book:
            told = event.settings
            book.personal_settings.keep(event.person_id, [(told.kind, RecentSettings(**dict(told)))])

    @rebuild_from(Settings)
    def rebuild_from_settings(self, ask_feed: AskFeed) -> None:
        copy_settings.copy_settings(self.store, ask_feed)

    @every(seconds=1)
    def run_imports(self) -> bool:
        return run_imports.run_imports(self.store)

    @answer(Contacts.events_since)
    def events_since(self, ask: EventsSince) -> EventPage:
        return events_since(self.store, Contacts, ask)

    @answer(Contacts.archived_contacts)
    def archived_contacts(self, ask: ArchivedAfter) -> ArchivedContactsPage:
        check_limit(ask.limit, LARGEST_ARCHIVED)
        with self.store.transaction() as book:
            return archived_page(book.connection, ask)

    @answer(Contacts.names_of)
    def names_of(self, ask: NamesOf) -> ContactNames:
        with self.store.transaction() as book:
            return names_of(book.connection, ask)

    @every(seconds=3600)
    def forget_old_keys(self) -> bool:
        with self.store.transaction() as book:
            return forget_old_keys(book.connection, Contacts.name) > 0
