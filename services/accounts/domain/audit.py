"""What the audit tells of a change, and how much of it."""

from collections.abc import Iterator

from contracts.accounts import Audited, Profile, RecordExport
from contracts.wire import LARGEST_PAGE, Invalid
from services.accounts.domain.fields import printable

MOST_FILTERS = 20
LONGEST_FILTER_NAME = 40
LONGEST_FILTER = 500

Facts = dict[str, str]


def check_limit(limit: int, most: int = LARGEST_PAGE) -> None:
    if not 1 <= limit <= most:
        raise Invalid.of("limit", "out_of_range", f"limit is 1 to {most}, this is {limit}.")


def told_of(before: Profile, after: Profile) -> Iterator[tuple[Audited, Facts]]:
    """Each entry that somebody's change is worth. Their name and colour are their own affair."""
    if before.role != after.role:
        yield Audited.ROLE_CHANGED, {"before": before.role, "after": after.role}
    if before.active != after.active:
        yield Audited.ACTIVATED if after.active else Audited.DEACTIVATED, {}


def export_facts(ask: RecordExport) -> Facts:
    if len(ask.filters) > MOST_FILTERS:
        raise Invalid.of("filters", "too_many", f"filters may hold {MOST_FILTERS}, these are {len(ask.filters)}.")
    for name, text in ask.filters.items():
        check_length("filters", f"a name in filters may have {LONGEST_FILTER_NAME}", name, LONGEST_FILTER_NAME)
        check_length(f"filters.{name}", f"filters.{name} may have {LONGEST_FILTER}", text, LONGEST_FILTER)
    # Postgres keeps no NUL.
    said = {printable(name, LONGEST_FILTER_NAME): printable(text, LONGEST_FILTER) for name, text in ask.filters.items()}
    return {**said, "kind": ask.kind}


def check_length(field: str, limit: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise Invalid.of(field, "too_long", f"{limit} characters, this has {len(text)}.")
