"""Two contacts made into one, and taken apart again: whether it may be, and which fields come of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from contracts.merges import UNDOABLE_FOR, Merge, MergeRefused, NotUndoable
from contracts.records import Contact, ContactFields
from contracts.wire import FieldError, Refusal
from services.contacts.domain.contacts import LONGEST_NOTES, MOST_EMAILS, MOST_PHONES, MOST_TAGS, tag_key, united

MOST: Mapping[str, int] = {"phones": MOST_PHONES, "emails": MOST_EMAILS, "tags": MOST_TAGS}
KEY_OF: Mapping[str, Callable[[str], str]] = {"phones": str, "emails": str, "tags": tag_key}
"""What makes two of a list the same."""


def check_mergeable(survivor: Contact, merged: Contact) -> None:
    if survivor.id == merged.id:
        raise MergeRefused.of("merged_id", "same", "merged_id is the same contact as the one it is to be merged into.")
    if survivor.archived_at is not None and merged.archived_at is None:
        raise MergeRefused.of(
            "survivor_id",
            "archived",
            "survivor_id is archived and merged_id is in use: restore the first, or merge it into the second.",
        )


def united_fields(survivor: ContactFields, merged: ContactFields, changes: Mapping[str, Any]) -> ContactFields:
    """Of both, but for what the cleaned `changes` say. Raises MergeRefused where a record has no room for it."""
    both = ContactFields(
        name=survivor.name,
        company=survivor.company or merged.company,
        title=survivor.title or merged.title,
        phones=united(survivor.phones, merged.phones, KEY_OF["phones"]),
        emails=united(survivor.emails, merged.emails, KEY_OF["emails"]),
        tags=united(survivor.tags, merged.tags, KEY_OF["tags"]),
        owner_id=survivor.owner_id or merged.owner_id,
        notes=united_notes(survivor.notes, merged.notes),
    )
    fields = both.model_copy(update=dict(changes))
    check_room(fields, MergeRefused)
    return fields


def united_notes(survivor: str, merged: str) -> str:
    if merged in survivor:
        return survivor
    return merged if survivor in merged else f"{survivor}\n\n{merged}"


def check_room(fields: ContactFields, refusal: type[Refusal]) -> None:
    errors = [*overfull(fields)]
    if errors:
        raise refusal(" ".join(error.detail for error in errors), errors=errors)


def overfull(fields: ContactFields) -> Iterator[FieldError]:
    for field, most in MOST.items():
        count = len(getattr(fields, field))
        if count > most:
            detail = f"{field} may hold {most}, together these are {count}: say in changes which to keep."
            yield FieldError(field=field, code="too_many", detail=detail)
    if len(fields.notes) > LONGEST_NOTES:
        detail = f"notes may have {LONGEST_NOTES:,} characters, together these are {len(fields.notes):,}: shorten them."
        yield FieldError(field="notes", code="too_long", detail=detail)


def check_undoable(merge: Merge, built_upon: Merge | None, now: datetime) -> None:
    """`built_upon` is the newest standing merge, later than this one, that its survivor had part in."""
    if merge.undone_at is not None:
        raise NotUndoable("This merge has been undone already.")
    if now > merge.undoable_until:
        raise NotUndoable(f"A merge can be undone for {UNDOABLE_FOR.days} days.", facts={"days": UNDOABLE_FOR.days})
    if built_upon is not None:
        raise NotUndoable(
            "The contact was merged again since: undo that first.", facts={"undo_first": str(built_upon.id)}
        )


def taken_apart(before: ContactFields, after: ContactFields, now: ContactFields) -> dict[str, Any]:
    """The fields of a survivor, `now` so, as they are without the merge that made `after` of `before`.

    What was changed since stays; of a list what was added since. Raises NotUndoable where a record has no room for it.
    """
    fields = {name: field_apart(name, before, after, now) for name in ContactFields.model_fields}
    check_room(ContactFields(**fields), NotUndoable)
    return fields


def field_apart(name: str, before: ContactFields, after: ContactFields, now: ContactFields) -> Any:
    was, became, is_now = (getattr(fields, name) for fields in (before, after, now))
    if is_now == became:
        return was
    return list_apart(was, became, is_now, KEY_OF[name]) if name in KEY_OF else is_now


def list_apart(
    was: Sequence[str], became: Sequence[str], is_now: Sequence[str], key: Callable[[str], str]
) -> list[str]:
    added = set(map(key, became)) - set(map(key, was))
    taken = set(map(key, was)) - set(map(key, became))
    kept = [one for one in is_now if key(one) not in added]
    return united(kept, [one for one in was if key(one) in taken], key)
