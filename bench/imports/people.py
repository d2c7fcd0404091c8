"""A file as somebody exports it: made-up people, no two the same, their numbers as they are dialled at home."""

import csv
import io
from random import Random

from contracts.kinds import Kind
from contracts.records import ContactFields
from deploy.local.demo import generate

HEADER = ("Name", "Company", "Job title", "Phone", "Phone 2", "E-mail", "Tags")
SEED = 20_260_101


def people_csv(rows: int) -> bytes:
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(HEADER)
    random = Random(SEED)
    known: set[tuple[str, str]] = set()
    while len(known) < rows:
        fields = generate.contact(random, Kind.CONTACT)
        # Who has a namesake at the same firm has the same address: to an import they would be one person.
        place = (fields.name, fields.emails[0] if fields.emails else fields.phones[0])
        if place not in known:
            known.add(place)
            written.writerow(row_of(fields))
    return text.getvalue().encode()


def row_of(fields: ContactFields) -> list[str]:
    first, second = ([*map(dialled, fields.phones), ""])[:2]
    return [fields.name, fields.company, fields.title, first, second, ";".join(fields.emails), ";".join(fields.tags)]


def dialled(phone: str) -> str:
    """+46701234567 as 070-123 45 67."""
    home = "0" + phone.removeprefix("+46")
    return f"{home[:3]}-{home[3:6]} {home[6:8]} {home[8:]}".strip()
