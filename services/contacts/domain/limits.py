"""How much one request may ask for."""

from collections.abc import Sequence

from contracts.wire import LARGEST_BATCH, LARGEST_PAGE, BatchTooLarge, Invalid


def check_batch(field: str, items: Sequence[object]) -> None:
    if len(items) > LARGEST_BATCH:
        raise BatchTooLarge(
            f"{field} may hold {LARGEST_BATCH} ids, these are {len(items)}.",
            facts={"limit": LARGEST_BATCH, "count": len(items)},
        )


def check_limit(limit: int, most: int = LARGEST_PAGE) -> None:
    if not 1 <= limit <= most:
        raise Invalid.of("limit", "out_of_range", f"limit is 1 to {most}, this is {limit}.")
