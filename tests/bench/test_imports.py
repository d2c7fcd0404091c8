"""`./qero bench import`, with a file too small to mean anything."""

import re

from bench.imports.people import people_csv
from services.contacts.domain.csv_file import rows, survey
from services.contacts.domain.imports import plan, read_rows
from services.contacts.domain.mapping import guess


def test_prints_the_import_in_its_parts_and_copy(look_at):
    printed = look_at("import")

    shown = re.findall(r"^(upload and look through|rows|import|COPY)(?:  +[\d.,]+){6}$", printed, re.MULTILINE)
    assert shown == ["upload and look through", "rows", "import", "COPY"]


def test_each_row_of_the_file_is_a_contact_of_its_own():
    file = [people_csv(2_000)]
    surveyed = survey(lambda: file)

    read = rows(lambda: file, surveyed.reading, after=0)
    drafts, refused = read_rows(read, len(surveyed.columns), guess(surveyed.columns), "SE")

    assert (len(plan(drafts, []).created), refused) == (2_000, [])
