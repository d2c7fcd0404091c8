"""Files that people import over HTTP."""

from typing import Any

import httpx
from support.people import Person
from support.waiting import eventually


def upload(person: Person, path: str, text: str | bytes, name: str = "kontakter.csv", **options: Any) -> httpx.Response:
    content = text if isinstance(text, bytes) else text.encode()
    return person.post(f"{path}/imports", files={"file": (name, content, "text/csv")}, **options)


def run(person: Person, path: str, text: str | bytes) -> Any:
    """An import that is done."""
    address = upload(person, path, text).raise_for_status().headers["Location"]
    person.post(f"{address}/start").raise_for_status()
    return eventually(lambda: done(person.get(address).json()))


def done(started: Any) -> Any:
    return started if started["state"] in ("done", "failed") else None
