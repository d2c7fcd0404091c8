"""The built app, served beside the API: what is cached how long, what is packed, and what is never shadowed."""

import gzip

import pytest
from support.gateway import client_of, routes_of

from gateway.app import create_app
from gateway.bus import Bus
from gateway.config import GatewayConfig

pytestmark = pytest.mark.anyio

PAGE = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
SCRIPT = "/assets/index-4f2a.js"
INDEX = b"<!doctype html><title>QERO</title>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    files = {
        "index.html": INDEX,
        "sw.js": b"self.skip",
        "manifest.webmanifest": b"{}",
        "icons/icon-192.png": b"\x89PNG",
        "BUILD.json": b"{}",
        SCRIPT[1:]: b"export const it = 1;" * 20,
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / f"{SCRIPT[1:]}.br").write_bytes(b"in brotli")
    (folder / f"{SCRIPT[1:]}.gz").write_bytes(gzip.compress(files[SCRIPT[1:]]))
    return folder


@pytest.fixture
async def site(gateway_config, folder):
    config = gateway_config.model_copy(update={"pwa_folder": folder})
    async with client_of(create_app(config, Bus(config))) as site:
        site.headers["Accept-Encoding"] = "identity"
        yield site


class TestThePage:
    @pytest.mark.parametrize("path", ["/", "/index.html", "/contacts", "/contacts/8c5e", "/chat/42", "/apiary"])
    async def test_answers_every_address_of_the_app(self, site, path):
        answer = await site.get(path, headers=PAGE)

        assert (answer.status_code, answer.content) == (200, INDEX)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-cache"

    @pytest.mark.parametrize("path", ["/assets/index-0ld.js", "/contacts.php", "/icons/none.png", "/BUILD.json"])
    async def test_is_no_answer_to_a_file_that_is_missing(self, site, path):
        assert (await site.get(path, headers=PAGE)).status_code == 404

    async def test_is_no_answer_to_who_wants_no_page(self, site):
        assert (await site.get("/contacts", headers={"Accept": "application/json"})).status_code == 404

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    async def test_is_only_read(self, site, method):
        assert (await site.request(method, "/", headers=PAGE)).status_code == 404

    async def test_is_under_the_content_security_policy(self, site):
        policy = (await site.get("/", headers=PAGE)).headers["Content-Security-Policy"]

        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "require-trusted-types-for 'script'; trusted-types qero" in policy
        assert "unsafe" not in policy

    async def test_comes_without_its_body_when_only_the_head_is_asked(self, site):
        answer = await site.head("/", headers=PAGE)

        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["Content-Length"] == str(len(INDEX))


class TestTheApi:
    async def test_is_never_shadowed(self, site, api):
        for method, path, _ in await routes_of(api):
            beside = await site.request(method, path, headers=PAGE)
            alone = await api.request(method, path, headers=PAGE)

            assert (beside.status_code, beside.headers["Content-Type"]) == (
                alone.status_code,
                alone.headers["Content-Type"],
            ), path

    @pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/problems/not-found", "/metrics"])
    async def test_answers_what_it_does_not_know_itself(self, site, path):
        answer = await site.get(path, headers=PAGE)

        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"

    async def test_is_all_there_is_without_a_folder(self, api):
        assert (await api.get("/", headers=PAGE)).status_code == 404


class TestTheFiles:
    async def test_with_a_hash_in_their_name_are_kept_for_a_year(self, site):
        answer = await site.get(SCRIPT)

        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"

    @pytest.mark.parametrize(
        ("path", "media_type"),
        [
            ("/sw.js", "text/javascript; charset=utf-8"),
            ("/manifest.webmanifest", "application/manifest+json"),
            ("/icons/icon-192.png", "image/png"),
        ],
    )
    async def test_of_fixed_names_are_asked_for_each_time(self, site, path, media_type):
        answer = await site.get(path)

        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Content-Type"] == media_type

    async def test_that_are_known_are_not_sent_again(self, site):
        known = (await site.get("/sw.js")).headers["ETag"]
        answer = await site.get("/sw.js", headers={"If-None-Match": known})

        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", known)

    @pytest.mark.parametrize(
        ("accepted", "coding"),
        [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip;q=1.0, br;q=0", "gzip"),
            ("BR", "br"),
            ("*", "br"),
            ("gzip;q=0.5", "gzip"),
            ("zstd", None),
            ("br;q=0.000", None),
            ("", None),
        ],
    )
    async def test_are_packed_as_the_client_takes_them(self, site, accepted, coding):
        async with site.stream("GET", SCRIPT, headers={"Accept-Encoding": accepted}) as answer:
            assert answer.headers.get("Content-Encoding") == coding
            assert "Accept-Encoding" in answer.headers["Vary"]

    async def test_have_another_etag_for_each_packing(self, site):
        tags = set()
        for accepted in ("br", "gzip", "identity"):
            async with site.stream("GET", SCRIPT, headers={"Accept-Encoding": accepted}) as answer:
                tags.add(answer.headers["ETag"])

        assert len(tags) == 3

    @pytest.mark.parametrize("path", ["/../../etc/passwd", "/assets/..%2f..%2fBUILD.json", "//etc/passwd", "/./sw.js"])
    async def test_are_only_those_of_the_folder(self, site, path):
        answer = await site.get(path, headers={"Accept": "*/*"})

        assert answer.status_code == 404 or answer.content == b"self.skip"


class TestTheFolder:
    def test_without_an_app_is_refused_at_the_start(self, gateway_config, tmp_path):
        with pytest.raises(ValueError, match=r"no index\.html"):
            GatewayConfig(**{**gateway_config.model_dump(), "pwa_folder": tmp_path})
