"""A flow tells the truth at least about where things are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
NAMED = re.compile(r"`((?:contracts|kit|services|gateway|deploy|tests|docs|requirements)/[\w./-]+)`")
LINKED = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_a_page_names_is_there(page):
    text = page.read_text()

    named = [ROOT / path for path in NAMED.findall(text)] + [page.parent / path for path in LINKED.findall(text)]
    assert [path for path in named if not path.exists()] == []
