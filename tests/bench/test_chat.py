"""`./qero bench chat`."""

import re
from itertools import product

FIGURES, RATIOS = 7, 3


def test_prints_both_systems_with_few_and_many_members_and_how_they_compare(look_at):
    printed = look_at("chat")

    rows = [re.split(" {2,}", line.strip()) for line in printed.splitlines() if re.match(" *(4|20)  ", line)]
    assert [tuple(row[:3]) for row in rows] == list(product(("4", "20"), ("50/s", "all"), ("QERO", "socket.io")))
    for _members, _pace, system, *figures in rows:
        assert figures[FIGURES] == "all"
        numbers = figures[:FIGURES] + figures[FIGURES + 1 :]
        assert len(numbers) == (FIGURES + RATIOS if system == "QERO" else FIGURES)
        assert all(re.fullmatch(r"[\d,]+(\.\d+)?", number) for number in numbers)
