"""What a call log may say, and who may say it otherwise."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.contacts import CallLog, CallLogChanges, CallLogsOf, LogCall, NotYourCallLog, RecentCalls
from contracts.wire import LARGEST_BATCH, FieldError, Invalid, VersionMismatch
from services.contacts.domain.limits import check_batch, check_limit
from services.contacts.domain.text import has_unprintable, many_lines

CLOCKS_DIFFER = timedelta(minutes=5)
BEFORE_PHONES_HAD_APPS = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_CALL_SECONDS = 86_400
LONGEST_NOTE = 10_000
MOST_PER_CONTACT = 50


def clean(ask: LogCall, now: datetime) -> dict[str, Any]:
    """The columns a new log is kept with."""
    given = {
        "outcome": ask.outcome,
        "called_at": ask.called_at or now,
        "duration_seconds": ask.duration_seconds,
        "note": ask.note,
    }
    return cleaned(given, now)


def clean_changes(changes: CallLogChanges, now: datetime) -> dict[str, Any]:
    """Only the fields that are set. Null empties the duration and the note."""
    return cleaned({name: getattr(changes, name) for name in changes.model_fields_set}, now)


def cleaned(given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    kept = {**given, "note": many_lines(given["note"] or "")} if "note" in given else dict(given)
    faults = [(field, FAULTS[field](value, now)) for field, value in kept.items()]
    errors = [FieldError(field=field, code=fault[0], detail=f"{field} {fault[1]}.") for field, fault in faults if fault]
    if errors:
        raise Invalid(" ".join(error.detail for error in errors), errors=errors)
    return kept


Fault = tuple[str, str] | None


def outcome_fault(outcome: str | None, _now: datetime) -> Fault:
    return None if outcome else ("required", "must not be empty")


def called_at_fault(called_at: datetime | None, now: datetime) -> Fault:
    if called_at is None:
        return "required", "must not be empty"
    if called_at.tzinfo is None:
        return "no_offset", "needs an offset from UTC, such as Z or +01:00"
    if not BEFORE_PHONES_HAD_APPS <= called_at <= now + CLOCKS_DIFFER:
        return "out_of_range", "must not lie in the future, nor before 1970"
    return None


def duration_fault(seconds: int | None, _now: datetime) -> Fault:
    if seconds is None or 0 <= seconds <= LONGEST_CALL_SECONDS:
        return None
    return "out_of_range", f"is 0 to {LONGEST_CALL_SECONDS:,}, this is {seconds}"


def note_fault(note: str, _now: datetime) -> Fault:
    if has_unprintable(note):
        return "unprintable", "holds control characters"
    if len(note) > LONGEST_NOTE:
        return "too_long", f"may have {LONGEST_NOTE:,} characters, this has {len(note):,}"
    return None


FAULTS: dict[str, Callable[[Any, datetime], Fault]] = {
    "outcome": outcome_fault,
    "called_at": called_at_fault,
    "duration_seconds": duration_fault,
    "note": note_fault,
}


def check_author(log: CallLog, person_id: UUID) -> None:
    if log.person_id != person_id:
        raise NotYourCallLog("Somebody else logged this call; only they may correct or remove it.")


def check_version(log: CallLog, version: int | None) -> None:
    """`version` is the one the asker saw; None: whatever it is now."""
    if version not in (None, log.version):
        raise VersionMismatch(
            f"This is version {log.version} now, not {version}.", facts={"current": log.model_dump(mode="json")}
        )


def differences(log: CallLog, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in cleaned.items() if getattr(log, field) != value}


def check_of(ask: CallLogsOf) -> None:
    check_batch("contact_ids", ask.contact_ids)
    if not ask.contact_ids:
        raise Invalid.of("contact_ids", "required", f"contact_ids holds 1 to {LARGEST_BATCH} ids, these are 0.")
    if not 1 <= ask.per_contact <= MOST_PER_CONTACT:
        detail = f"per_contact is 1 to {MOST_PER_CONTACT}, this is {ask.per_contact}."
        raise Invalid.of("per_contact", "out_of_range", detail)
    check_since(ask.since)


def check_recent(ask: RecentCalls) -> None:
    check_limit(ask.limit)
    check_since(ask.since)


def check_since(since: datetime | None) -> None:
    if since is not None and since.tzinfo is None:
        raise Invalid.of("since", "no_offset", "since needs an offset from UTC, such as Z or +01:00.")
