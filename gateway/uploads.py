"""One file out of a multipart/form-data body (RFC 7578), handed on in pieces as it arrives."""

from collections.abc import AsyncIterator

from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from contracts.imports import IMPORT_CHUNK_BYTES, LARGEST_IMPORT_BYTES
from contracts.wire import Invalid
from gateway.refusals import BodyTooLarge, Malformed, MediaTypeNotSupported

FILE_FIELD = b"file"
LONGEST_FILE_NAME = 255
NOT_READABLE = "The body is not multipart/form-data as its Content-Type says, or it was cut off."


class Upload:
    def __init__(self, request: Request) -> None:
        kind, options = parse_options_header(request.headers.get("content-type"))
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise MediaTypeNotSupported("Send the file as multipart/form-data, in the field `file`.")
        self.stream = request.stream()
        self.file_name: str | None = None
        self.received = 0
        self.waiting = bytearray()
        self.in_file = False
        self.complete = False
        self.header_name = bytearray()
        self.header_value = bytearray()
        self.headers: dict[bytes, bytes] = {}
        self.parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self.on_part_begin,
                "on_header_field": self.on_header_field,
                "on_header_value": self.on_header_value,
                "on_header_end": self.on_header_end,
                "on_headers_finished": self.on_headers_finished,
                "on_part_data": self.on_part_data,
                "on_part_end": self.on_part_end,
                "on_end": self.on_end,
            },
        )

    async def name(self) -> str:
        """Reads until the file begins."""
        while self.file_name is None and await self.read_more():
            pass
        if self.file_name is None:
            raise Invalid.of("file", "missing", "The field `file` is missing.")
        return self.file_name

    async def pieces(self) -> AsyncIterator[bytes]:
        """Raises when the body turns out too large or cut off; what was yielded before is part of nothing whole."""
        while True:
            while len(self.waiting) < IMPORT_CHUNK_BYTES and await self.read_more():
                pass
            if not self.waiting:
                break
            yield bytes(self.waiting[:IMPORT_CHUNK_BYTES])
            del self.waiting[:IMPORT_CHUNK_BYTES]
        if not self.complete:
            raise Malformed(NOT_READABLE)

    async def read_more(self) -> bool:
        arrived = await anext(self.stream, b"")
        if not arrived:
            return False
        try:
            self.parser.write(arrived)
        except FormParserError as error:
            raise Malformed(NOT_READABLE) from error
        if self.received > LARGEST_IMPORT_BYTES:
            raise BodyTooLarge(
                f"A file may have {LARGEST_IMPORT_BYTES:,} bytes at most.", facts={"limit": LARGEST_IMPORT_BYTES}
            )
        return True

    def on_part_begin(self) -> None:
        self.headers.clear()

    def on_header_field(self, arrived: bytes, begin: int, end: int) -> None:
        self.header_name += arrived[begin:end]

    def on_header_value(self, arrived: bytes, begin: int, end: int) -> None:
        self.header_value += arrived[begin:end]

    def on_header_end(self) -> None:
        self.headers[bytes(self.header_name).lower()] = bytes(self.header_value)
        self.header_name.clear()
        self.header_value.clear()

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self.headers.get(b"content-disposition"))
        if options.get(b"name") != FILE_FIELD:
            return
        if self.file_name is not None:
            raise Malformed("Send one file at a time.")
        self.in_file = True
        name = options.get(b"filename", b"").decode(errors="replace")
        self.file_name = name[-LONGEST_FILE_NAME:] or "import.csv"

    def on_part_data(self, arrived: bytes, begin: int, end: int) -> None:
        if self.in_file:
            self.waiting += arrived[begin:end]
            self.received += end - begin

    def on_part_end(self) -> None:
        self.in_file = False

    def on_end(self) -> None:
        self.complete = True
