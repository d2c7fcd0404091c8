"""`./qero bench scale`."""

import re

WORKS = ["page of 50", "log a call", "ring a phone"]


def test_prints_what_one_and_two_processes_do_and_that_nothing_was_lost_or_done_twice(look_at):
    printed = look_at("scale")

    rows = [re.split(" {2,}", line) for line in printed.splitlines() if line.startswith(tuple(WORKS))]
    assert [(row[0], row[1]) for row in rows] == [(work, number) for work in WORKS for number in ("1", "2")]
    for work, processes, *figures, lost, twice in rows:
        shares = [int(share) for share in figures[2].split()]
        assert len(shares) == int(processes)
        # A few rings are one claim, which is one process's.
        assert all(shares) or work == "ring a phone"
        assert (lost, twice) == ("0", "0")
