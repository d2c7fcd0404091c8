"""What is smaller on its way: long answers, to whoever can read them so."""

import zlib

import httpx
import pytest

GZIP = {"Accept-Encoding": "gzip"}
IDENTITY = {"Accept-Encoding": "identity"}


def sent(person, path, headers):
    """An answer, and its bytes as they came."""
    with person.stream("GET", path, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


def unzipped(raw):
    return zlib.decompress(raw, wbits=zlib.MAX_WBITS | 16)


class TestALongAnswer:
    @pytest.mark.parametrize("path", ["/api/contacts?limit=100", "/api/contacts/export.csv"])
    def test_takes_less_than_half_the_bytes_and_says_the_same(self, ann, path):
        for number in range(20):
            ann.post("/api/contacts", json={"name": f"Compressed {number}"}).raise_for_status()

        as_it_is, plain = sent(ann, path, IDENTITY)
        smaller, raw = sent(ann, path, GZIP)

        assert "Content-Encoding" not in as_it_is.headers
        assert smaller.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in smaller.headers["Vary"]
        assert len(raw) < len(plain) / 2
        assert unzipped(raw) == plain


class TestSentAsItIs:
    def test_is_what_is_short(self, ann):
        answer, raw = sent(ann, "/api/me", GZIP)

        assert answer.status_code == httpx.codes.OK
        assert "Content-Encoding" not in answer.headers
        assert raw.startswith(b"{")

    def test_is_the_stream_whose_events_may_not_wait(self, ann):
        with ann.stream("GET", "/api/stream?v=1", headers=GZIP) as answer:
            assert "Content-Encoding" not in answer.headers
            assert b"event: hello" in next(answer.iter_raw())
