"""`./qero bench bus`."""

import re
from itertools import product

NUMBER = r"[\d,]+\.\d\d"


def test_prints_each_way_of_calling_with_few_and_many_calls_in_flight(look_at):
    printed = look_at("bus")

    rows = re.findall(
        rf"^ +(1|4)  (QERO|nameko, standalone|nameko) +[1-9][\d,]*(?: +{NUMBER}){{4}}$", printed, re.MULTILINE
    )
    assert set(rows) == set(product(("1", "4"), ("QERO", "nameko", "nameko, standalone")))
