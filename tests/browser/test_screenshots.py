"""The pictures in the README, which the manifest names as well: made of the demonstration team, and small."""

import json
import os
import shutil
from pathlib import Path

from deploy.local.demo.fill import Size, fill
from deploy.local.home import ROOT
from deploy.local.pwa import SOURCES

MANIFEST = SOURCES / "public" / "manifest.webmanifest"
FOLDER = SOURCES / "public" / "screenshots"
REFRESH = "QERO_REFRESH=1 ./qero test tests/browser/test_screenshots.py"
LARGEST_BYTES = 150_000


def size_of(picture: Path) -> str:
    """Of a WebP in the extended format (RFC 9649, section 2.7): width and height in three bytes, each less one."""
    header = picture.read_bytes()[:30]
    assert header[12:16] == b"VP8X"
    width, height = (1 + int.from_bytes(header[at : at + 3], "little") for at in (24, 27))
    return f"{width}x{height}"


def test_are_made_of_the_demonstration_team_as_large_as_the_manifest_says(pwa, empty, tmp_path):
    demo = tmp_path / "demo.json"
    fill(empty.address, empty.urls, demo, Size(contacts=400, candidates=60), lambda *_: None)
    owner = json.loads(demo.read_text())["people"][0]
    environment = {
        **os.environ,
        "SITE": empty.address,
        "CHROMIUM": shutil.which("chromium") or "",
        "OWNER": json.dumps(owner),
        "FOLDER": str(tmp_path),
    }

    done = pwa.run(pwa.node, "tests/browser/screenshots.mjs", environment=environment)
    assert done.returncode == 0, done.stdout
    made = {path.name: size_of(path) for path in tmp_path.glob("*.webp")}
    if os.environ.get("QERO_REFRESH"):
        FOLDER.mkdir(exist_ok=True)
        for name in made:
            shutil.copyfile(tmp_path / name, FOLDER / name)

    named = {one["src"].rpartition("/")[2]: one["sizes"] for one in json.loads(MANIFEST.read_text())["screenshots"]}
    assert made == named
    assert {path.name: size_of(path) for path in FOLDER.iterdir()} == named, REFRESH


def test_are_small_and_shown_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    for picture in FOLDER.iterdir():
        assert picture.stat().st_size <= LARGEST_BYTES
        assert f"pwa/public/screenshots/{picture.name}" in readme
