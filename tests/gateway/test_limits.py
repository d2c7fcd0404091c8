"""What is refused for its size or form before any service is asked."""

import asyncio
import json

import pytest

from contracts.imports import LARGEST_IMPORT_BYTES
from gateway import limits
from gateway.limits import DEEPEST_JSON, LARGEST_JSON_BYTES, Counted
from gateway.refusals import BodyTooSlow

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}
LET_THROUGH = 503


def body_of(size):
    frame = len(json.dumps({"email": "", "password": "x"}))
    return json.dumps({"email": "a" * (size - frame), "password": "x"})


async def in_pieces(body, size=50_000):
    for begin in range(0, len(body), size):
        yield body[begin : begin + size].encode()


class TestABody:
    async def test_of_one_mebibyte_is_read(self, api):
        answer = await api.post("/api/session", content=body_of(LARGEST_JSON_BYTES), headers=JSON)

        assert answer.status_code == LET_THROUGH

    async def test_of_a_byte_more_is_refused_and_told_the_limit(self, api):
        answer = await api.post("/api/session", content=body_of(LARGEST_JSON_BYTES + 1), headers=JSON)

        assert answer.status_code == 413
        assert answer.json()["type"].endswith("/body-too-large")
        assert answer.json()["limit"] == LARGEST_JSON_BYTES

    async def test_that_says_no_length_is_counted_as_it_arrives(self, api):
        answer = await api.post("/api/session", content=in_pieces(body_of(LARGEST_JSON_BYTES + 1)), headers=JSON)

        assert answer.status_code == 413

    async def test_that_lies_about_its_length_is_counted_as_it_arrives(self, api):
        headers = {**JSON, "Content-Length": "10"}
        answer = await api.post("/api/session", content=in_pieces(body_of(LARGEST_JSON_BYTES + 1)), headers=headers)

        assert answer.status_code == 413

    async def test_in_pieces_is_put_together(self, api):
        answer = await api.post("/api/session", content=in_pieces(body_of(200_000)), headers=JSON)

        assert answer.status_code == LET_THROUGH

    @pytest.mark.parametrize(
        "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
    )
    async def test_that_is_not_called_json_is_refused(self, api, content_type):
        answer = await api.post("/api/session", content=body_of(100), headers={"Content-Type": content_type})

        assert answer.status_code == 415
        assert answer.json()["type"].endswith("/media-type-not-supported")

    async def test_may_name_its_charset(self, api):
        headers = {"Content-Type": "application/json; charset=utf-8"}
        answer = await api.post("/api/session", content=body_of(100), headers=headers)

        assert answer.status_code == LET_THROUGH

    @pytest.mark.parametrize(
        "body", [b"{", b'{"email": NULL}', b'{"email": "\xff"}', b'{"email": "a\x01"}', b"9" * 5000], ids=repr
    )
    async def test_that_is_no_json_is_refused(self, api, body):
        answer = await api.post("/api/session", content=body, headers=JSON)

        assert answer.status_code == 400
        assert answer.json()["type"].endswith("/malformed")


