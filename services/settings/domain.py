"""The rules of personal settings: which status fits which kind, what a change changes, when a day begins, and whose
plan counts when one contact is merged into another.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.kinds import Kind
from contracts.merges import Merge
from contracts.settings import (
    ChangeSettings,
    ContactStatus,
    PersonalSettings,
    Scope,
    SettingsChanges,
    Status,
    TmaStatus,
)
from contracts.wire import FieldError, Invalid, VersionMismatch

LONGEST_NOTE = 2_000
EARLIEST_FOLLOW_UP = datetime(2000, 1, 1, tzinfo=UTC)
FOLLOW_UPS_END = datetime(2101, 1, 1, tzinfo=UTC)

STATUSES: dict[Kind, type[StrEnum]] = {Kind.CONTACT: ContactStatus, Kind.TMA: TmaStatus}
KIND_NAMES = {Kind.CONTACT: "a contact", Kind.TMA: "a TMA candidate"}


@dataclass(frozen=True)
class Span:
    """Instants from `start` up to but not including `end`; None: without bound."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class Redirect:
    """One contact was merged into another one, and is found there."""

    merge_id: UUID
    kind: Kind
    merged_id: UUID
    survivor_id: UUID
    merged_at: datetime


def redirect_by(merge: Merge) -> Redirect:
    return Redirect(merge.id, merge.kind, merge.merged.id, merge.survivor_id, merge.merged_at)


def span_of(scope: Scope, zone_name: str, *, now: datetime) -> Span:
    zone = ZoneInfo(zone_name)
    today = now.astimezone(zone).date()
    today_begins = beginning_of(today, zone)
    tomorrow_begins = beginning_of(today + timedelta(days=1), zone)
    match scope:
        case Scope.OVERDUE:
            return Span(None, today_begins)
        case Scope.TODAY:
            return Span(today_begins, tomorrow_begins)
        case Scope.UPCOMING:
            return Span(tomorrow_begins, None)


def beginning_of(day: date, zone: ZoneInfo) -> datetime:
    # Where the clock skips midnight itself, this is the instant of the skip (PEP 495, fold=0): the day's first.
    return datetime.combine(day, time(), zone).astimezone(UTC)


def changed(current: PersonalSettings, ask: ChangeSettings) -> PersonalSettings:
    """What was asked for, one version on; `current` itself when nothing differs from it."""
    check(ask.kind, ask.changes)
    if ask.version is not None and ask.version != current.version:
        raise VersionMismatch(
            f"These settings are at version {current.version}, not {ask.version}.",
            facts={"current": current.model_dump(mode="json")},
        )
    asked = {field: getattr(ask.changes, field) for field in ask.changes.model_fields_set}
    if "follow_up_note" in asked:
        asked["follow_up_note"] = asked["follow_up_note"] or ""
    differs = any(getattr(current, field) != value for field, value in asked.items())
    return current.model_copy(update={**asked, "version": current.version + 1}) if differs else current


def carried(merged: PersonalSettings, survivor: PersonalSettings) -> PersonalSettings | None:
    """What somebody has with the survivor from now on; None: what they had there, for that counts where anything is."""
    if is_planned(survivor) or not is_planned(merged):
        return None
    return merged.model_copy(update={"contact_id": survivor.contact_id, "version": survivor.version + 1})


def taken_back(survivor: PersonalSettings, carried_version: int) -> PersonalSettings | None:
    """What somebody has with the survivor when the merge is undone; None: what they have, for they changed it since."""
    if survivor.version != carried_version:
        return None
    return PersonalSettings(kind=survivor.kind, contact_id=survivor.contact_id, version=survivor.version + 1)


def is_planned(settings: PersonalSettings) -> bool:
    return settings.status is not None or settings.follow_up_at is not None or settings.follow_up_note != ""


def check(kind: Kind, changes: SettingsChanges) -> None:
    errors = [
        *([] if changes.status is None else status_errors(kind, changes.status)),
        *([] if changes.follow_up_at is None else follow_up_errors(changes.follow_up_at)),
        *([] if changes.follow_up_note is None else note_errors(changes.follow_up_note)),
    ]
    refuse(errors)


def check_limit(limit: int, most: int) -> None:
    if not 1 <= limit <= most:
        refuse([FieldError(field="limit", code="range", detail=f"limit is 1 to {most}, not {limit}.")])


def refuse(errors: list[FieldError]) -> None:
    if errors:
        raise Invalid(" ".join(error.detail for error in errors), errors=errors)


def status_errors(kind: Kind, status: Status) -> list[FieldError]:
    fitting = STATUSES[kind]
    if isinstance(status, fitting):
        return []
    detail = f"status of {KIND_NAMES[kind]} is one of {', '.join(fitting)}; {status} is not."
    return [FieldError(field="status", code="status", detail=detail)]


def follow_up_errors(follow_up_at: datetime) -> list[FieldError]:
    if EARLIEST_FOLLOW_UP <= follow_up_at < FOLLOW_UPS_END:
        return []
    detail = f"follow_up_at is a time in the years {EARLIEST_FOLLOW_UP.year} to {FOLLOW_UPS_END.year - 1}."
    return [FieldError(field="follow_up_at", code="range", detail=detail)]


def note_errors(note: str) -> list[FieldError]:
    if len(note) > LONGEST_NOTE:
        detail = f"follow_up_note has at most {LONGEST_NOTE} characters, this one has {len(note)}."
        return [FieldError(field="follow_up_note", code="too_long", detail=detail)]
    if "\0" in note:
        # The one character that Postgres cannot keep in a text.
        detail = "follow_up_note may not contain the character U+0000."
        return [FieldError(field="follow_up_note", code="character", detail=detail)]
    return []
