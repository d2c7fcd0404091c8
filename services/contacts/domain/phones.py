"""Phone numbers: one spelling to keep, all of its digits to search."""

import re
import unicodedata
from contextlib import suppress

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

LONGEST_PHONE = 50

SEPARATORS = r"\s().\-/\u2010-\u2015"
EXTENSION = r"(?:;ext=|,|#|x|ext\.?|extn\.?|anknytning|ankn\.?)\s*(?P<extension>\d{1,8})"
NUMBER = rf"[\s(]*\+?[\d{SEPARATORS}]*\d[\d{SEPARATORS}]*"
FRAGMENT = re.compile(NUMBER)
SPELLING = re.compile(rf"(?P<number>{NUMBER})(?:{EXTENSION})?", re.IGNORECASE)
TRUNK_ZERO = re.compile(r"(?<=\d)\s*\(0\)?")
"""The (0) of +46 (0)70: dialled at home only."""

WHY = {
    ValidationResult.TOO_SHORT: "has too few digits",
    ValidationResult.TOO_LONG: "has too many digits",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "has no area code",
    ValidationResult.INVALID_LENGTH: "has a number of digits that its country does not use",
}


class NotAPhoneNumber(ValueError):
    """Its text is a clause about the number: "has too few digits"."""


def normalise(text: str, country: str) -> str:
    """`+46701234567` or, with an extension, `+46701234567;ext=12` (RFC 3966), for any usual spelling.

    `country` (ISO 3166) is where a number without a country code belongs to. Raises NotAPhoneNumber.
    Only the length is checked beyond the country: new ranges are handed out faster than the library learns them.
    """
    spelling = SPELLING.fullmatch(ascii_digits(text))
    if spelling is None or len(text) > LONGEST_PHONE:
        raise NotAPhoneNumber("is not a phone number")
    number = parse(spelling["number"], country)
    extension = f";ext={spelling['extension']}" if spelling["extension"] else ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) + extension


def parse(text: str, country: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        no_country = error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        raise NotAPhoneNumber("has no known country code" if no_country else "is not a phone number") from error
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == ValidationResult.IS_POSSIBLE:
        return number
    # People write 00 for the + of an international number also where the country dials something else.
    if text.startswith("00"):
        return parse("+" + text.lstrip("0"), country)
    raise NotAPhoneNumber(WHY[reason])


def spellings(phone: str) -> str:
    """What searching a kept number looks in: its international digits and, where they differ, those dialled at home."""
    international = phone.partition(";")[0]
    national = digits(phonenumbers.format_number(phonenumbers.parse(international), PhoneNumberFormat.NATIONAL))
    return international if national in international else f"{international} {national}"


def fragments(text: str, country: str) -> list[str]:
    """What to look for in `spellings` when a person wrote `text`; nothing when it is no part of a phone number."""
    found = []
    with suppress(NotAPhoneNumber):
        found.append(normalise(text, country).partition(";")[0])
    plain = ascii_digits(text)
    if not FRAGMENT.fullmatch(plain):
        return found
    run = digits(TRUNK_ZERO.sub("", plain))
    if plain.lstrip("( ").startswith("+"):
        return [*found, f"+{run}"]
    if run.startswith("00"):
        return [*found, "+" + run.lstrip("0"), run]
    return [*found, run]


def ascii_digits(text: str) -> str:
    """Digits of every script as 0 to 9, full-width signs as plain ones."""
    if text.isascii():
        return text.strip()
    plain = unicodedata.normalize("NFKC", text).strip()
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)


def digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())
