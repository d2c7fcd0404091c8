"""Rows made into contacts: what each says, which contact it is, what it adds. No file, no database.

The rule of sameness is made so that a file imported again finds every row's contact and makes no second copy.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from contracts.imports import ImportField, RefusedRow
from contracts.records import ContactFields
from contracts.wire import Invalid
from services.contacts.domain.contacts import (
    LONGEST_SORT_KEY,
    MOST_EMAILS,
    MOST_PHONES,
    MOST_TAGS,
    clean,
    tag_key,
    united,
)
from services.contacts.domain.csv_file import LONGEST_CELL, Row
from services.contacts.domain.mapping import Mapping
from services.contacts.domain.text import fold

# A comma or a slash also stands inside a number: only before another number, or between spaces, it divides.
BETWEEN_PHONES = re.compile(r":::|[\n|]|;(?!ext=)|,(?=\s*[+0])|\s/\s")
BETWEEN_EMAILS = re.compile(r":::|[\s;,|]+")
BETWEEN_TAGS = re.compile(r":::|[\n;,|]")

KEPT_FORMULA = re.compile(r"'[=+\-@\t\r]")
"""A cell that an export kept a spreadsheet from calculating. The sign in front is not part of it."""

GOOGLE_OWN_GROUP = "* "

SPOKEN = {"phones": "Phone", "emails": "E-mail", "tags": "Tag"}


class RowRefused(Exception):
    """Its text is the reason, for the person who corrects the file."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as a contact's cleaned fields."""

    fields: ContactFields
    name_key: str


@dataclass(slots=True)
class Known:
    """A contact that rows may be the same as: kept already (`id`), or made by a row before.

    `once` are those that were merged into it, as they were: a file may still say them.
    """

    fields: ContactFields
    name_key: str
    id: UUID | None = None
    is_archived: bool = False
    once: Sequence[ContactFields] = ()

    @property
    def names(self) -> set[str]:
        return {self.name_key, *(name_key_of(fields) for fields in self.once)}

    def is_so(self, says: Callable[[ContactFields, ContactFields], bool], row: ContactFields) -> bool:
        return any(says(row, fields) for fields in (self.fields, *self.once))


@dataclass
class Plan:
    """What a batch of rows does to the list. `updated` and `unchanged` count rows: two may be one contact."""

    created: list[Known] = field(default_factory=list)
    changed: dict[UUID, Known] = field(default_factory=dict)
    updated: int = 0
    unchanged: int = 0


def read_rows(
    rows: Iterable[Row], columns: int, mapping: Mapping, country: str
) -> tuple[list[Draft], list[RefusedRow]]:
    drafts: list[Draft] = []
    refused: list[RefusedRow] = []
    for row in rows:
        try:
            fields = read_row(row.cells, columns, mapping, country)
        except RowRefused as error:
            refused.append(RefusedRow(number=row.number, cells=row.cells, reason=str(error)))
        else:
            drafts.append(Draft(fields, name_key_of(fields)))
    return drafts, refused


def name_key_of(fields: ContactFields) -> str:
    return fold(fields.name)[:LONGEST_SORT_KEY]


def read_row(cells: Sequence[str], columns: int, mapping: Mapping, country: str) -> ContactFields:
    """Raises RowRefused: one bad phone among good data refuses the row, so that nothing is lost without a word."""
    if any(cell.strip() for cell in cells[columns:]):
        raise RowRefused(f"The row has {len(cells)} cells, the file has {columns} columns.")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise RowRefused(f"A cell has more than {LONGEST_CELL:,} characters.")
    said: dict[ImportField, list[str]] = defaultdict(list)
    for cell, meaning in zip(cells, mapping, strict=False):
        if meaning and (text := plain(cell)):
            said[meaning].append(text)

    def one(meaning: ImportField) -> str:
        return " ".join(said[meaning])

    full_name = f"{one(ImportField.FIRST_NAME)} {one(ImportField.LAST_NAME)}".strip()
    name = one(ImportField.NAME) or full_name or one(ImportField.COMPANY)
    if not name:
        raise RowRefused("No name.")
    fields = ContactFields(
        name=name,
        company=one(ImportField.COMPANY),
        title=one(ImportField.TITLE),
        phones=divided(said[ImportField.PHONE], BETWEEN_PHONES),
        emails=divided(said[ImportField.EMAIL], BETWEEN_EMAILS),
        tags=[tag for tag in divided(said[ImportField.TAGS], BETWEEN_TAGS) if not tag.startswith(GOOGLE_OWN_GROUP)],
        notes=one(ImportField.NOTES),
    )
    try:
        return clean(fields, country)
    except Invalid as invalid:
        raise RowRefused(" ".join(reason(error.field, error.detail, fields) for error in invalid.errors)) from invalid


