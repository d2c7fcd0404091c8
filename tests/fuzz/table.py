"""What a run ends with: a line for each operation, and each failure with the request that shows it."""

from collections.abc import Mapping

from fuzz.run import Tally


def table(tallies: Mapping[str, Tally]) -> str:
    widest = max(map(len, tallies))
    rows = [f"  {'':<{widest}}  cases  failures  statuses"]
    for label, tally in sorted(tallies.items()):
        statuses = ", ".join(f"{status}: {times}" for status, times in sorted(tally.statuses.items()))
        rows.append(f"  {label:<{widest}}  {tally.statuses.total():>5}  {len(tally.failures):>8}  {statuses}")
    total = sum(tally.statuses.total() for tally in tallies.values())
    failures = sum(len(tally.failures) for tally in tallies.values())
    rows.append(f"  {'all of them':<{widest}}  {total:>5}  {failures:>8}")
    return "\n".join(rows)


def failures(tallies: Mapping[str, Tally]) -> str:
    return "\n\n".join(
        f"✗ {label}: {kind}; {failure.times} times, here by {failure.asker}\n{failure.curl}\n{failure.detail}"
        for label, tally in sorted(tallies.items())
        for kind, failure in tally.failures.items()
    )
