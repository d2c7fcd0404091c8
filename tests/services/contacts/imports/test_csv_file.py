"""Files as people really export them, and files made to break a reader."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.imports import LARGEST_IMPORT_ROWS, ImportField, ImportRefused
from services.contacts.domain.csv_file import (
    DELIMITERS,
    LONGEST_LINE,
    MOST_COLUMNS,
    Reading,
    Source,
    Survey,
    rows,
    survey,
)
from services.contacts.domain.imports import read_rows


def source(content: bytes, *, chunk: int = 7) -> Source:
    """Cut into small chunks, so that letters, line ends and quotes fall apart."""
    return lambda: (content[at : at + chunk] for at in range(0, len(content), chunk))


def surveyed(text: str, encoding: str = "utf-8") -> Survey:
    return survey(source(text.encode(encoding)))


def cells_of(text: str) -> list[list[str]]:
    content = source(text.encode())
    return [row.cells for row in rows(content, survey(content).reading)]


class TestEncoding:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8"),
            ("utf-16", "utf-16"),
            ("cp1252", "windows-1252"),
            ("latin-1", "windows-1252"),
            ("mac_roman", "macintosh"),
            ("cp850", "cp850"),
        ],
    )
    @pytest.mark.parametrize(
        "text",
        [
            "Namn;Telefon\nÅsa Öberg;070-1234567\n",
            "Namn;Företag\nBjörn Sjöström;Åkeri AB\nGöran;Räksmörgås\n",
            "Name;Company\nJosé Núñez;Café\nZoë;Müller GmbH\n",
            "Namn;Ort\nAnna;Malmö\n",
        ],
    )
    def test_is_found_from_the_letters(self, text, written, read):
        found = surveyed(text, written)

        assert found.reading.encoding == read
        assert [found.columns, *found.sample] == list(csv.reader(io.StringIO(text), delimiter=";"))

    def test_big_endian_utf_16_is_read_by_its_mark(self):
        content = b"\xfe\xff" + "Namn\tOrt\nÅsa\tUmeå\n".encode("utf-16-be")

        assert survey(source(content)).sample == [["Åsa", "Umeå"]]

    def test_a_replacement_character_that_was_exported_is_kept(self):
        assert surveyed("Namn\nMalm\ufffd\n").sample == [["Malm\ufffd"]]

    def test_damaged_utf_8_is_refused_with_its_line_and_not_garbled(self):
        content = "Namn\nÅsa\nÖrjan\nMärta\n".encode() + b"Bj\xf6rn\n"

        with pytest.raises(ImportRefused, match="read as utf-8, but line 5"):
            survey(lambda: iter([content[:20], content[20:]]))

    def test_is_taken_as_given(self):
        assert survey(source("Namn\nŁukasz\n".encode("cp1250")), encoding="Windows-1250").sample == [["Łukasz"]]

    def test_given_wrongly_is_refused(self):
        with pytest.raises(ImportRefused, match="read as utf-8"):
            survey(source("Namn\nÅsa\n".encode("cp1252")), encoding="utf-8")

    def test_that_nobody_knows_is_refused_by_field(self):
        with pytest.raises(ImportRefused) as refusal:
            survey(source(b"Namn\nAnn\n"), encoding="rot13")

        assert [error.field for error in refusal.value.errors] == ["encoding"]

    @pytest.mark.parametrize("content", [b"Namn\nAnn\n", b"", b"N", "Namn\nAnn\n".encode("utf-16-le")])
    def test_that_is_told_and_whose_mark_is_missing_is_refused(self, content):
        with pytest.raises(ImportRefused, match=r"utf-16|empty"):
            survey(source(content), encoding="utf-16")


class TestWhatIsNoText:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (b"\r\n \r\n,,\r\n", "empty"),
            (b"Name,Phone\r\n", "header but no rows"),
            (b"Name,Phone\r\n,\r\n\r\n", "header but no rows"),
            (b"PK\x03\x04 and so on", "an Excel workbook"),
            (b"\xd0\xcf\x11\xe0 and so on", "an old Excel workbook"),
            (b"%PDF-1.7", "a PDF document"),
            (b"Name\nAn\0na\n", "Line 2 of the file holds a NUL"),
            ("Name\nAnna\n".encode("utf-16-le"), "Line 1 of the file holds a NUL"),
            (b"\xff\xfeN", "read as utf-16"),
            (b'Name\nAnna\n"Bo\nCecilia\n', "quote that opens in line 3"),
            (b'Name\n"' + b"Anna\n" * 40_000, "quoted cell that begins in line 2"),
            (b"Name\nAnna\n" + b"x" * (LONGEST_LINE + 1), "Line 3 .* more than"),
            (b"," * MOST_COLUMNS + b"Name\nAnna\n", "61 columns"),
        ],
    )
    def test_is_refused_with_the_reason(self, content, reason):
        with pytest.raises(ImportRefused, match=reason):
            survey(source(content, chunk=4_000))

    def test_more_rows_than_an_import_may_have_are_refused(self):
        content = b"Name\n" + b"Anna\n" * (LARGEST_IMPORT_ROWS + 1)

        with pytest.raises(ImportRefused, match="more than 100,000 rows"):
            survey(source(content, chunk=100_000))


class TestRows:
    def test_quotes_hold_delimiters_quotes_and_line_ends(self):
        text = 'Name,Notes\r\n"Doe, ""Jo""","line\r\nbreak"\r\nAnn,plain\r\n'

        assert cells_of(text) == [['Doe, "Jo"', "line\nbreak"], ["Ann", "plain"]]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_end_as_the_system_ends_lines(self, end):
        assert cells_of(end.join(["Name,Phone", "Ann,1", "Bo,2"])) == [["Ann", "1"], ["Bo", "2"]]

    def test_a_unicode_line_separator_is_no_line_end(self):
        assert cells_of("Name,Notes\nAnn,a\u2028b\x0bc\x85d\n") == [["Ann", "a\u2028b\x0bc\x85d"]]

    def test_blank_ones_are_passed_over_and_numbered(self):
        content = source(b"\nName,Phone\n\nAnn,1\n , \nBo,2\n")

        found = survey(content)

        assert found.rows == 2
        assert [row.number for row in rows(content, found.reading)] == [2, 4]

    def test_ragged_ones_stay_as_they_are(self):
        assert cells_of("Name,Phone\nAnn\nBo,1,2\n") == [["Ann"], ["Bo", "1", "2"]]

    def test_go_on_after_a_number(self):
        content = source(b"Name\nAnn\nBo\nCai\n")

        assert [row.cells for row in rows(content, survey(content).reading, after=2)] == [["Cai"]]

    @given(
        table=st.lists(
            st.lists(
                st.text(st.characters(exclude_characters="\0\r", codec="utf-8"), max_size=20), min_size=3, max_size=3
            ),
            min_size=1,
            max_size=8,
        ),
        delimiter=st.sampled_from(DELIMITERS),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    )
    def test_written_and_read_are_the_same(self, table, delimiter, encoding):
        written = io.StringIO()
        csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["Name", "Phone", "Notes"], *table])
        content = source(written.getvalue().encode(encoding))
        reading = Reading("utf-16" if encoding == "utf-16" else "utf-8", delimiter, has_header=True)

        read = [row.cells for row in rows(content, reading)]

        assert read == [cells for cells in table if any(cell.strip() for cell in cells)]


