"""`./qero bench growth`, with teams too small to mean anything."""

import re

from bench.growth.routes import ROUTES

NUMBER = r"\d+\.\d+"


def test_prints_each_route_in_each_size(look_at):
    printed = look_at("growth")

    heading, *rows = printed[printed.index("\nroute ") + 1 :].splitlines()
    assert heading.split()[:7] == ["route", "100", "ms", "300", "ms", "900", "ms"]
    shown = {name for row in rows if (name := re.sub(rf"(  +{NUMBER}){{8}}$", "", row)) != row}
    assert shown == set(ROUTES)
