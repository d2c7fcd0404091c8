"""Whatever is uploaded ends as an import whose counts are true, or as a refusal that says what and where."""

import csv
import io
import re
import tracemalloc
from collections.abc import Iterator
from itertools import chain, repeat

import pytest
from sqlalchemy import create_engine
from support.hostile_files import corpus

from contracts.imports import IMPORT_CHUNK_BYTES, ImportRefused, ImportState
from gateway.routes.imports import csv_lines
from services.contacts.domain.csv_file import LONGEST_LINE, survey

FILES = corpus()
OF_THE_WHOLE_FILE = {"empty", "no_rows", "no_text", "no-name"}
RUN_BY_A_SPREADSHEET = re.compile(r"[=+\-@\t\r\0]")
PHONE = re.compile(r"\+[0-9]{6,15}")


def test_there_are_three_hundred_of_them():
    assert len({file.content for file in FILES}) >= 300
    assert len({file.name for file in FILES}) == len(FILES)


@pytest.fixture(scope="module", autouse=True)
def kept_connections(database):
    """A file takes some fourteen transactions: to connect for each would take longer than all the rest."""
    roles = ("contacts_app", "postgres")
    with pytest.MonkeyPatch.context() as patch:
        for role in roles:
            patch.setitem(database.engines, role, create_engine(database.url(role)))
        yield
        for role in roles:
            database.engines[role].dispose()


@pytest.fixture
def kept(administrator, ann):
    """How many rows the database keeps of Ann's team, which is new, in tables that an import writes to."""

    def count():
        [row] = administrator(
            """
            select (select count(*) from contacts.contacts where team_id = :id) as contacts,
                   (select count(*) from contacts.import_chunks where team_id = :id) as chunks,
                   (select count(*) from contacts.refused_rows where team_id = :id) as refused,
                   (select count(*) from contacts.journal where team_id = :id) as events
            """,
            id=ann.team_id,
        )
        return row._asdict()

    return count


def check_refusal(refusal: ImportRefused):
    """It says what is wrong and, unless it is all of the file, where."""
    assert all(error.field for error in refusal.errors)
    assert refusal.facts or {error.code for error in refusal.errors} <= OF_THE_WHOLE_FILE, refusal.detail


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_ends_with_true_counts_or_a_reason(desk, ann, kept, file):
    try:
        started = desk(ann).start(desk(ann).upload(file.content, chunk=50_000))
    except ImportRefused as refusal:
        check_refusal(refusal)
        assert (kept()["contacts"], kept()["events"]) == (0, 0)
        return
    desk(ann).work_it_off()

    done = desk(ann).look(started)
    refused = desk(ann).refused(done, limit=500)
    after = kept()
    assert done.state == ImportState.DONE, done.detail
    assert done.counts.rows == done.counts.done
    assert done.counts.rows == (done.counts.created + done.counts.updated + done.counts.unchanged + done.counts.refused)
    assert after == {"contacts": done.counts.created, "chunks": 0, "refused": done.counts.refused, "events": 1}
    assert all(row.reason for row in refused)
    assert are_harmless([row.cells for row in refused])


def are_harmless(rows):
    """As the gateway writes them for a spreadsheet."""
    written = csv.reader(io.StringIO(csv_lines(rows, ","), newline=""))
    return not [
        cell for row in written for cell in row if RUN_BY_A_SPREADSHEET.match(cell) and not PHONE.fullmatch(cell)
    ]


class TestALineOfAGigabyte:
    @pytest.fixture
    def streamed(self):
        """A file that is made as it is read, and how many chunks of it were."""
        taken = []

        def source(begin: bytes, chunk: bytes) -> Iterator[bytes]:
            for piece in chain([begin], repeat(chunk, 1024**3 // IMPORT_CHUNK_BYTES)):
                taken.append(len(piece))
                yield piece

        source.taken = taken
        return source

    @pytest.mark.parametrize(
        ("begin", "letter", "line"),
        [
            (b"x", b"x", 1),
            (b"Name\nAnna\n", b"x", 3),
            (b'Name,Notes\r\nAnna,"', b"x", 2),
            (b"\xff\xfe" + "Name\nAnna\n".encode("utf-16-le"), b"x\0", 3),
            (b"Name\rAnna\r", "Å".encode("cp1252"), 3),
            (b"Name\nAnna\n", b",", 3),
            (b"Name\nAnna\n", b"\0", 3),
        ],
        ids=["alone", "below a header", "in quotes", "in utf-16", "in an old encoding", "of commas", "of NULs"],
    )
    def test_is_refused_after_a_little_of_it(self, streamed, begin, letter, line):
        chunk = letter * (IMPORT_CHUNK_BYTES // len(letter))
        tracemalloc.start()
        with pytest.raises(ImportRefused) as refusal:
            survey(lambda: streamed(begin, chunk))
        _, most_memory = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert refusal.value.facts == {"line": line, "limit": LONGEST_LINE}
        assert sum(streamed.taken) < 10 * IMPORT_CHUNK_BYTES
        assert most_memory < 50 * IMPORT_CHUNK_BYTES
