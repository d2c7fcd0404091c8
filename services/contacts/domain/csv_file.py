"""Reading a file somebody exported: its encoding, delimiter and header, then its rows, without holding all of it.

A source gives the file's chunks of bytes from the beginning each time it is called.
"""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import IncrementalNewlineDecoder
from itertools import chain, islice

from contracts.imports import LARGEST_IMPORT_ROWS, ImportRefused
from contracts.wire import FieldError
from services.contacts.domain.mapping import guess

Source = Callable[[], Iterable[bytes]]

MOST_COLUMNS = 60
LONGEST_LINE = 64 * 1024
LARGEST_LETTER = 4
"""In bytes, in every encoding."""

LONGEST_QUOTED = csv.field_size_limit()
LONGEST_CELL = 32 * 1024
"""Room for the longest notes that a contact may have."""
LONGEST_SAMPLE_CELL = 200
SAMPLE_ROWS = 8
SNIFFED_ROWS = 50
SNIFFED_WORDS = 2_000

DELIMITERS = (",", ";", "\t", "|")

OLD_ENCODINGS = ("windows-1252", "macintosh", "cp850")
"""What Windows, old Macs and DOS programs write, the likeliest first."""

ENCODINGS = ("utf-8", "utf-16", *OLD_ENCODINGS, "iso-8859-1", "iso-8859-15", "windows-1250")

WHAT_IT_IS = {
    b"PK\x03\x04": "an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a compressed file",
}

WORD_OUTSIDE_ASCII = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
NORDIC_LETTERS = frozenset("åäöæøÅÄÖÆØ")
OTHER_LETTERS = frozenset("éèêëüáàâñçíìîïóòôúùßÉÜÁÑÇÓÚ")
PHONE = re.compile(r"\+?[\d\s()./-]{7,}")
SEPARATOR_LINE = re.compile(r"sep=(.)\n")
END = "\0"
"""Follows the last line. No line holds it, so a row that does has a quote that was never closed."""


@dataclass(frozen=True)
class Reading:
    """How a file is read."""

    encoding: str
    delimiter: str
    has_header: bool


