"""What settings answers and refuses: what one person plans with a contact or a TMA candidate.

A process's own configuration is `config`; `settings` is always what a person plans. Every call is
about the caller's own settings: no ask names a person.

When one contact is merged into another, each person keeps what they planned with the survivor; who planned nothing
with it (no status, no follow-up, no note) has there what they planned with the other. What is so set aside stays
readable by its person alone (`set_aside`), and the undoing of the merge brings it back.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from contracts.journal import EventPage, EventsSince
from contracts.kinds import Kind
from contracts.wire import Change, Event, Feed, Query, Service, Wire


class ContactStatus(StrEnum):
    HOT = "hot"
    WORKING = "working"
    FOLLOW_UP = "follow_up"


class TmaStatus(StrEnum):
    A = "A"
    B = "B"
    C = "C"


Status = ContactStatus | TmaStatus


class Scope(StrEnum):
    """Days begin at the person's own midnight. Overdue: before today. Upcoming: from tomorrow on."""

    OVERDUE = "overdue"
    TODAY = "today"
    UPCOMING = "upcoming"


class PersonalSettings(Wire):
    """The caller's own. `version` is 0 while nothing was ever set, and never restarts."""

    kind: Kind
    contact_id: UUID
    status: Status | None = None
    follow_up_at: datetime | None = None
    follow_up_note: str = ""
    version: int = 0


class PersonalSettingsList(Wire):
    items: list[PersonalSettings]


class SettingsChanges(Wire):
    """Only the fields that are set change: status and follow-up never touch each other."""

    status: Status | None = None
    follow_up_at: AwareDatetime | None = None
    follow_up_note: str | None = None


class ChangeSettings(Wire):
    """`version` None: whatever it is now. The asker has made sure that the contact is the team's."""

    kind: Kind
    contact_id: UUID
    version: int | None = None
    changes: SettingsChanges


class SettingsOf(Wire):
    """At most 500 ids; what was never set is absent from the answer."""

    kind: Kind
    contact_ids: list[UUID]


class JustChanged(Wire):
    """Which of the caller's settings changed in the last minute, the newest 500: others may not have heard yet."""

    kind: Kind


class FollowUps(Wire):
    scope: Scope
    cursor: str | None = None
    limit: int = 50


class FollowUpPage(Wire):
    """Contacts and candidates together, earliest first."""

    items: list[PersonalSettings]
    next_cursor: str | None


class SetAsideOf(Wire):
    kind: Kind
    contact_id: UUID


class SetAside(Wire):
    """What the caller had planned with a contact that was merged into another one, where they planned with both."""

    merge_id: UUID
    merged_at: datetime
    settings: PersonalSettings


class SetAsideList(Wire):
    """The newest merge first, at most 500."""

    items: list[SetAside]


class PersonalSettingsChanged(Event):
    """For their person alone."""

    person_id: UUID
    settings: PersonalSettings

    @property
    def reference(self) -> dict[str, Any]:
        kept = self.settings.model_dump(mode="json", include={"kind", "contact_id", "version"})
        return {"person_id": str(self.person_id), "settings": kept}


class FollowUpDue(Event):
    """The time of a follow-up has come: told once for each time that was set. For its person alone."""

    person_id: UUID
    settings: PersonalSettings

    @property
    def reference(self) -> dict[str, Any]:
        kept = self.settings.model_dump(mode="json", include={"kind", "contact_id", "version", "follow_up_at"})
        return {"person_id": str(self.person_id), "settings": kept}


class SettingsAfter(Wire):
    """Everybody's, in the order of (kind, person, contact): the first page has no `after`. At most 5,000 a page."""

    after: str | None = None
    limit: int = 2_000


class SomebodysSettings(Wire):
    """What a list is filtered and sorted by. The note is nobody's business."""

    team_id: UUID
    person_id: UUID
    kind: Kind
    contact_id: UUID
    status: Status | None
    follow_up_at: datetime | None
    version: int


class SettingsSnapshotPage(Wire):
    items: list[SomebodysSettings]
    next_after: str | None


class Settings(Service):
    name = "settings"
    events = (PersonalSettingsChanged, FollowUpDue)

    change = Change(ChangeSettings, PersonalSettings)
    get_many = Query(SettingsOf, PersonalSettingsList)
    just_changed = Query(JustChanged, PersonalSettingsList)
    follow_ups = Query(FollowUps, FollowUpPage)
    set_aside = Query(SetAsideOf, SetAsideList)
    events_since = Feed(EventsSince, EventPage)
    snapshot = Feed(SettingsAfter, SettingsSnapshotPage, seconds=20)