HOSTILE = st.lists(
    st.sampled_from(
        [
            "Name",
            "Phone",
            '"',
            '""',
            ",",
            ";",
            "\t",
            "|",
            "\n",
            "\r\n",
            "\r",
            "\0",
            "\ufeff",
            "å",
            "\u2028",
            "'=1+1",
            "x" * 5_000,
        ]
    )
    | st.text(max_size=5),
    max_size=40,
).map("".join)


class TestAHostileFile:
    @settings(max_examples=300, deadline=None)
    @given(
        content=st.binary(max_size=300)
        | st.builds(str.encode, HOSTILE, st.sampled_from(["utf-8", "utf-16"]), st.just("replace"))
        | HOSTILE.map(lambda text: text.encode("cp1252", "replace"))
    )
    def test_is_read_or_refused_and_nothing_else(self, content):
        given_in_pieces = source(content, chunk=1_000)
        try:
            found = survey(given_in_pieces)
        except ImportRefused:
            return

        mapping = [ImportField.NAME, ImportField.PHONE, *[ImportField.NOTES] * MOST_COLUMNS][: len(found.columns)]
        drafts, refused = read_rows(rows(given_in_pieces, found.reading), len(found.columns), mapping, "SE")
        assert len(drafts) + len(refused) == found.rows


