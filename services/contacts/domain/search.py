"""What a list is asked for: which texts a search looks for, in which order pages come."""

from dataclasses import dataclass

from contracts.contacts import FindContacts, Sort
from services.contacts.domain import phones
from services.contacts.domain.limits import check_limit, invalid
from services.contacts.domain.text import fold

LONGEST_QUERY = 200

FEWEST_DIGITS = 3
"""Of a word among other words that is also looked for as a part of a phone number."""


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


def patterns(q: str, country: str) -> list[list[str]]:
    """LIKE patterns for `Keys.search_text`: of each inner list at least one has to match."""
    folded = fold(q.replace("\0", " "))
    if not folded:
        return []
    spelled = phones.fragments(q, country)
    if spelled:
        return [unique(folded, *spelled)]
    return [unique(word, *spelled_in(word, country)) for word in dict.fromkeys(folded.split())]


def spelled_in(word: str, country: str) -> list[str]:
    return phones.fragments(word, country) if len(phones.digits(word)) >= FEWEST_DIGITS else []


def unique(*texts: str) -> list[str]:
    return list(dict.fromkeys(map(containing, texts)))


def containing(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
