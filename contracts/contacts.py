"""What contacts answers and refuses: contacts, TMA candidates, call logs, imports, history, merges.

A contact and a TMA candidate are the same shape of record in two lists: `kind` says which. Neither
carries a status: what one person plans with it belongs to `contracts.settings`. Contacts keeps a copy of
it only to filter and sort that person's own lists.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.history import HistoryOf, HistoryPage
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
from contracts.kinds import Kind
from contracts.merges import (
    ContactIds,
    ContactsMerged,
    DismissSuspicion,
    FindSuspicions,
    FindTwins,
    MergeContacts,
    Merged,
    Merges,
    MergesOf,
    MergeUndone,
    OneMerge,
    SuspicionPage,
    Twins,
)
from contracts.records import Contact, ContactChanges, ContactFields
from contracts.ringing import ContactNames, NamesOf
from contracts.wire import Change, Event, Feed, Nothing, Query, Refusal, Service, Wire


class Sort(StrEnum):
    """`-` is descending. Last called: never called comes last. Follow-up: without a date comes last, by name."""

    NAME = "name"
    COMPANY = "company"
    OLDEST = "created_at"
    NEWEST = "-created_at"
    LAST_CHANGED = "-updated_at"
    LAST_CALLED = "-last_called_at"
    FOLLOW_UP = "my_follow_up"


class Outcome(StrEnum):
    CONNECTED = "connected"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    NOT_INTERESTED = "not_interested"


class ContactList(Wire):
    """`redirects`: of ids that were asked for and have been merged away, whose they are now; these are in `items`."""

    items: list[Contact]
    redirects: dict[UUID, UUID] = {}


class ContactPage(Wire):
    """Of contacts with long notes it may be shorter than `limit`: only without `next_cursor` it is the last."""

    items: list[Contact]
    next_cursor: str | None


NO_STATUS = "none"
"""Among the statuses a list is filtered by: those for whom the asker has set none."""


class RecentSettings(Wire):
    """What the asker set a moment ago, as settings tells it: contacts may not have heard of it yet."""

    contact_id: UUID
    status: str | None
    follow_up_at: datetime | None
    version: int


class FindContacts(Wire):
    """One keyset page. `statuses` are the asker's own, with `none` for no status; empty is no filter.

    `recent`, at most 500, is laid over what contacts has heard of the asker's settings where it is newer.
    """

    kind: Kind
    q: str = ""
    tag: str | None = None
    owner_id: UUID | None = None
    archived: bool = False
    sort: Sort = Sort.NAME
    cursor: str | None = None
    limit: int = 50
    statuses: list[str] = []
    recent: list[RecentSettings] = []


class OneContact(Wire):
    kind: Kind
    id: UUID


class ManyContacts(Wire):
    """At most 500 ids; unknown ids are absent from the answer. Without `kind`: of both lists."""

    kind: Kind | None = None
    ids: list[UUID]


class CreateContact(Wire):
    """`owner_id` is any id: contacts knows no people, so the asker has made sure that it is one of the team."""

    kind: Kind
    fields: ContactFields


class ChangeContact(Wire):
    """`version` is the one the asker saw (If-Match); None: whatever it is now."""

    kind: Kind
    id: UUID
    version: int | None
    changes: ContactChanges


class ArchiveContact(Wire):
    kind: Kind
    id: UUID
    version: int | None = None


class CallLog(Wire):
    """Who called which contact when. Shared by the team; only its author corrects or removes it."""

    id: UUID
    kind: Kind
    contact_id: UUID
    person_id: UUID
    outcome: Outcome
    called_at: datetime
    duration_seconds: int | None
    note: str
    created_at: datetime
    version: int


class LogCall(Wire):
    """`called_at` None is now."""

    kind: Kind
    contact_id: UUID
    outcome: Outcome
    called_at: datetime | None = None
    duration_seconds: int | None = None
    note: str = ""


class CallLogChanges(Wire):
    """Only the fields that are set change."""

    outcome: Outcome | None = None
    called_at: datetime | None = None
    duration_seconds: int | None = None
    note: str | None = None


class ChangeCallLog(Wire):
    id: UUID
    version: int | None = None
    changes: CallLogChanges


class OneCallLog(Wire):
    id: UUID


class CallLogsOf(Wire):
    """The newest calls of 1 to 500 contacts. `since` None is for ever."""

    kind: Kind
    contact_ids: list[UUID]
    per_contact: int = 3
    since: datetime | None = None


class CallLogs(Wire):
    """Newest first. A contact without calls has an empty list; an unknown one is absent."""

    call_logs: dict[UUID, list[CallLog]]


class RecentCalls(Wire):
    """The team's calls since a moment, newest first: who called in the last 24 h."""

    since: datetime
    person_id: UUID | None = None
    cursor: str | None = None
    limit: int = 50


