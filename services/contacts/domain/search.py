"""What a list is asked for: which texts a search looks for, what the asker plans, in which order pages come."""

import re
from dataclasses import dataclass

from contracts.contacts import NO_STATUS, FindContacts, RecentSettings, Sort
from contracts.wire import Invalid
from services.contacts.domain import phones
from services.contacts.domain.limits import check_batch, check_limit
from services.contacts.domain.text import fold, longest_pieces

LONGEST_QUERY = 200

PLAIN_WORD = re.compile(r"[a-z0-9]+")
"""What Postgres makes trigrams of. In other scripts they depend on the locale of the database."""

TRIGRAM = 3

TELLING_DIGITS = 5
"""So many of the last digits say which number it is. The first ones are a country's and an operator's."""


@dataclass(frozen=True)
class Order:
    """A list, or a part of it that is sorted in one way. Its cursors begin with `name`.

    `columns` have one direction, so that one row comparison finds the next page. The id comes after them.
    """

    name: str
    columns: tuple[str, ...]
    descending: bool = False
    dated: bool | None = None
    """True: only those for whom the asker has set a follow-up. False: only the others."""


ORDERS = {
    Sort.NAME: [Order(Sort.NAME, ("name_key",))],
    Sort.COMPANY: [Order(Sort.COMPANY, ("company_key", "name_key"))],
    Sort.NEWEST: [Order(Sort.NEWEST, ("created_at",), descending=True)],
    Sort.LAST_CHANGED: [Order(Sort.LAST_CHANGED, ("updated_at",), descending=True)],
    Sort.LAST_CALLED: [Order(Sort.LAST_CALLED, ("called_key",), descending=True)],
    Sort.FOLLOW_UP: [
        Order(Sort.FOLLOW_UP, ("follow_up_at",), dated=True),
        Order("my_follow_up none", ("name_key",), dated=False),
    ],
}


@dataclass(frozen=True)
class Planned:
    """What of the asker's own settings a list, or a part of it, asks for."""

    statuses: frozenset[str]
    dated: bool | None

    @property
    def by_what_is_set(self) -> bool:
        """Whether a contact is in it only because something was set."""
        return self.dated is True or bool(self.statuses and NO_STATUS not in self.statuses)

    @property
    def by_what_is_missing(self) -> bool:
        """Whether a contact may be in it of which nothing was ever set, and another one is not."""
        return not self.by_what_is_set and (self.dated is False or bool(self.statuses))

    def fits(self, settings: RecentSettings) -> bool:
        status_fits = not self.statuses or (settings.status or NO_STATUS) in self.statuses
        return status_fits and self.dated in (None, settings.follow_up_at is not None)


def check(ask: FindContacts) -> None:
    check_limit(ask.limit)
    check_batch("recent", ask.recent)
    if len(ask.q) > LONGEST_QUERY:
        raise Invalid.of("q", "too_long", f"q may have {LONGEST_QUERY} characters, this has {len(ask.q)}.")


def terms(q: str, country: str) -> list[list[str]]:
    """Fragments to look for in `Keys.search_text`: of each inner list at least one has to be there."""
    folded = fold(q.replace("\0", " "))
    spelled = phones.fragments(q, country)
    if spelled:
        return [distinct(folded, *spelled)]
    return [distinct(word, *phones.fragments(word, country)) for word in distinct(*folded.split())]


def distinct(*texts: str) -> list[str]:
    return list(dict.fromkeys(texts))


def words_of(fragment: str) -> list[str]:
    """What the index knows of every text that holds `fragment`; never nothing, however short it is."""
    plain = map(bounded, PLAIN_WORD.finditer(fragment))
    trigrams = [word[start : start + TRIGRAM] for word in plain for start in range(len(word) + 1 - TRIGRAM)]
    return trigrams or longest_pieces(fragment)


def bounded(found: re.Match[str]) -> str:
    """The word with a space where it begins or ends inside of the fragment, as trigrams have it."""
    word, fragment = found[0], found.string
    if word.isdecimal() and len(word) > TELLING_DIGITS:
        word = word[-TELLING_DIGITS:]
    elif found.start() and fragment[found.start() - 1].isascii():
        word = f" {word}"
    ends_inside = found.end() < len(fragment) and fragment[found.end()].isascii()
    return f"{word} " if ends_inside else word


def tag_word(key: str) -> str:
    """What the index knows of a contact that has the tag."""
    return f"#{key}"
