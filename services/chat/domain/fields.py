"""What may stand in a field: each function gives what is wrong with one, as errors of that field."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from uuid import UUID

from contracts.messages import LONGEST_MESSAGE, MOST_CONTACTS_ASKED
from contracts.wire import LARGEST_PAGE, BatchTooLarge, FieldError, Invalid

LONGEST_NAME = 80
LONGEST_TOPIC = 250
LONGEST_Q = 200

PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
TONE, AS_EMOJI, JOINED, TAGS = "[\U0001f3fb-\U0001f3ff]", "\ufe0f", "\u200d", "[\U000e0020-\U000e007e]{1,8}\U000e007f"
ONE_EMOJI = re.compile(
    # A key such as 1️⃣, a flag, or pictures in one: with a tone of skin, joined to others, or a flag with tags.
    f"[0-9#*]{AS_EMOJI}?\u20e3"
    "|[\U0001f1e6-\U0001f1ff]{2}"
    f"|{PICTURE}{AS_EMOJI}?{TONE}?({TAGS})?({JOINED}{PICTURE}{AS_EMOJI}?{TONE}?){{0,7}}"
)


def refuse(errors: Collection[FieldError]) -> None:
    if errors:
        raise Invalid(" ".join(error.detail for error in errors), errors=list(errors))


def text_errors(text: str) -> Iterator[FieldError]:
    """Of a message. It is not tidied: what a person sent is what others read."""
    if not text.strip():
        yield FieldError(field="text", code="empty", detail="text is empty.")
    if len(text) > LONGEST_MESSAGE:
        detail = f"text has at most {LONGEST_MESSAGE} characters, this one has {len(text)}."
        yield FieldError(field="text", code="too_long", detail=detail)
    if "\0" in text:
        # The one character that Postgres cannot keep in a text.
        yield FieldError(field="text", code="character", detail="text may not contain the character U+0000.")


def many_errors(field: str, items: Collection[object], most: int) -> Iterator[FieldError]:
    if len(items) > most:
        yield FieldError(field=field, code="too_many", detail=f"{field} has at most {most}, these are {len(items)}.")


def line_errors(field: str, line: str, longest: int) -> Iterator[FieldError]:
    if len(line) > longest:
        detail = f"{field} has at most {longest} characters, this one has {len(line)}."
        yield FieldError(field=field, code="too_long", detail=detail)
    if any(unicodedata.category(letter) == "Cc" for letter in line):
        yield FieldError(field=field, code="character", detail=f"{field} may not contain control characters.")


def one_line(text: str) -> str:
    """Every run of white space is one space, none at the ends."""
    return " ".join(text.split())


def check_emoji(emoji: str) -> None:
    if not ONE_EMOJI.fullmatch(emoji):
        raise Invalid.of("emoji", "emoji", "emoji is one emoji.")


def check_limit(limit: int, most: int = LARGEST_PAGE) -> None:
    if not 1 <= limit <= most:
        raise Invalid.of("limit", "range", f"limit is 1 to {most}, not {limit}.")


def check_q(q: str) -> None:
    if len(q) > LONGEST_Q:
        raise Invalid.of("q", "too_long", f"q has at most {LONGEST_Q} characters, this one has {len(q)}.")


def check_contacts(contact_ids: Collection[UUID]) -> None:
    if len(contact_ids) > MOST_CONTACTS_ASKED:
        raise BatchTooLarge(
            f"contact_ids may name at most {MOST_CONTACTS_ASKED} ids, these are {len(contact_ids)}.",
            facts={"limit": MOST_CONTACTS_ASKED, "count": len(contact_ids)},
        )
