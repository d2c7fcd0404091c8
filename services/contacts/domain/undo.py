"""What becomes of a contact when the import that made or changed it is undone. Nothing of anybody else's is touched."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from contracts.history import FieldChange
from contracts.imports import Undoing
from contracts.records import Contact
from services.contacts.domain.history import Changes

REASONS = {
    Undoing.KEPT_CHANGED: "It was changed after the import.",
    Undoing.KEPT_IN_USE: "Somebody works with it: it was called, or is planned with.",
    Undoing.KEPT_MERGED: "It was merged with another one after the import.",
}


@dataclass(slots=True)
class Touched:
    """All that an import did to one contact. `number` is of the first row that did it."""

    contact_id: UUID
    number: int
    was_created: bool = False
    was_merged: bool = False
    """Since then."""
    versions: list[int] = field(default_factory=list)
    changes: Changes = field(default_factory=dict)

    def add(self, version: int, changes: Changes) -> None:
        """What a later batch did, after what is known."""
        self.versions.append(version)
        for name, change in changes.items():
            first = self.changes.get(name, change)
            self.changes[name] = FieldChange(before=first.before, after=change.after)

    def is_all_of(self, contact: Contact) -> bool:
        """Whether nobody else ever changed it."""
        return self.was_created and self.versions == list(range(1, contact.version + 1))


@dataclass(frozen=True, slots=True)
class Undone:
    """`values` are the fields that are set back."""

    undoing: Undoing
    reason: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def undo(touched: Touched, contact: Contact | None, *, is_in_use: bool) -> Undone:
    """`contact` as it is now; None: it is not there any more, and only merging takes a contact away."""
    if contact is None or touched.was_merged:
        return kept(Undoing.KEPT_MERGED)
    if not touched.was_created:
        return restored(touched, contact)
    if not touched.is_all_of(contact):
        return kept(Undoing.KEPT_CHANGED)
    return kept(Undoing.KEPT_IN_USE) if is_in_use else Undone(Undoing.REMOVED)


def restored(touched: Touched, contact: Contact) -> Undone:
    """Field by field, unless changed since; of a list goes what the import had added."""
    values: dict[str, Any] = {}
    stay = []
    for name, change in touched.changes.items():
        now = getattr(contact, name)
        if isinstance(now, list):
            values[name] = without(now, set(change.after).difference(change.before))
        elif now == change.after:
            values[name] = change.before
        elif now != change.before:
            stay.append(name)
    values = {name: value for name, value in values.items() if value != getattr(contact, name)}
    if not stay:
        return Undone(Undoing.RESTORED, values=values)
    if len(stay) == len(touched.changes):
        return kept(Undoing.KEPT_CHANGED)
    return Undone(Undoing.KEPT_IN_PART, f"Changed after the import: {', '.join(stay)}.", values)


def without(several: Sequence[str], added: set[str]) -> list[str]:
    return [one for one in several if one not in added]


def kept(undoing: Undoing) -> Undone:
    return Undone(undoing, REASONS[undoing])
