"""`./qero bench app`."""

import re
from pathlib import Path

from conftest import told

from deploy.local.home import Home
from deploy.local.pwa import Pwa

PAGES = ["sign-in", "contacts", "queue", "follow-ups", "chat"]
ACTS = ["flung through by a finger", "read to the end", "searched"]


def test_finds_every_page_accessible_and_still_and_few_rows_in_a_long_list(look_at):
    built = Pwa(Home(Path(told("QERO_TEST_HOME"))).open()).built()

    printed = look_at("app", PWA_FOLDER=str(built))

    rows = [re.split(" {2,}", line) for line in printed.splitlines()]
    pages = [row for row in rows if row[0] in PAGES]
    assert [page for page, *_ in pages] == PAGES
    for _page, _performance, accessibility, best_practices, _lcp, _tbt, shift, costs in pages:
        assert (accessibility, best_practices, costs) == ("100", "100", "nothing")
        assert float(shift) <= 0.02
    acts = [row for row in rows if row[0] in ACTS]
    assert [act for act, *_ in acts] == ACTS
    assert all(0 < int(row[-1]) <= 40 for row in acts)
