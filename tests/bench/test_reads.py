"""`./qero bench reads`."""

import re
from itertools import product

OPERATIONS = ("page of 50", "page by my status", "search by phone", "calls of 500", "change a setting")
SYSTEMS = ("QERO", "plain process", "nameko, ClusterRpc", "nameko, ClusterRpcProxy")
FIGURES, RATIOS = 4, 3


def test_prints_each_system_at_each_operation_and_how_qero_compares(look_at):
    printed = look_at("reads")

    rows = [re.split(" {2,}", line) for line in printed.splitlines() if line.startswith(OPERATIONS)]
    assert {tuple(row[:3]) for row in rows} == set(product(OPERATIONS, ("1", "2"), SYSTEMS))
    for _operation, _clients, system, *figures in rows:
        assert len(figures) == (FIGURES + RATIOS if system == "QERO" else FIGURES)
        assert all(re.fullmatch(r"[\d,]+(\.\d+)?", figure) for figure in figures)
