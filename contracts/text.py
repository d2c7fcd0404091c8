"""Text that JSON can spell and nobody can keep: PostgreSQL takes no U+0000, and half of a character has no UTF-8."""

import re
from collections.abc import Iterator

from contracts.wire import FieldError

UNKEPT = re.compile("[\0\ud800-\udfff]")


def unkept(told: object, *path: str) -> Iterator[FieldError]:
    """Of JSON values, each field that holds such text; of an object with such a name in it, the object itself."""
    match told:
        case str() if found := UNKEPT.search(told):
            yield fault(found[0], path)
        case dict():
            for name, value in told.items():
                if not UNKEPT.search(name):
                    yield from unkept(value, *path, name)
            if found := UNKEPT.search("".join(told)):
                yield fault(found[0], path)
        case list():
            for place, value in enumerate(told):
                yield from unkept(value, *path, str(place))


def fault(character: str, path: tuple[str, ...]) -> FieldError:
    code, detail = (
        ("nul", "Text may not hold the character U+0000.")
        if character == "\0"
        else ("half_character", "Text may not hold half of a character: U+D800 to U+DFFF stand in pairs.")
    )
    return FieldError(field=".".join(path), code=code, detail=detail)