class TestDepth:
    def nested(self, depth):
        return '{"email": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}"

    async def test_up_to_the_limit_is_looked_at(self, api):
        answer = await api.post("/api/session", content=self.nested(DEEPEST_JSON), headers=JSON)

        assert answer.status_code == 422

    async def test_beyond_it_is_refused(self, api):
        answer = await api.post("/api/session", content=self.nested(DEEPEST_JSON + 1), headers=JSON)

        assert answer.status_code == 400
        assert str(DEEPEST_JSON) in answer.json()["detail"]

    async def test_counts_no_bracket_inside_a_text(self, api):
        body = json.dumps({"email": '[{"' * 100 + "\\", "password": "]" * 100})
        answer = await api.post("/api/session", content=body, headers=JSON)

        assert answer.status_code == LET_THROUGH

    @pytest.mark.parametrize("piece", ['"', '\\"', "[", "[]", "\\", '[{"a":"', "]["])
    async def test_is_found_in_hostile_bodies_too(self, api, piece):
        answer = await api.post("/api/session", content=piece * (900_000 // len(piece)), headers=JSON)

        assert answer.status_code == 400


class TestTheCharacterNul:
    async def test_is_refused_in_a_body(self, api):
        answer = await api.post("/api/session", json={"email": "a\0b", "password": "x"})

        assert answer.status_code == 400
        assert "U+0000" in answer.json()["detail"]

    @pytest.mark.parametrize(
        ("body", "fields"),
        [
            ({"email": "x", "password": "a\0b"}, ["password"]),
            ({"phones": ["1", "2\0"], "notes": "\0"}, ["phones.1"]),
            ({"a\0b": "\0", "c": {"d": [{"e": "\0"}]}}, ["c.d.0.e"]),
            ({"a\0b": "x"}, []),
            ("a\0b", []),
        ],
    )
    async def test_is_refused_by_the_name_of_the_first_field_that_holds_it(self, api, body, fields):
        answer = await api.post("/api/session", json=body)

        assert [error["field"] for error in answer.json().get("errors", [])] == fields

    @pytest.mark.parametrize("body", ['{"email": "\\u0000', '{"email": "\\u0000", "email": "x"}'])
    async def test_is_refused_where_no_field_can_be_named(self, api, body):
        answer = await api.post("/api/session", content=body, headers=JSON)

        assert answer.status_code == 400
        assert "errors" not in answer.json()

    async def test_is_not_mistaken_for_a_backslash_before_u0000(self, api):
        answer = await api.post("/api/session", json={"email": "\\u0000", "password": "x"})

        assert answer.status_code == LET_THROUGH

    @pytest.mark.parametrize(
        ("url", "fields"),
        [
            ("/api/contacts?limit=5&q=a%00", ["q"]),
            ("/api/contacts?%00=5", []),
            ("/api/contacts?%00=%00", []),
            ("/api/contacts/%00", []),
        ],
    )
    async def test_is_refused_in_an_address(self, api, url, fields):
        answer = await api.get(url)

        assert answer.status_code == 400
        assert [error["field"] for error in answer.json().get("errors", [])] == fields


class TestHalfACharacter:
    @pytest.mark.parametrize(
        "text",
        [
            r"\ud800",
            r"\uDFFF",
            r"a\ud83d",
            r"\ude00\ud83d",
            r"\ud83d\ud83d\ude00",
            r"\\ud83d\ude00",
            r"\\\ud83d\\ude00",
        ],
    )
    async def test_is_refused_in_a_body(self, api, text):
        for body in (f'{{"email": "{text}", "password": "x"}}', f'{{"{text}": 1}}'):
            answer = await api.post("/api/session", content=body, headers=JSON)

            assert answer.status_code == 400
            assert "U+D800" in answer.json()["detail"]
            assert [error["field"] for error in answer.json().get("errors", [])] == ["email"] * ("email" in body)

    @pytest.mark.parametrize("text", [r"\ud83d\ude00", r"\uD83D\uDE00", r"\\ud83d", r"\ud7ff\ue000", "\U0001f600"])
    async def test_is_not_mistaken_for_a_whole_one(self, api, text):
        body = f'{{"email": "{text}", "password": "x"}}'
        answer = await api.post("/api/session", content=body.encode(), headers=JSON)

        assert answer.status_code == LET_THROUGH


class TestAnEncoding:
    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1252"])
    async def test_other_than_utf_8_is_refused(self, api, encoding):
        body = '{"email": "Å", "password": "x"}'.encode(encoding)
        answer = await api.post("/api/session", content=body, headers=JSON)

        assert answer.status_code == 400
        assert "UTF-8" in answer.json()["detail"]

    async def test_does_not_hide_half_a_character(self, api):
        body = b'{"email": "\xed\xa0\x80", "password": "x"}'
        answer = await api.post("/api/session", content=body, headers=JSON)

        assert answer.status_code == 400


class TestASlowBody:
    @pytest.fixture(autouse=True)
    def hurry(self, monkeypatch):
        monkeypatch.setattr(limits, "PATIENCE_SECONDS", 0.05)

    async def test_that_stands_still_is_refused_and_its_connection_closed(self, api):
        async def standing_still():
            yield b'{"email":'
            await asyncio.Event().wait()

        answer = await asyncio.wait_for(api.post("/api/session", content=standing_still(), headers=JSON), 5)

        assert answer.status_code == 408
        assert answer.headers["Connection"] == "close"
        assert answer.json()["type"].endswith("/body-too-slow")
        assert answer.json()["limit"] == 0.05

    async def test_that_comes_by_drops_is_refused_as_well(self):
        async def receive():
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b" ", "more_body": True}

        with pytest.raises(BodyTooSlow):
            await asyncio.wait_for(Counted(receive, 1_000).whole(), 5)

    async def test_has_the_longer_the_more_of_it_has_come(self, monkeypatch):
        monkeypatch.setattr(limits, "SLOWEST_BYTES_A_SECOND", 10)
        pieces = [b" " * 100] * 5

        async def receive():
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": pieces.pop(), "more_body": bool(pieces)}

        assert len(await Counted(receive, 1_000).whole()) == 500

    async def test_is_not_blamed_for_what_we_took_ourselves(self):
        async def receive():
            return {"type": "http.request", "body": b" ", "more_body": True}

        counted = Counted(receive, 1_000)
        await counted()
        await asyncio.sleep(0.1)

        assert await counted()


class TestAnUpload:
    async def test_that_announces_too_much_is_refused_unread(self, api):
        async def endless():
            pytest.fail("the body was read")
            yield b""

        headers = {"Content-Length": str(LARGEST_IMPORT_BYTES * 2), "Content-Type": "multipart/form-data; boundary=x"}
        answer = await api.post("/api/contacts/imports", content=endless(), headers=headers)

        assert answer.status_code == 413

    async def test_is_not_read_for_somebody_who_is_not_signed_in(self, api):
        answer = await api.post("/api/tma/imports", files={"file": ("a.csv", b"name\nAnn\n" * 100_000)})

        assert answer.status_code == 401
