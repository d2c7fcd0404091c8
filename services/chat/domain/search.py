"""How messages are found by their words, and where in a text they were found.

A word is kept as `<team>.<week>.<word>`: whatever is searched, one team's one week is looked through at a time, and no
more weeks than a page needs. Beginnings of words are found the same way, however many words begin so elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from contracts.messages import Piece

LONGEST_WORD = 40
"""Characters of it that are looked at."""
MOST_WORDS = 1_000
"""Different ones of a message that it is found by."""
MOST_TERMS = 20

BEFORE, WHOLE = 60, 240
"""Characters shown: at most so many before what was found, and in all."""

WEEK_SECONDS = 7 * 24 * 60 * 60
# With the marks that are written above and below a letter.
WORD = re.compile(r"\w[\w\u0300-\u036f]*")
TEAM_DIGITS = 8


def fold(text: str) -> str:
    """The same for every spelling of one text: capitals, composed and decomposed letters."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> list[str]:
    """Each once, in the order of the text."""
    found = (part[:LONGEST_WORD] for word in WORD.findall(text) for part in WORD.findall(fold(word)))
    return list(dict.fromkeys(found))


def week_of(moment: datetime) -> int:
    return int(moment.timestamp()) // WEEK_SECONDS


def kept_words(text: str, team_id: UUID, posted_at: datetime) -> list[str]:
    beginning = f"{team_id.hex[:TEAM_DIGITS]}.{week_of(posted_at)}."
    return [beginning + word for word in words(text)[:MOST_WORDS]]


def query(terms: Sequence[str], team_id: UUID) -> str:
    """A tsquery in which `?` stands for the week. No term holds a character that would mean something in it."""
    return " & ".join(f"'{team_id.hex[:TEAM_DIGITS]}.?.{term}':*" for term in terms)


def terms(q: str) -> list[str]:
    return words(q)[:MOST_TERMS]


def pieces(text: str, wanted: Sequence[str]) -> list[Piece]:
    """The part of the text that begins shortly before the first word that was found, cut where it was found."""
    found = list(hits(text, wanted))
    start = max(0, found[0].start() - BEFORE) if found else 0
    end = start + WHOLE
    told, at = [], start
    for hit in found:
        if hit.end() <= end:
            told += [Piece(text=text[at : hit.start()], hit=False), Piece(text=hit.group(), hit=True)]
            at = hit.end()
    told.append(Piece(text=text[at:end], hit=False))
    return [piece for piece in told if piece.text]


def hits(text: str, wanted: Sequence[str]) -> Iterator[re.Match[str]]:
    for match in WORD.finditer(text):
        if any(word.startswith(tuple(wanted)) for word in words(match.group())):
            yield match