def plain(cell: str) -> str:
    return (cell[1:] if KEPT_FORMULA.match(cell) else cell).strip()


def divided(cells: list[str], between: re.Pattern[str]) -> list[str]:
    return [part.strip() for cell in cells for part in between.split(cell) if part.strip()]


def reason(path: str, detail: str, fields: ContactFields) -> str:
    """ "phones.1 has too few digits." as a sentence about the text itself: "Phone '12' has too few digits." """
    name, _, place = path.partition(".")
    if not place:
        return detail[:1].upper() + detail[1:]
    return f"{SPOKEN[name]} '{getattr(fields, name)[int(place)]}'{detail.removeprefix(path)}"


def plan(drafts: Iterable[Draft], known: Iterable[Known]) -> Plan:
    """`known` are the contacts, the oldest first, that have the name of one of the drafts."""
    of_name: dict[str, list[Known]] = defaultdict(list)
    for contact in known:
        for name_key in contact.names:
            of_name[name_key].append(contact)
    planned = Plan()
    for draft in drafts:
        namesakes = of_name[draft.name_key]
        twin = find_twin(draft.fields, namesakes)
        if twin is None:
            twin = Known(draft.fields, draft.name_key)
            namesakes.append(twin)
            planned.created.append(twin)
        elif twin.is_archived or (merged := merge(twin.fields, draft.fields)) == twin.fields:
            # Somebody has put an archived contact away: a file neither brings it back nor makes another.
            planned.unchanged += 1
        else:
            twin.fields = merged
            planned.updated += 1
            if twin.id:
                planned.changed[twin.id] = twin
    return planned


def find_twin(fields: ContactFields, namesakes: list[Known]) -> Known | None:
    """By a shared phone or e-mail, else by the company where one of the two has neither; rather not an archived one."""
    surest = [contact for contact in namesakes if contact.is_so(share_reach, fields)]
    twins = surest or [contact for contact in namesakes if contact.is_so(is_same_without_reach, fields)]
    return min(twins, key=lambda contact: contact.is_archived, default=None)


def share_reach(one: ContactFields, other: ContactFields) -> bool:
    return not (set(one.phones).isdisjoint(other.phones) and set(one.emails).isdisjoint(other.emails))


def is_same_without_reach(row: ContactFields, contact: ContactFields) -> bool:
    if not has_reach(row):
        # Without a company it says nothing but the name, which the contact has, whatever it has learnt since.
        return not row.company or fold(row.company) == fold(contact.company)
    return not has_reach(contact) and fold(row.company) == fold(contact.company)


def has_reach(fields: ContactFields) -> bool:
    return bool(fields.phones or fields.emails)


def merge(contact: ContactFields, row: ContactFields) -> ContactFields:
    """The contact with what it lacked. Nothing it has is overwritten."""
    return contact.model_copy(
        update={
            "company": contact.company or row.company,
            "title": contact.title or row.title,
            "notes": contact.notes or row.notes,
            "phones": united(contact.phones, row.phones)[:MOST_PHONES],
            "emails": united(contact.emails, row.emails)[:MOST_EMAILS],
            "tags": united(contact.tags, row.tags, tag_key)[:MOST_TAGS],
        }
    )
