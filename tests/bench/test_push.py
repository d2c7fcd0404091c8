"""`./qero bench push`."""

import re

SYSTEMS = ["QERO", "pywebpush", "pywebpush, session", "web-push", "web-push, 20 at once"]
FIGURES, OF_QERO_ALONE = 6, 2


def test_prints_qero_and_each_library_and_how_they_compare_with_the_loop(look_at):
    printed = look_at("push")

    rows = [re.split(" {2,}", line) for line in printed.splitlines() if re.match("(QERO|pywebpush|web-push)", line)]
    assert [row[0] for row in rows] == SYSTEMS
    for system, *figures, arrived in rows:
        assert arrived == "all"
        assert len(figures) == FIGURES + (OF_QERO_ALONE if system == "QERO" else 0)
        assert all(re.fullmatch(r"[\d,]+(\.\d+)?", figure) for figure in figures)
    assert {row[2] for row in rows if row[0] == "pywebpush"} == {"1.00"}
