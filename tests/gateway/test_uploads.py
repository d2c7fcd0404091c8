"""A file out of multipart/form-data, as it arrives."""

import pytest
from starlette.requests import Request

from contracts.imports import IMPORT_CHUNK_BYTES, LARGEST_IMPORT_BYTES
from contracts.wire import Invalid
from gateway.refusals import BodyTooLarge, Malformed, MediaTypeNotSupported
from gateway.uploads import Upload

pytestmark = pytest.mark.anyio

BOUNDARY = "x-boundary-x"


def part(content, disposition='name="file"; filename="contacts.csv"'):
    return b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (
        BOUNDARY.encode(),
        disposition.encode(),
        content,
    )


END = f"--{BOUNDARY}--\r\n".encode()


def upload(body, piece=70_000, content_type=f"multipart/form-data; boundary={BOUNDARY}"):
    pieces = [body[begin : begin + piece] for begin in range(0, len(body), piece)]

    async def receive():
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    headers = [(b"content-type", content_type.encode())]
    return Upload(Request({"type": "http", "method": "POST", "headers": headers}, receive))


async def read(upload):
    await upload.name()
    return [bytes(piece) async for piece in upload.pieces()]


class TestAnUpload:
    async def test_is_handed_on_in_pieces_of_one_size(self):
        content = bytes(range(256)) * 3000
        pieces = await read(upload(part(content) + END))

        assert b"".join(pieces) == content
        assert {len(piece) for piece in pieces[:-1]} == {IMPORT_CHUNK_BYTES}

    @pytest.mark.parametrize("piece", [1, 2, 7, 61])
    async def test_is_the_same_however_it_is_cut_on_its_way(self, piece):
        content = b"name\r\n--x-boundary\r\nAnn\r\n" * 3

        assert await read(upload(part(content) + END, piece=piece)) == [content]

    async def test_knows_its_name_before_it_has_arrived(self):
        body = part(b"n" * 1_000_000, 'name="file"; filename="r\u00e4kna.csv"')

        assert await upload(body).name() == "r\u00e4kna.csv"

    async def test_may_stand_behind_other_fields(self):
        body = part(b"hello", 'name="comment"') + part(b"name\nAnn\n") + part(b"x", 'name="more"') + END

        assert await read(upload(body)) == [b"name\nAnn\n"]

    async def test_may_be_empty(self):
        assert await read(upload(part(b"") + END)) == []

    async def test_without_a_file_is_refused_by_the_fields_name(self):
        with pytest.raises(Invalid) as refusal:
            await upload(part(b"x", 'name="fiel"; filename="a.csv"') + END).name()

        assert [error.field for error in refusal.value.errors] == ["file"]

    async def test_of_two_files_is_refused(self):
        with pytest.raises(Malformed):
            await read(upload(part(b"a") + part(b"b") + END))

    async def test_that_is_cut_off_is_refused(self):
        with pytest.raises(Malformed):
            await read(upload(part(b"name\nAnn\n" * 100)[:-20]))

    async def test_that_is_not_what_it_says_is_refused(self):
        with pytest.raises(Malformed):
            await upload(b"name\nAnn\n" * 100).name()

    @pytest.mark.parametrize("content_type", ["text/csv", "multipart/form-data", "application/json", ""])
    async def test_of_another_type_is_refused(self, content_type):
        with pytest.raises(MediaTypeNotSupported):
            upload(b"", content_type=content_type)

    async def test_that_is_too_large_is_refused_and_told_the_limit(self):
        with pytest.raises(BodyTooLarge) as refusal:
            await read(upload(part(b"n" * (LARGEST_IMPORT_BYTES + 1)) + END))

        assert refusal.value.facts == {"limit": LARGEST_IMPORT_BYTES}

    async def test_of_the_largest_size_is_taken(self):
        pieces = await read(upload(part(b"n" * LARGEST_IMPORT_BYTES) + END))

        assert sum(map(len, pieces)) == LARGEST_IMPORT_BYTES
