"""What a list is asked for: which texts a search looks for, in which order pages come."""

import re
from dataclasses import dataclass

from contracts.contacts import FindContacts, Sort
from services.contacts.domain import phones
from services.contacts.domain.limits import check_limit, invalid
from services.contacts.domain.text import fold

LONGEST_QUERY = 200

TRIGRAM = re.compile(r"[a-z0-9]{3}")
"""What the index of `Keys.search_text` is made of. In other scripts it depends on the locale of the database."""


@dataclass(frozen=True)
class Order:
    """`columns` have one direction, so that one row comparison finds the next page. The id comes after them."""

    columns: tuple[str, ...]
    descending: bool = False


ORDERS = {
    Sort.NAME: Order(("name_key",)),
    Sort.COMPANY: Order(("company_key", "name_key")),
    Sort.NEWEST: Order(("created_at",), descending=True),
    Sort.LAST_CHANGED: Order(("updated_at",), descending=True),
    Sort.LAST_CALLED: Order(("called_key",), descending=True),
}


def check(ask: FindContacts) -> None:
    check_limit(ask.limit)
    if len(ask.q) > LONGEST_QUERY:
        raise invalid("q", "too_long", f"q may have {LONGEST_QUERY} characters, this has {len(ask.q)}.")


def terms(q: str, country: str) -> list[list[str]]:
    """Fragments to look for in `Keys.search_text`: of each inner list at least one has to be there."""
    folded = fold(q.replace("\0", " "))
    spelled = phones.fragments(q, country)
    if spelled:
        return [distinct(folded, *spelled)]
    return [distinct(word, *phones.fragments(word, country)) for word in distinct(*folded.split())]


def distinct(*texts: str) -> list[str]:
    return list(dict.fromkeys(texts))


def containing(fragment: str) -> str:
    """As a pattern of LIKE."""
    escaped = fragment.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
