"""What operators read is what the code does: its tables are held to it."""

import os
import re
from pathlib import Path

from deploy import environment

PAGE = Path(__file__).resolve().parents[2] / "docs/operations.md"
SECTION = re.compile(r"(?<=<!-- variables -->\n).*?(?=<!-- end of variables -->)", re.DOTALL)


class TestTheTableOfVariables:
    def test_is_what_the_processes_read(self):
        """`QERO_REFRESH=1 ./qero test tests/docs` writes it anew: then read its diff."""
        if os.environ.get("QERO_REFRESH"):
            PAGE.write_text(SECTION.sub(lambda _: environment.table(), PAGE.read_text()))

        [section] = SECTION.findall(PAGE.read_text())
        assert section == environment.table()
