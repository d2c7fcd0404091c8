"""How text is compared and how it is tidied before it is kept."""

import unicodedata
from operator import add

# Letters that Unicode does not take apart into a plain one and its accent.
PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text: str) -> str:
    """The same for every spelling that a person searching would call the same: case, accents, spaces."""
    if text.isascii():
        return one_line(text.lower())
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return one_line(plain.casefold().translate(PLAIN_LETTERS))


def one_line(text: str) -> str:
    """Every run of white space is one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def many_lines(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def has_unprintable(text: str) -> bool:
    """Control characters and halves of characters: Postgres or the next reader cannot keep them. Lines and tabs can."""
    # Far quicker than a look at each letter, of which it calls more unprintable than these.
    if text.isprintable():
        return False
    return any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text)


LONGEST_PIECE = 2


def pieces(text: str) -> list[str]:
    """Every character and every two neighbours of a word: what finds a fragment too short to hold a trigram."""
    found: set[str] = set()
    for word in text.split():
        found.update(word, map(add, word, word[1:]))
    return sorted(found)


def longest_pieces(fragment: str) -> list[str]:
    """Those of `pieces` that say the most about a whole that holds `fragment`."""
    size = min(len(fragment), LONGEST_PIECE)
    return [piece for piece in pieces(fragment) if len(piece) == size]
