"""Which passwords are good enough: long, not among the most common, not made of what everybody knows."""

import re
from collections.abc import Iterable
from pathlib import Path

from contracts.accounts import LONGEST_PASSWORD, SHORTEST_PASSWORD
from services.accounts.domain.fields import Fault

COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())
"""In small letters, those of at least 8 characters."""

SHORTEST_CONTEXT_WORD = 4
FEWEST_OWN_CHARACTERS = 6
"""A password may mention its person or team when so many other characters are left."""


def password(text: str, *, known: Iterable[str]) -> str:
    """`known` are the names and addresses that whoever guesses would try first."""
    if not SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD:
        raise Fault("length", f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    if text.casefold() in COMMON or len(set(text)) == 1:
        raise Fault("common", "is among the first that anybody would guess; choose another one.")
    if is_made_of(context_words(known), text):
        raise Fault("context", "is made of your name, e-mail or team; choose another one.")
    return text


def context_words(known: Iterable[str]) -> list[str]:
    """Longest first, so that a whole name goes before its parts."""
    words = {"qero"}
    for text in known:
        parts = re.findall(r"\w+", text.casefold())
        words.update(parts, ["".join(parts)])
    return sorted((word for word in words if len(word) >= SHORTEST_CONTEXT_WORD), key=len, reverse=True)


def is_made_of(words: Iterable[str], text: str) -> bool:
    letters = rest = "".join(re.findall(r"\w+", text.casefold()))
    for word in words:
        rest = rest.replace(word, "")
    return rest != letters and len(rest) < FEWEST_OWN_CHARACTERS
