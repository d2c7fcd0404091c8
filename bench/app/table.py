"""What the bench prints."""

from collections.abc import Mapping
from typing import Any

from bench.aligned import aligned

LEGEND = """\
performance, accessibility, best practices   Lighthouse's, of 100, mobile, middle of the runs. Goals: 95, 100, 100
LCP, TBT, CLS   largest contentful paint, total blocking time, layout shift. Goals: 1.8 s, 150 ms, 0.02
bench/app/README.md says more.
"""
PAGE_HEADINGS = ("page", "performance", "accessibility", "best practices", "LCP s", "TBT ms", "CLS", "costs points")
FRAME_HEADINGS = ("CPU 4 times slower", "frames", "p50 ms", "p95 ms", "longest ms", "over 100 ms", "most rows")
ACTS = {"flung": "flung through by a finger", "whole": "read to the end", "typed": "searched"}


def summary(found: Mapping[str, Any], contacts: int) -> str:
    return (
        f"first rows {found['firstRows']:,.0f} ms after the press on Sign in (goal 1,000)"
        f" · {found['rows']:,} of {contacts:,} rows read · found {found['searched']:,.0f} ms after the last letter"
    )


def frames_table(found: Mapping[str, Any]) -> str:
    return aligned([FRAME_HEADINGS, *(frames(heading, found[act]) for act, heading in ACTS.items())])


def frames(heading: str, one: Mapping[str, float]) -> tuple[str, ...]:
    milliseconds = [f"{one[name]:.0f}" for name in ("p50", "p95", "longest")]
    return (heading, f"{one['frames']:,}", *milliseconds, f"{one['over100']}", f"{one['most']}")


def pages_table(found: Mapping[str, Any]) -> str:
    return aligned([PAGE_HEADINGS, *(page(name, one) for name, one in found.items())])


def page(name: str, one: Mapping[str, Any]) -> tuple[str, ...]:
    scores = [str(one[category]) for category in ("performance", "accessibility", "best-practices")]
    return (
        name,
        *scores,
        f"{one['lcp'] / 1000:.2f}",
        f"{one['tbt']:.0f}",
        f"{one['cls']:.3f}",
        " ".join(one["failed"]) or "nothing",
    )