class CallLogPage(Wire):
    items: list[CallLog]
    next_cursor: str | None


class ExportContacts(Wire):
    """As `FindContacts` filters, in the order of creation: so each contact is told once, whatever changes meanwhile."""

    kind: Kind
    q: str = ""
    tag: str | None = None
    owner_id: UUID | None = None
    archived: bool = False
    statuses: list[str] = []
    recent: list[RecentSettings] = []
    cursor: str | None = None
    limit: int = 200


class Tag(Wire):
    name: str
    contacts: int


class Tags(Wire):
    items: list[Tag]


class OneList(Wire):
    kind: Kind


class NotYourCallLog(Refusal):
    slug = "not-your-call-log"
    title = "Only the person who logged a call may change it"


class ContactEvent(Event):
    """The record as it became."""

    contact: Contact

    @property
    def reference(self) -> dict[str, Any]:
        return {"contact": self.contact.model_dump(mode="json", include={"kind", "id", "version"})}


class ContactCreated(ContactEvent):
    """By hand. What an import creates is told by `ImportEnded` once."""


class ContactChanged(ContactEvent):
    pass


class ContactArchived(ContactEvent):
    pass


class ContactRestored(ContactEvent):
    pass


class CallLogEvent(Event):
    call_log: CallLog

    @property
    def reference(self) -> dict[str, Any]:
        kept = self.call_log.model_dump(mode="json", include={"kind", "contact_id", "id", "version"})
        return {"call_log": kept}


class CallLogged(CallLogEvent):
    """The contact's `last_called_at` follows the newest of its calls, without a new version of the contact."""


class CallLogChanged(CallLogEvent):
    pass


class CallLogRemoved(CallLogEvent):
    """The log as it was."""


class ImportEnded(Event):
    """Rows were created and changed without an event each: what is shown of the list has to be fetched anew."""

    ended: Import

    @property
    def reference(self) -> dict[str, Any]:
        return {"ended": self.ended.model_dump(mode="json", include={"kind", "id", "state"})}


class ArchivedAfter(Wire):
    """Every team's, in the order of (team, contact): the first page has no `after`. At most 5,000 a page."""

    after: str | None = None
    limit: int = 2_000


class ArchivedContact(Wire):
    """Or merged away: then by which merge, into which contact, and when."""

    team_id: UUID
    kind: Kind
    contact_id: UUID
    version: int
    merge_id: UUID | None = None
    merged_into: UUID | None = None
    merged_at: datetime | None = None


class ArchivedContactsPage(Wire):
    items: list[ArchivedContact]
    next_after: str | None


class Contacts(Service):
    name = "contacts"
    events = (
        ContactCreated,
        ContactChanged,
        ContactArchived,
        ContactRestored,
        CallLogged,
        CallLogChanged,
        CallLogRemoved,
        ImportEnded,
        ContactsMerged,
        MergeUndone,
    )

    events_since = Feed(EventsSince, EventPage)
    archived_contacts = Feed(ArchivedAfter, ArchivedContactsPage, seconds=20)
    names_of = Feed(NamesOf, ContactNames)

    find = Query(FindContacts, ContactPage)
    get = Query(OneContact, Contact)
    get_many = Query(ManyContacts, ContactList)
    tags = Query(OneList, Tags)
    create = Change(CreateContact, Contact)
    change = Change(ChangeContact, Contact)
    archive = Change(ArchiveContact, Contact)
    restore = Change(OneContact, Contact)
    log_call = Change(LogCall, CallLog)
    change_call_log = Change(ChangeCallLog, CallLog)
    remove_call_log = Change(OneCallLog, Nothing)
    call_logs_of = Query(CallLogsOf, CallLogs)
    recent_calls = Query(RecentCalls, CallLogPage)
    begin_import = Change(BeginImport, Import)
    append_import = Change(AppendImport, Nothing)
    finish_upload = Change(OneImport, Import, seconds=20)
    discard_upload = Change(OneImport, Nothing)
    start_import = Change(StartImport, Import, seconds=20)
    get_import = Query(OneImport, Import)
    imports = Query(OneList, Imports)
    refused_rows = Query(RefusedRows, RefusedRowPage)
    undo_import = Change(OneImport, Import)
    undone_rows = Query(UndoneRows, UndoneRowPage)
    export = Query(ExportContacts, ContactPage)
    history = Query(HistoryOf, HistoryPage)
    twins = Query(FindTwins, Twins)
    suspicions = Query(FindSuspicions, SuspicionPage)
    dismiss_suspicion = Change(DismissSuspicion, Nothing)
    merge = Change(MergeContacts, Merged, seconds=20)
    undo_merge = Change(OneMerge, Merged, seconds=20)
    merges_of = Query(MergesOf, Merges)
    ids_of = Query(OneContact, ContactIds)
