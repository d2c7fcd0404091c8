"""Which column is which field: as the team last said, else guessed from the header, in English and Swedish, or from
the cells without one.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from contracts.imports import ImportField, ImportRefused
from contracts.wire import FieldError

Mapping = list[ImportField | None]
Remembered = dict[str, ImportField | None]
"""What the team last mapped a column to, by its header as `spoken`."""

MANY = frozenset({ImportField.PHONE, ImportField.EMAIL, ImportField.TAGS})
"""The fields that several columns may be."""

NAMING = frozenset({ImportField.NAME, ImportField.FIRST_NAME, ImportField.LAST_NAME, ImportField.COMPANY})
"""The fields that can give a contact its name."""

HEADERS: dict[ImportField, tuple[str, ...]] = {
    ImportField.ID: ("qero id", "id"),
    # Of a field that only one column can be, the header named first wins.
    ImportField.NAME: (
        "full name", "name", "display name", "contact name", "contact", "person name", "candidate", "candidate name",
        "fullständigt namn", "namn", "visningsnamn", "kontaktnamn", "kontaktperson", "kontakt", "kandidat", "file as",
    ),
    ImportField.FIRST_NAME: ("first name", "given name", "firstname", "forename", "förnamn", "tilltalsnamn"),
    ImportField.LAST_NAME: ("last name", "family name", "lastname", "surname", "efternamn"),
    ImportField.COMPANY: (
        "company", "company name", "organization name", "organisation name", "organization", "organisation",
        "person organization", "account name", "account", "employer", "current company", "associated company",
        "business", "företag", "företagsnamn", "bolag", "bolagsnamn", "organisationsnamn", "arbetsgivare", "firma",
        "kundnamn", "kund",
    ),
    ImportField.TITLE: (
        "job title", "organization title", "organisation title", "position", "role", "current position", "occupation",
        "title", "befattning", "yrke", "yrkestitel", "jobbtitel", "roll", "tjänst", "arbetstitel", "titel",
    ),
    ImportField.PHONE: (
        "phone", "phone number", "phones", "telephone", "telephone number", "tel", "mobile", "mobile phone",
        "mobile phone number", "mobile number", "cell", "cell phone", "work phone", "business phone", "home phone",
        "primary phone", "company main phone", "company phone", "other phone", "direct phone", "direct number",
        "car phone", "person phone", "person phone work", "person phone mobile", "person phone home",
        "person phone other", "phone work", "phone mobile", "phone home", "telefon", "telefonnummer", "telefonnr",
        "telefon nr", "tel nr", "telnr", "mobil", "mobilnummer", "mobilnr", "mobiltelefon", "mobiltelefonnummer",
        "arbetstelefon", "telefon arbete", "telefon arbetet", "telefon hem", "telefon bostad", "telefon mobil",
        "hemtelefon", "jobbtelefon", "direktnummer", "direkttelefon", "direktnr", "växel", "växelnummer",
        "företagstelefon", "primär telefon", "annan telefon", "bostadstelefon",
    ),
    ImportField.EMAIL: (
        "email", "e mail", "mail", "emails", "email address", "e mail address", "primary email", "work email",
        "business email", "home email", "personal email", "person email", "person email work", "person email home",
        "person email other", "email work", "email home", "epost", "e post", "epostadress", "e postadress",
        "e post adress", "epost adress", "mailadress", "mejl", "mejladress", "e post arbete", "jobbmejl",
    ),
    ImportField.TAGS: (
        "tags", "tag", "labels", "label", "categories", "category", "group membership", "groups", "taggar", "tagg",
        "etiketter", "etikett", "kategorier", "kategori", "grupper",
    ),
    ImportField.NOTES: (
        "notes", "note", "comments", "comment", "description", "remarks", "anteckningar", "anteckning", "kommentar",
        "kommentarer", "notering", "noteringar", "beskrivning", "övrigt",
    ),
}  # fmt: skip

MEANING = {header: (field, rank) for field, headers in HEADERS.items() for rank, header in enumerate(headers)}
PHONE = re.compile(r"'?\+?[\d\s()./-]{6,}")
ID = re.compile(r"|[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")


def guess(columns: Sequence[str]) -> Mapping:
    """A field or None for each column of a file with a header."""
    mapping: Mapping = [None] * len(columns)
    best: dict[ImportField, tuple[int, int]] = {}
    for place, column in enumerate(columns):
        field, rank = MEANING.get(spoken(column), (None, 0))
        if field in MANY:
            mapping[place] = field
        elif field and (rank, place) < best.get(field, (len(MEANING), 0)):
            best[field] = (rank, place)
    for field, (_, place) in best.items():
        mapping[place] = field
    return mapping


def recall(
    columns: Sequence[str], sample: Sequence[Sequence[str]], remembered: Remembered
) -> tuple[Mapping, list[bool]]:
    """What a file with a header is mapped to, and which columns of it as the team did before."""
    guessed = without_foreign_ids(guess(columns), sample)
    headers = [spoken(column) for column in columns]
    taken = {remembered[header] for header in headers if header in remembered} - MANY
    recalled = without_foreign_ids(
        [
            remembered.get(header, None if field in taken else field)
            for header, field in zip(headers, guessed, strict=True)
        ],
        sample,
    )
    try:
        check(recalled, columns)
    except ImportRefused:
        return guessed, [False] * len(columns)
    return recalled, [header in remembered for header in headers]


def to_remember(columns: Sequence[str], mapping: Mapping) -> Remembered:
    """Of several columns of one header that became different fields there is nothing to remember."""
    meanings: dict[str, set[ImportField | None]] = defaultdict(set)
    for column, field in zip(columns, mapping, strict=True):
        meanings[spoken(column)].add(field)
    return {header: next(iter(fields)) for header, fields in meanings.items() if header and len(fields) == 1}


def without_foreign_ids(mapping: Mapping, sample: Sequence[Sequence[str]]) -> Mapping:
    """Other programs have a column of that name too."""
    return [
        None
        if field == ImportField.ID and any(place < len(row) and not ID.fullmatch(row[place].strip()) for row in sample)
        else field
        for place, field in enumerate(mapping)
    ]


def spoken(header: str) -> str:
    """As one would say it: "E-mail 1 - Value" and "E-MAIL" are "e mail"; numbers only count columns."""
    words = re.sub(r"[\W\d_]+", " ", header.casefold()).split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] == "value" else words)


def guess_from_cells(sample: Sequence[Sequence[str]]) -> Mapping:
    """For a file without a header: what the cells of each column look like; the first words are the name."""
    width = max(map(len, sample), default=0)
    mapping: Mapping = []
    for place in range(width):
        cells = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
        if cells and all("@" in cell for cell in cells):
            mapping.append(ImportField.EMAIL)
        elif cells and all(PHONE.fullmatch(cell) for cell in cells):
            mapping.append(ImportField.PHONE)
        elif cells and ImportField.NAME not in mapping and all(re.search(r"[^\W\d]", cell) for cell in cells):
            mapping.append(ImportField.NAME)
        else:
            mapping.append(None)
    return mapping


def check(mapping: Mapping, columns: Sequence[str]) -> None:
    """Raises ImportRefused, naming each column that is mapped wrongly."""
    if len(mapping) != len(columns):
        raise refused([("mapping", "length", f"mapping has {len(mapping)} fields for {len(columns)} columns.")])
    mistakes = []
    first: dict[ImportField, int] = {}
    for place, field in enumerate(mapping):
        if field is None or field in MANY:
            continue
        if field in first:
            detail = f"'{columns[first[field]]}' and '{columns[place]}' cannot both be {field}."
            mistakes.append((f"mapping.{place}", "twice", detail))
        first.setdefault(field, place)
    if not NAMING & set(mapping):
        mistakes.append(("mapping", "no-name", "No column is the name, first name, last name or company."))
    if mistakes:
        raise refused(mistakes)


def refused(mistakes: list[tuple[str, str, str]]) -> ImportRefused:
    errors = [FieldError(field=field, code=code, detail=detail) for field, code, detail in mistakes]
    return ImportRefused(" ".join(error.detail for error in errors), errors=errors)
