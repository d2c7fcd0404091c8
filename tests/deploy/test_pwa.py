"""The app is built from its sources: once, and again when they change; its types are those of the API."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import told

from deploy.local import pwa as launcher
from deploy.local.home import ROOT, Home
from deploy.local.npm import INSTALLED, PACKAGES
from deploy.local.pwa import Pwa
from deploy.local.say import Trouble

DOCUMENT = ROOT / "tests" / "gateway" / "openapi.json"
TYPES = ROOT / "pwa" / "src" / "gen" / "schema.d.ts"
REFRESH = "QERO_REFRESH=1 ./qero test tests/deploy/test_pwa.py"


@pytest.fixture(scope="module")
def pwa(tmp_path_factory: pytest.TempPathFactory) -> Pwa:
    """With a home of its own, for what is broken here; its packages are the common ones."""
    common = Pwa(Home(Path(told("QERO_TEST_HOME"))).open())
    common.built()
    pwa = Pwa(Home(tmp_path_factory.mktemp("pwa")).open())
    shutil.copytree(common.home.path / "app", pwa.home.path / "app")
    pwa.folder.mkdir()
    shutil.copytree(common.folder / PACKAGES, pwa.folder / PACKAGES, symlinks=True)
    shutil.copy(common.folder / INSTALLED, pwa.folder / INSTALLED)
    pwa.prepare()
    return pwa


@pytest.fixture
def sources(pwa: Pwa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of them, to be changed, which `pwa` is made of meanwhile."""
    copy = tmp_path / "sources"
    shutil.copytree(launcher.SOURCES, copy, ignore=shutil.ignore_patterns("node_modules", "dist", "built"))
    monkeypatch.setattr(launcher, "SOURCES", copy)
    monkeypatch.setattr(pwa, "sources", copy)
    return copy


class TestBuilding:
    def test_makes_a_page_and_a_service_worker(self, pwa: Pwa):
        built = pwa.built()

        assert '<script type="module" crossorigin src="/assets/' in (built / "index.html").read_text()
        assert (built / "sw.js").is_file()

    def test_happens_once(self, pwa: Pwa):
        built = pwa.built()
        first = built.stat().st_ino

        assert pwa.built().stat().st_ino == first

    @pytest.mark.parametrize("path", ["src/main.tsx", "public/theme.js", "package-lock.json", "service-worker/sw.ts"])
    def test_happens_again_when_a_source_changes(self, sources: Path, path: str):
        before = launcher.sources_hash()
        (sources / path).write_text((sources / path).read_text() + "\n")

        assert launcher.sources_hash() != before

    def test_does_not_happen_for_a_test(self, sources: Path):
        before = launcher.sources_hash()
        (sources / "tests" / "new.test.ts").write_text("")

        assert launcher.sources_hash() == before

    def test_that_fails_says_why_and_leaves_the_one_before(self, pwa: Pwa, sources: Path):
        page = (pwa.built() / "index.html").read_bytes()
        (sources / "src" / "main.tsx").write_text("const broken: number = 'text';")

        with pytest.raises(Trouble, match="Type 'string' is not assignable to type 'number'"):
            pwa.built()
        assert (pwa.home.path / "app" / "index.html").read_bytes() == page


class TestTheTypesOfTheApi:
    def test_are_those_of_its_document(self, pwa: Pwa):
        made = pwa.folder / "schema.d.ts"
        flags = ["--root-types", "--root-types-no-schema-prefix", "-o", str(made)]
        done = pwa.run(*pwa.tool("openapi-typescript"), str(DOCUMENT), *flags)
        assert done.returncode == 0, done.stdout
        if os.environ.get("QERO_REFRESH"):
            shutil.copyfile(made, TYPES)

        assert TYPES.read_text() == made.read_text(), f"the API has changed; {REFRESH}"


class TestTheLock:
    def test_names_no_registry(self):
        assert '"resolved"' not in (ROOT / "pwa" / "package-lock.json").read_text()
