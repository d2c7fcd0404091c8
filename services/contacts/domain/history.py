"""What of a change is told in a contact's history."""

from collections.abc import Collection
from typing import Any

from contracts.contacts import CallLog
from contracts.history import FieldChange
from contracts.records import ContactFields
from contracts.wire import Wire

Changes = dict[str, FieldChange]

OF_A_CALL = ("outcome", "called_at", "duration_seconds", "note")


def field_changes(before: ContactFields, after: ContactFields) -> Changes:
    return between(before, after, ContactFields.model_fields)


def call_changes(before: CallLog | None, after: CallLog | None) -> Changes:
    """None: it was not there before, or is not any more."""
    return between(before, after, OF_A_CALL)


def between(before: Wire | None, after: Wire | None, fields: Collection[str]) -> Changes:
    """The fields that differ, as plain JSON values."""
    was, became = plain(before, fields), plain(after, fields)
    return {
        field: FieldChange(before=was.get(field), after=became.get(field))
        for field in fields
        if was.get(field) != became.get(field)
    }


def plain(record: Wire | None, fields: Collection[str]) -> dict[str, Any]:
    return record.model_dump(mode="json", include=set(fields)) if record else {}