@dataclass(frozen=True)
class Survey:
    """What a whole file looks like. Rows count without those that are blank."""

    reading: Reading
    columns: list[str]
    sample: list[list[str]]
    rows: int


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts from 1 below the header, blank rows too, so that it can be found in a spreadsheet."""

    number: int
    cells: list[str]


def survey(
    source: Source, *, encoding: str | None = None, delimiter: str | None = None, has_header: bool | None = None
) -> Survey:
    """Reads the file once through. What is not given is detected. Raises ImportRefused."""
    encoding = known_encoding(encoding) if encoding else detect_encoding(lambda: ending_lines(source()))
    delimiter = known_delimiter(delimiter) if delimiter else detect_delimiter(lines(source(), encoding))
    first = next(filter(is_filled, records(lines(source(), encoding), delimiter)), None)
    if first is None:
        raise refused("empty", "The file is empty.")
    if len(first) > MOST_COLUMNS:
        detail = f"The file has {len(first)} columns, {MOST_COLUMNS} are the most an import may have."
        raise refused("too_many_columns", detail, limit=MOST_COLUMNS)
    if has_header is None:
        has_header = not looks_like_data(first)
    reading = Reading(encoding, delimiter, has_header)

    count = 0
    sample: list[list[str]] = []
    for count, row in enumerate(rows(source, reading), start=1):
        if count > LARGEST_IMPORT_ROWS:
            detail = f"The file has more than {LARGEST_IMPORT_ROWS:,} rows, the most one import may have."
            raise refused("too_many_rows", detail, limit=LARGEST_IMPORT_ROWS)
        if count <= SAMPLE_ROWS:
            sample.append([shortened(cell) for cell in row.cells])
    if count == 0:
        raise refused("no_rows", "The file has a header but no rows.")
    return Survey(reading, columns_of(first, has_header=has_header), sample, count)


def rows(source: Source, reading: Reading, *, after: int = 0) -> Iterator[Row]:
    """The rows that are not blank, from the one after number `after`."""
    numbered = enumerate(records(lines(source(), reading.encoding), reading.delimiter), start=1)
    header = 0
    if reading.has_header:
        header = next(number for number, cells in numbered if is_filled(cells))
    for position, cells in numbered:
        number = position - header
        if number > after and is_filled(cells):
            yield Row(number, cells)


def is_filled(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells)


def columns_of(first: list[str], *, has_header: bool) -> list[str]:
    """The names of the columns: a blank one, and each of a file without a header, is called by its place."""
    names = [cell.strip() if has_header else "" for cell in first]
    return [shortened(name) or f"Column {place}" for place, name in enumerate(names, start=1)]


def shortened(cell: str) -> str:
    return cell if len(cell) <= LONGEST_SAMPLE_CELL else cell[: LONGEST_SAMPLE_CELL - 1] + "…"


def looks_like_data(first: list[str]) -> bool:
    """A header names things; only data has an address or a phone number in it, or numbers and no known name."""
    cells = [cell.strip() for cell in first]
    if any("@" in cell or PHONE.fullmatch(cell) for cell in cells):
        return True
    return any(cell.isdigit() for cell in cells) and not any(guess(cells))


def known_encoding(encoding: str) -> str:
    if encoding.lower() not in ENCODINGS:
        raise ImportRefused.of("encoding", "encoding", f"encoding is one of {', '.join(ENCODINGS)}.")
    return encoding.lower()


def known_delimiter(delimiter: str) -> str:
    if delimiter not in DELIMITERS:
        raise ImportRefused.of("delimiter", "delimiter", "delimiter is a comma, a semicolon, a tab or a bar.")
    return delimiter


def detect_encoding(source: Source) -> str:
    """By its byte order mark, else UTF-8 if it is that from end to end, else by the letters it would have."""
    first = next((chunk for chunk in source() if chunk), b"")
    for mark, what in WHAT_IT_IS.items():
        if first.startswith(mark):
            raise refused("no_text", f"The file is {what}, not text. Save it as CSV (UTF-8) and import that.")
    if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if first.startswith(BOM_UTF8) or is_utf8(source) or is_mostly_utf8(source):
        # Where mostly UTF-8 is damaged is said when it is read; guessing another encoding would garble all of it.
        return "utf-8"
    found = chain.from_iterable(WORD_OUTSIDE_ASCII.findall(chunk) for chunk in source())
    words = list(islice(found, SNIFFED_WORDS))
    fitting = [encoding for encoding in OLD_ENCODINGS if can_decode(words, encoding)]
    return max(fitting, key=lambda encoding: likeliness(words, encoding), default="iso-8859-1")


def is_utf8(source: Source) -> bool:
    decoder = getincrementaldecoder("utf-8")()
    try:
        for chunk in source():
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def is_mostly_utf8(source: Source) -> bool:
    """Letters in two or more bytes hardly come about by chance."""
    decoder = getincrementaldecoder("utf-8")(errors="replace")
    outside_ascii = damaged = 0
    for chunk in source():
        text = decoder.decode(chunk)
        outside_ascii += len(text) - len(text.encode("ascii", errors="ignore"))
        damaged += text.count("\ufffd")
    return outside_ascii > 2 * damaged


def can_decode(words: list[bytes], encoding: str) -> bool:
    try:
        b"".join(words).decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def likeliness(words: list[bytes], encoding: str) -> int:
    """How much the words look like words: by letters of our languages, without capitals inside."""
    score = 0
    for word in words:
        text = word.decode(encoding)
        for before, letter in zip("A" + text, text, strict=False):
            if letter.isascii():
                continue
            score += 4 if letter in NORDIC_LETTERS else 2 if letter in OTHER_LETTERS else 0 if letter.isalpha() else -1
            score -= 3 * (before.islower() and letter.isupper())
    return score


def detect_delimiter(text_lines: Iterable[str]) -> str:
    """The one that cuts the header into names we know, or the first rows most evenly; a comma when none does."""
    first_lines = list(islice(text_lines, SNIFFED_ROWS))
    if first_lines and (declared := SEPARATOR_LINE.fullmatch(first_lines[0])):
        if declared[1] not in DELIMITERS:
            detail = f"Line 1 of the file divides cells by {declared[1]!r}: a comma, a semicolon, a tab or a bar may."
            raise refused("delimiter", detail, line=1)
        return declared[1]

    def fitness(delimiter: str) -> tuple[int, float, int]:
        try:
            cut = [cells for cells in csv.reader(first_lines, delimiter=delimiter) if cells]
        except csv.Error:
            return (0, 0, 0)
        known = len([field for field in guess(cut[0]) if field]) if cut else 0
        width, times = Counter(map(len, cut)).most_common(1)[0] if cut else (0, 0)
        # What is only long notes, with other delimiters in them, still has its header.
        return (known if known > 1 else 0, *((times / len(cut), width) if width > 1 else (0, 0)))

    return max(DELIMITERS, key=fitness)


def records(text_lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Each record with its cells; a blank line is an empty record. Raises ImportRefused for a quote left open."""
    text_lines = iter(text_lines)
    first = next(text_lines, "")
    if not SEPARATOR_LINE.fullmatch(first):
        text_lines = chain([first], text_lines)
    reader = csv.reader(chain(text_lines, [END]), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if cells and cells[-1].endswith(END):
                if cells != [END]:
                    detail = f"A quote that opens in line {begins} of the file is never closed."
                    raise refused("open_quote", detail, line=begins)
                return
            yield cells
            begins = reader.line_num + 1
    except csv.Error as error:
        detail = (
            f"A quoted cell that begins in line {begins} of the file has more than {LONGEST_QUOTED:,} characters: "
            "a quote is missing."
        )
        raise refused("open_quote", detail, line=begins, limit=LONGEST_QUOTED) from error


def lines(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Lines that end in a line feed, whatever ended them in the file. Raises ImportRefused for what is not text."""
    decoder = getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    newlines = IncrementalNewlineDecoder(decoder, translate=True)
    rest = ""
    number = 0
    for chunk, final in chain(((chunk, False) for chunk in chunks), [(b"", True)]):
        try:
            text = rest + newlines.decode(chunk, final=final)
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            broken = number + 1 + max(before.count(b"\n"), before.count(b"\r"))
            detail = f"The file is read as {encoding}, but line {broken} is not that."
            raise refused("encoding", detail, line=broken) from error
        except UnicodeError as error:
            # Of UTF-16 alone: it begins with no byte order mark.
            raise refused("encoding", f"The file is read as {encoding}, but does not begin as that.", line=1) from error
        if "\0" in text:
            holding = number + 1 + text[: text.index("\0")].count("\n")
            raise refused("no_text", f"Line {holding} of the file holds a NUL, so it is not text.", line=holding)
        *whole, rest = text.split("\n")
        for line in whole:
            number += 1
            if len(line) > LONGEST_LINE:
                raise too_long(number)
            yield line + "\n"
        if len(rest) > LONGEST_LINE:
            raise too_long(number + 1)
    if rest:
        yield rest + "\n"


def ending_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What is no text at all is refused where its line should have ended, and not read to the end of the file."""
    ended = since = 0
    for chunk in chunks:
        ends = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
        if since + min(ends, default=len(chunk)) > LONGEST_LINE * LARGEST_LETTER:
            raise too_long(ended + 1)
        ended += max(chunk.count(b"\n"), chunk.count(b"\r"))
        since = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) if ends else since + len(chunk)
        yield chunk


def too_long(number: int) -> ImportRefused:
    detail = f"Line {number} of the file has more than {LONGEST_LINE:,} characters."
    return refused("line_too_long", detail, line=number, limit=LONGEST_LINE)


def refused(code: str, detail: str, **facts: int) -> ImportRefused:
    return ImportRefused(detail, errors=[FieldError(field="file", code=code, detail=detail)], facts=facts)
