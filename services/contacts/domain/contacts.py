"""What a contact may hold: tidied, checked, and taken apart for sorting and searching."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from contracts.records import Contact, ContactChanges, ContactFields
from contracts.wire import FieldError, Invalid, VersionMismatch
from services.contacts.domain import phones
from services.contacts.domain.text import fold, has_unprintable, many_lines, one_line, pieces

LONGEST_NAME = 200
LONGEST_COMPANY = 200
LONGEST_TITLE = 200
LONGEST_NOTES = 20_000
MOST_PHONES = 20
MOST_EMAILS = 20
LONGEST_EMAIL = 254
MOST_TAGS = 50
LONGEST_TAG = 50

# Keeps a sort key far below the 2,704 bytes that a btree holds, whatever folding made of the text.
LONGEST_SORT_KEY = 200

LAST_OF_ALL = "\U0010ffff"
"""Sorts after every text: where contacts without a company go."""

EMAIL_SIGN = r"[^\s@<>()\[\],;:\"\\]"
EMAIL = re.compile(rf"{EMAIL_SIGN}{{1,64}}@(?:(?!-)(?:(?!\.){EMAIL_SIGN}){{1,63}}\.)+(?:(?!\.){EMAIL_SIGN}){{2,63}}")


class Refused(Exception):
    """One text cannot be kept: `code` is a stable word, `detail` a sentence without its subject."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def clean(fields: ContactFields, country: str) -> ContactFields:
    """As they are kept: tidied, phones in E.164, e-mails in lower case, nothing twice. Invalid names the fields."""
    return ContactFields(**cleaned(dict(fields), country))


def clean_changes(changes: ContactChanges, country: str) -> dict[str, Any]:
    """The same for the fields that are set, by name. Null empties a field; a name cannot be empty."""
    return cleaned({name: getattr(changes, name) for name in changes.model_fields_set}, country)


def cleaned(values: Mapping[str, Any], country: str) -> dict[str, Any]:
    cleaning = Cleaning(country)
    kept = {field: CLEAN[field](cleaning, field, value) for field, value in values.items()}
    if cleaning.errors:
        raise Invalid(" ".join(error.detail for error in cleaning.errors), errors=cleaning.errors)
    return kept


class Cleaning:
    """One record's: all of its errors are told at once."""

    def __init__(self, country: str) -> None:
        self.country = country
        self.errors: list[FieldError] = []

    def refuse(self, field: str, refused: Refused) -> None:
        self.errors.append(FieldError(field=field, code=refused.code, detail=f"{field} {refused.detail}."))

    def text(self, field: str, text: str, longest: int) -> str:
        try:
            check_text(text, longest)
        except Refused as refused:
            self.refuse(field, refused)
        return text

    def name(self, field: str, given: str | None) -> str:
        name = self.text(field, one_line(given or ""), LONGEST_NAME)
        if not name:
            self.refuse(field, Refused("required", "must not be empty"))
        return name

    def company(self, field: str, given: str | None) -> str:
        return self.text(field, one_line(given or ""), LONGEST_COMPANY)

    def title(self, field: str, given: str | None) -> str:
        return self.text(field, one_line(given or ""), LONGEST_TITLE)

    def notes(self, field: str, given: str | None) -> str:
        return self.text(field, many_lines(given or ""), LONGEST_NOTES)

    def owner(self, field: str, given: UUID | None) -> UUID | None:  # noqa: ARG002  one shape for all fields
        return given

    def phones(self, field: str, given: Sequence[str] | None) -> list[str]:
        return list(self.each(field, given, MOST_PHONES, partial(clean_phone, country=self.country)))

    def emails(self, field: str, given: Sequence[str] | None) -> list[str]:
        return list(self.each(field, given, MOST_EMAILS, clean_email))

    def tags(self, field: str, given: Sequence[str] | None) -> list[str]:
        tags = self.each(field, given, MOST_TAGS, clean_tag)
        return united(tags, [], tag_key)

    def each(
        self, field: str, given: Sequence[str] | None, most: int, clean_one: Callable[[str], str]
    ) -> Sequence[str]:
        """The texts that are not blank, in their order, each once."""
        texts = {place: text for place, text in enumerate(given or []) if text.strip()}
        if len(texts) > most:
            self.refuse(field, Refused("too_many", f"may hold {most}, these are {len(texts)}"))
            return []
        kept: dict[str, None] = {}
        for place, text in texts.items():
            try:
                kept[clean_one(text)] = None
            except Refused as refused:
                self.refuse(f"{field}.{place}", refused)
        return list(kept)


CLEAN: dict[str, Callable[[Cleaning, str, Any], Any]] = {
    "name": Cleaning.name,
    "company": Cleaning.company,
    "title": Cleaning.title,
    "phones": Cleaning.phones,
    "emails": Cleaning.emails,
    "tags": Cleaning.tags,
    "owner_id": Cleaning.owner,
    "notes": Cleaning.notes,
}


def check_text(text: str, longest: int) -> None:
    if has_unprintable(text):
        raise Refused("unprintable", "holds control characters")
    if len(text) > longest:
        raise Refused("too_long", f"may have {longest:,} characters, this has {len(text):,}")


def clean_phone(text: str, country: str) -> str:
    try:
        return phones.normalise(text, country)
    except phones.NotAPhoneNumber as error:
        raise Refused("phone", str(error)) from error


def clean_email(text: str) -> str:
    email = one_line(text).lower()
    check_text(email, LONGEST_EMAIL)
    if not EMAIL.fullmatch(email):
        raise Refused("email", "is not an e-mail address")
    return email


def clean_tag(text: str) -> str:
    tag = one_line(text)
    check_text(tag, LONGEST_TAG)
    return tag


def tag_key(tag: str) -> str:
    """Tags that differ only in case are the same tag."""
    return one_line(tag).casefold()


def united(ones: Sequence[str], others: Sequence[str], key: Callable[[str], str] = str) -> list[str]:
    """All of both, the ones first, each once; of two that have one key the first."""
    firsts: dict[str, str] = {}
    for each in (*ones, *others):
        firsts.setdefault(key(each), each)
    return list(firsts.values())


@dataclass(frozen=True)
class Keys:
    """What is kept beside a contact only to sort and to search it."""

    name_key: str
    company_key: str
    search_text: str
    pieces: list[str]
    tag_keys: list[str]


def keys(fields: ContactFields) -> Keys:
    """Of cleaned fields."""
    name, company = fold(fields.name), fold(fields.company)
    # A line each: a fragment never spans the end of one and the beginning of the next.
    searched = [name, company, *map(fold, fields.emails), *map(phones.spellings, fields.phones)]
    search_text = "\n".join(filter(None, searched))
    return Keys(
        name_key=name[:LONGEST_SORT_KEY],
        company_key=company[:LONGEST_SORT_KEY] or LAST_OF_ALL,
        search_text=search_text,
        pieces=pieces(search_text),
        tag_keys=[tag_key(tag) for tag in fields.tags],
    )


def check_version(contact: Contact, version: int | None) -> None:
    """`version` is the one the asker saw; None: whatever it is now."""
    if version not in (None, contact.version):
        raise VersionMismatch(
            f"This is version {contact.version} now, not {version}.",
            facts={"current": contact.model_dump(mode="json")},
        )


def differences(contact: Contact, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in cleaned.items() if getattr(contact, field) != value}
