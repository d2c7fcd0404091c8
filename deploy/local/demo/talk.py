"""What the demonstration team says to one another, as people do in a week: in channels, in a group, and by twos."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from deploy.local.demo.api import Person, Refused, Session

CONVERSATIONS = "/api/chat/conversations"
HEARD_WITHIN_SECONDS = 20
"""Until chat has heard of people who have just joined."""

ABOUT = "{contact}"
"""In a line: the message is about a contact, whose name stands there."""


@dataclass(frozen=True)
class Talk:
    """`people` by their places in the team, the first of whom begins it; `lines` are who says what."""

    kind: str
    people: Sequence[int]
    lines: Sequence[tuple[int, str]]
    name: str = ""
    topic: str = ""


TALKS = (
    Talk(
        "channel",
        (0, 1, 2, 3, 4),
        (
            (0, "God morgon! Veckans lista är importerad, 2 000 kontakter. Dela upp dem som vi sa i fredags."),
            (1, "Tack! Jag tar Göteborg och Malmö."),
            (2, "Då tar jag Uppsala och norrut."),
            (3, f"{ABOUT} ringde tillbaka nyss. De söker två truckförare från mars."),
            (1, "Snyggt 🎉 Vi har minst tre på A-listan som passar."),
            (4, "Jag är på kundmöte till 14, ring mobilen om det brinner."),
            (0, "Kom ihåg: skriv en rad i samtalsloggen även när ingen svarar, då slipper vi ringa dubbelt."),
        ),
        name="allmänt",
        topic="Det som rör alla",
    ),
    Talk(
        "channel",
        (1, 2, 3),
        (
            (1, "Vem har senast pratat med lagret i Mölndal?"),
            (3, f"Jag, i går. Kontakten är {ABOUT}, hon är lättast att nå före nio."),
            (1, "Perfekt, lägger en uppföljning till i morgon."),
        ),
        name="göteborg",
        topic="Lager, truck och transport i väst",
    ),
    Talk(
        "group",
        (0, 1, 4),
        ((0, "Budgeten för Q1 ligger i mappen. Kan ni titta före torsdag?"), (4, "Gör det i kväll.")),
        name="Säljmöte",
    ),
    Talk(
        "direct",
        (1, 0),
        (
            (1, f"Kan du ta {ABOUT} kl. 15? Jag sitter fast i telefon."),
            (0, "Självklart. Något jag ska veta?"),
            (1, "De vill ha svar om priset, annars är allt klart."),
        ),
    ),
    Talk("direct", (2, 0), ((2, "Fick du tag på kandidaten från i går?"),)),
)


def talk(address: str, people: Sequence[Person]) -> None:
    """Only where nobody has said anything yet."""
    sessions = [Session(address) for _ in people]
    for session, person in zip(sessions, people, strict=True):
        session.sign_in(person)
    if sessions[0].ask("GET", CONVERSATIONS)["items"]:
        return
    ids = [session.ask("GET", "/api/me")["profile"]["id"] for session in sessions]
    contacts = sessions[0].ask("GET", "/api/contacts?sort=-last_called_at&limit=10")["items"]
    for number, one in enumerate(TALKS):
        if max(one.people) < len(people):
            conversation = begun(sessions[one.people[0]], one, ids)
            for place, (who, text) in enumerate(one.lines):
                message = said(text, contacts[(number + place) % len(contacts)] if contacts else None)
                message["id"] = str(uuid5(NAMESPACE_URL, f"{conversation['id']} {place}"))
                sessions[who].ask("POST", f"{CONVERSATIONS}/{conversation['id']}/messages", message)


def begun(session: Session, one: Talk, ids: Sequence[str]) -> dict[str, Any]:
    wanted = {"kind": one.kind, "member_ids": [ids[place] for place in one.people[1:]]}
    wanted |= {field: text for field, text in (("name", one.name), ("topic", one.topic)) if text}
    until = time.monotonic() + HEARD_WITHIN_SECONDS
    while True:
        try:
            conversation: dict[str, Any] = session.ask("POST", CONVERSATIONS, wanted)
        except Refused:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return conversation


def said(text: str, contact: Mapping[str, Any] | None) -> dict[str, Any]:
    if ABOUT not in text or contact is None:
        return {"text": text.replace(ABOUT, "Kontakten")}
    reference = {"kind": contact["kind"], "contact_id": contact["id"]}
    return {"text": text.replace(ABOUT, contact["name"]), "contacts": [reference]}