class TestDelimiter:
    @pytest.mark.parametrize("delimiter", DELIMITERS)
    def test_is_the_one_that_cuts_evenly(self, delimiter):
        text = "\n".join(delimiter.join(cells) for cells in [("Namn", "Titel"), ("Ann", "Chef"), ("Bo", "Vd")])

        assert surveyed(text).reading.delimiter == delimiter

    def test_commas_in_cells_do_not_outvote_semicolons(self):
        assert surveyed("Namn;Noter\nAnn;a, b, c\nBo;d\nCai;e, f\n").reading.delimiter == ";"

    def test_semicolons_in_quotes_do_not_outvote_commas(self):
        assert surveyed('Name,Tags\nAnn,"a;b;c"\nBo,"d;e;f"\n').reading.delimiter == ","

    def test_is_believed_when_excel_declares_it(self):
        found = surveyed("sep=;\nNamn;Ort\nAnn;Umeå\n")

        assert (found.reading.delimiter, found.columns, found.sample) == (";", ["Namn", "Ort"], [["Ann", "Umeå"]])

    def test_of_a_single_column_is_a_comma(self):
        assert surveyed("Namn\nAnn Ek\n").reading.delimiter == ","

    def test_given_is_one_of_four(self):
        with pytest.raises(ImportRefused) as refusal:
            survey(source(b"Name\nAnn\n"), delimiter="x")

        assert [error.field for error in refusal.value.errors] == ["delimiter"]

    def test_is_that_of_the_header_whatever_long_notes_hold(self):
        notes = "\n".join(["a; b; c"] * 60)

        assert survey(source(f'Name,Notes\nAnn,"{notes}"\n'.encode())).reading.delimiter == ","


class TestHeader:
    @pytest.mark.parametrize("first", ["Ann,ann@example.com", "Ann,+46 70 123 45 67", "Ann,0701234567", "Ann,42"])
    def test_is_missing_when_the_first_row_is_data(self, first):
        found = surveyed(f"{first}\nBo,x\n")

        assert (found.reading.has_header, found.columns, found.rows) == (False, ["Column 1", "Column 2"], 2)

    @pytest.mark.parametrize("first", ["Namn,2024", "Full name,Ring after 5", "Namn,Telefon (08-123456)"])
    def test_may_have_numbers_among_known_names(self, first):
        assert surveyed(f"{first}\nBo,x\n").reading.has_header

    def test_without_a_name_is_called_by_its_place(self):
        assert surveyed("Name,,Notes\nAnn,1,x\n").columns == ["Name", "Column 2", "Notes"]

    def test_is_taken_as_told(self):
        content = source(b"Ann,ann@example.com\nBo,bo@example.com\n")

        assert survey(content, has_header=True).rows == 1


class TestSample:
    def test_shows_the_first_rows_with_long_cells_cut(self):
        found = surveyed("Name\n" + "x" * 300 + "\n" + "Ann\n" * 20)

        assert len(found.sample) == 8
        assert found.sample[0] == ["x" * 199 + "…"]
