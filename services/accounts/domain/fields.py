"""What a person may type into a form: each check gives the clean value or says what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable
from zoneinfo import available_timezones

from phonenumbers import SUPPORTED_REGIONS

from contracts.wire import FieldError, Invalid

LONGEST_NAME = 100
LONGEST_EMAIL = 254
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
TIME_ZONES = frozenset(available_timezones())


class Fault(Exception):
    """One field is wrong; `checked` makes a refusal of all that are."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def checked(**checks: Callable[[], str]) -> dict[str, str]:
    """The clean value of each field. Raises Invalid that tells all faults at once."""
    values: dict[str, str] = {}
    errors: list[FieldError] = []
    for field, check in checks.items():
        try:
            values[field] = check()
        except Fault as fault:
            errors.append(FieldError(field=field, code=fault.code, detail=f"{field} {fault.detail}"))
    if errors:
        raise Invalid(" ".join(error.detail for error in errors), errors=errors)
    return values


def name(text: str | None) -> str:
    """Of a person or a team."""
    clean = unicodedata.normalize("NFC", text or "").strip()
    if not 1 <= len(clean) <= LONGEST_NAME:
        raise Fault("length", f"must have 1 to {LONGEST_NAME} characters.")
    if has_controls(clean):
        raise Fault("characters", "may not have line breaks or control characters.")
    return clean


def email(text: str) -> str:
    clean = same_email(text)
    if len(clean) > LONGEST_EMAIL:
        raise Fault("length", f"may have at most {LONGEST_EMAIL} characters.")
    if not EMAIL.fullmatch(clean) or has_controls(clean):
        raise Fault("email", "must be an e-mail address such as ann@example.com.")
    return clean


def same_email(text: str) -> str:
    """Two spellings of one address become one."""
    return unicodedata.normalize("NFC", text).strip().lower()


def colour(text: str | None) -> str:
    if not COLOUR.fullmatch(text or ""):
        raise Fault("colour", "must be a colour such as #3b82f6.")
    return str(text).lower()


def time_zone(text: str | None) -> str:
    if text not in TIME_ZONES:
        raise Fault("time_zone", "must be an IANA time zone such as Europe/Stockholm.")
    return str(text)


def country(text: str) -> str:
    if text not in SUPPORTED_REGIONS:
        raise Fault("country", "must be an ISO 3166 country code such as SE.")
    return text


def printable(text: str, longest: int) -> str:
    """Of what a client says about itself: never refused, only cut."""
    return "".join(character for character in text if unicodedata.category(character) != "Cc")[:longest]


def has_controls(text: str) -> bool:
    return any(unicodedata.category(character) == "Cc" for character in text)
