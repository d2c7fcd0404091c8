"""What is true afterwards: of every change that was asked for its rows and events, of every stream what it brought."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

import psycopg
from faults.following import Follower
from faults.ground import SERVICE_NAMES
from faults.load import Change
from psycopg import sql
from psycopg.rows import namedtuple_row
from support.streams import positions_of

TOLD_BY = {
    "create": ("contacts", "contact_created", "contact", "name"),
    "alter": ("contacts", "contact_changed", "contact", "notes"),
    "contend": ("contacts", "contact_changed", "contact", "notes"),
    "archive": ("contacts", "contact_archived", "", ""),
    "restore": ("contacts", "contact_restored", "", ""),
    "log_call": ("contacts", "call_logged", "call_log", "note"),
    "plan": ("settings", "personal_settings_changed", "settings", "follow_up_note"),
    "post": ("chat", "message_posted", "message", "text"),
}
"""For each kind of change: the service, the type of its event, and where in that the key stands."""

ROWS = """
select name from contacts.contacts union all select note from contacts.call_logs
union all select text from chat.messages
"""
KEYS = """
select split_part(key, ':', 1) from {}.idempotency_keys where answer is not null
"""
READ_COPY = """
select count(*) filter (where mine.contact_id is null or theirs.contact_id is null
    or (mine.version, mine.status, mine.follow_up_at) is distinct from
       (theirs.version, theirs.status, theirs.follow_up_at)) as wrong, count(*) as all_of_them
from (select * from contacts.personal_settings where kind = 'contact') mine
full join settings.user_contact_settings theirs using (person_id, contact_id)
"""
ARCHIVED = """
select count(*) filter (where theirs.id is null or mine.contact_id is null) as wrong, count(*) as all_of_them
from (select * from settings.archived_contacts where archived) mine
full join (
    select team_id, id from contacts.contacts where archived_at is not null
    union all select team_id, merged_id from contacts.merges where undone_at is null) theirs
    on (mine.team_id, mine.contact_id) = (theirs.team_id, theirs.id)
"""
# Everybody has a device before anything is said: one ring of each for each message of another one.
RINGS = """
select count(*) filter (where rings <> 1) as wrong, count(*) as all_of_them
from (
    select (select count(*) from push.deliveries ring where ring.event_id = said.event_id
            and ring.subscription_id = device.id) as rings
    from chat.journal said
    join push.subscriptions device on device.team_id = said.team_id and device.person_id = any(said.audience)
        and device.person_id <> (said.data -> 'message' ->> 'author_id')::uuid
    where said.type = 'message_posted') ringing
"""

PEOPLE = """
select count(*) filter (where mine.person_id is null or theirs.id is null
    or (mine.active, mine.version) is distinct from (theirs.active, theirs.version)) as wrong, count(*) as all_of_them
from chat.people mine
full join accounts.people theirs on (mine.team_id, mine.person_id) = (theirs.team_id, theirs.id)
"""


@dataclass
class Finding:
    """`examples` are keys or sentences, to look into."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str, times: int = 1) -> None:
        self.count += times
        if len(self.examples) < 5:
            self.examples.append(example)


@dataclass(frozen=True)
class Told:
    """One row of a journal."""

    service: str
    position: int
    event_id: UUID
    team_id: UUID
    audience: list[UUID] | None
    type: str
    data: dict[str, Any]

    def is_for(self, follower: Follower) -> bool:
        person = follower.person
        return self.team_id == person.team_id and (self.audience is None or person.id in self.audience)


class Books:
    """The journals and tables, read once everything has come to rest."""

    def __init__(self, database: psycopg.Connection) -> None:
        self.database = database
        self.journals = {service: list(self.journal(service)) for service in SERVICE_NAMES}

    def journal(self, service: str) -> Iterator[Told]:
        query = sql.SQL(
            "select position, event_id, team_id, audience, type, data from {} order by position nulls last"
        ).format(sql.Identifier(service, "journal"))
        for row in self.database.execute(query):
            yield Told(service, *row)

    @cached_property
    def told(self) -> Counter[tuple[str, str]]:
        """How many events each change has, by the change's key and the event's type."""
        counted: Counter[tuple[str, str]] = Counter()
        for service, kind, record, name in TOLD_BY.values():
            if record:
                counted |= Counter(
                    (told.data[record][name], kind) for told in self.journals[service] if told.type == kind
                )
        return counted

    @cached_property
    def versions(self) -> dict[str, list[tuple[int, str]]]:
        """Of every contact the versions that events told, in their order."""
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for told in self.journals["contacts"]:
            if contact := told.data.get("contact"):
                found[contact["id"]].append((contact["version"], told.type))
        return found

    @cached_property
    def rows(self) -> Counter[str]:
        return Counter(row[0] for row in self.database.execute(ROWS))

    @cached_property
    def keys(self) -> Counter[str]:
        """Keys whose change was made."""
        return Counter(
            row[0]
            for service in SERVICE_NAMES
            for row in self.database.execute(sql.SQL(KEYS).format(sql.Identifier(service)))
        )

    def effects(self, change: Change) -> int:
        """How often the events say that it was made."""
        _service, kind, record, _name = TOLD_BY[change.kind]
        if record:
            return self.told[change.key, kind]
        versions = self.versions[change.answer["id"]] if change.is_acknowledged else []
        return versions.count((change.answer.get("version", 0), kind))

    def changes_gone_wrong(self, changes: Iterable[Change]) -> dict[str, Finding]:
        lost, duplicated, refused_and_made = Finding(), Finding(), Finding()
        for change in changes:
            effects = self.effects(change)
            rows = self.rows[change.key] if change.kind in ("create", "log_call", "post") else effects
            if change.is_acknowledged and not (effects and rows and self.keys[change.key]):
                lost.add(f"{change.key} {change.kind}: {effects} events, {rows} rows, {self.keys[change.key]} keys")
            if max(effects, rows) > 1:
                duplicated.add(f"{change.key} {change.kind}: {effects} events, {rows} rows", max(effects, rows) - 1)
            if not change.is_acknowledged and (effects or rows):
                refused_and_made.add(f"{change.key} {change.kind}")
        return {"lost": lost, "duplicated": duplicated, "refused_and_made": refused_and_made}

    def versions_gone_wrong(self) -> Finding:
        """Of a record whose events are not its versions 1, 2, 3 … up to the one that the row has."""
        wrong = Finding()
        rows = dict(self.database.execute("select id::text, version from contacts.contacts"))
        for contact_id, version in rows.items():
            told = [number for number, _type in self.versions[contact_id]]
            if told != list(range(1, version + 1)):
                wrong.add(f"contact {contact_id} at {version}: {told[-20:]}")
        plans: dict[tuple[str, str], list[int]] = defaultdict(list)
        for told_of in self.journals["settings"]:
            if told_of.type == "personal_settings_changed":
                settings = told_of.data["settings"]
                plans[told_of.data["person_id"], settings["contact_id"]].append(settings["version"])
        found = self.database.execute(
            "select person_id::text, contact_id::text, version from settings.user_contact_settings"
        )
        for person_id, contact_id, version in found:
            if plans[person_id, contact_id] != list(range(1, version + 1)):
                wrong.add(f"settings {person_id} {contact_id} at {version}: {plans[person_id, contact_id][-20:]}")
        return wrong

    def numbers_gone_wrong(self) -> Finding:
        """Of a conversation whose messages are not numbered 1, 2, 3 … in the order in which they were told."""
        wrong = Finding()
        told: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for one in self.journals["chat"]:
            if one.type == "message_posted":
                message = one.data["message"]
                told[message["conversation_id"]].append((message["number"], message["id"]))
        kept: dict[str, list[tuple[int, str]]] = defaultdict(list)
        rows = "select conversation_id::text, number, id::text from chat.messages order by number"
        for conversation_id, number, message_id in self.database.execute(rows):
            kept[conversation_id].append((number, message_id))
        for conversation_id, last in self.database.execute("select id::text, last_number from chat.conversations"):
            numbers = [number for number, _id in kept[conversation_id]]
            if numbers != list(range(1, last + 1)) or told[conversation_id] != kept[conversation_id]:
                wrong.add(f"conversation {conversation_id} at {last}: {told[conversation_id][-20:]}")
        return wrong

    def journals_gone_wrong(self) -> Finding:
        wrong = Finding()
        for service, told in self.journals.items():
            positions = [one.position for one in told]
            if positions != list(range(1, len(told) + 1)):
                wrong.add(f"{service}: positions are not 1 to {len(told)}")
            if len({one.event_id for one in told}) != len(told):
                wrong.add(f"{service}: an event id stands twice")
            heads = sql.SQL("select head, published from {}").format(sql.Identifier(service, "journal_head"))
            head, published = self.database.execute(heads).fetchone() or (0, 0)
            if not head == published == len(told):
                wrong.add(f"{service}: {len(told)} events, head {head}, published {published}")
        return wrong

    def listeners(self) -> dict[str, dict[str, Any]]:
        """By listener: how many records it keeps, how many of them differ from the source's, and how far it is."""
        return {name: self.listener(name, query) for name, query in LISTENERS.items()}

    def listener(self, name: str, query: str) -> dict[str, Any]:
        source, _, service = name.partition("→")
        cursor = self.database.cursor(row_factory=namedtuple_row)
        compared: Any = cursor.execute(query).fetchone()
        where = sql.SQL(
            "select position, gaps_filled, (select count(*) from {}) as parked from {} where source = %s"
        ).format(sql.Identifier(service, "parked_events"), sql.Identifier(service, "listeners"))
        listener: Any = cursor.execute(where, [source]).fetchone()
        return {
            "kept": compared.all_of_them,
            "wrong": compared.wrong,
            "behind": len(self.journals[source]) - listener.position if listener else len(self.journals[source]),
            "parked": listener.parked if listener else 0,
            "gaps_filled": listener.gaps_filled if listener else 0,
        }


LISTENERS = {
    "settings→contacts": READ_COPY,
    "contacts→settings": ARCHIVED,
    "accounts→chat": PEOPLE,
    "chat→push": RINGS,
}
"""Where it hears from and where it is, and how what it keeps is compared with what it heard of."""


def at_rest(database: psycopg.Connection, followers: Iterable[Follower]) -> bool:
    """Whether all events are numbered, published, applied, and on every stream that they are for."""
    heads = {}
    for service in SERVICE_NAMES:
        state = sql.SQL("select head, published, (select count(*) from {}) from {}").format(
            sql.Identifier(service, "journal"), sql.Identifier(service, "journal_head")
        )
        head, published, count = database.execute(state).fetchone() or (0, 0, 0)
        if not head == published == count:
            return False
        heads[service] = head
    for name in LISTENERS:
        source, _, service = name.partition("→")
        where = sql.SQL("select position from {} where source = %s").format(sql.Identifier(service, "listeners"))
        if database.execute(where, [source]).fetchone() != (heads[source],):
            return False
    return all(positions_of(follower.cursor or "") == heads for follower in followers)


@dataclass
class Delivery:
    """What the streams brought beside what they had to bring."""

    streams: int = 0
    connections: int = 0
    resets: int = 0
    away: list[float] = field(default_factory=list)
    expected: int = 0
    received: int = 0
    missed: Finding = field(default_factory=Finding)
    duplicated: Finding = field(default_factory=Finding)
    foreign: Finding = field(default_factory=Finding)
    disordered: Finding = field(default_factory=Finding)
    malformed: Finding = field(default_factory=Finding)

    def compare(self, follower: Follower, books: Books) -> None:
        self.streams += 1
        self.connections += follower.connections
        self.resets += len(follower.resets)
        self.away += follower.away
        who = follower.person.name
        for fault in follower.faults:
            self.malformed.add(f"{who}: {fault}")
        for service, journal in books.journals.items():
            began = follower.began.get(service, 0)
            wanted = [(one.position, str(one.event_id)) for one in journal if one.position > began]
            mine = {(one.position, str(one.event_id)) for one in journal if one.is_for(follower)}
            wanted = [one for one in wanted if one in mine]
            heard = [(position, event_id) for name, position, event_id in follower.heard if name == service]
            self.expected += len(wanted)
            self.received += len(heard)
            times = Counter(heard)
            for one in wanted:
                if not times[one]:
                    self.missed.add(f"{who}: {service}:{one[0]}")
            for one, count in times.items():
                if count > 1:
                    self.duplicated.add(f"{who}: {service}:{one[0]}, {count} times", count - 1)
                if one not in mine:
                    self.foreign.add(f"{who}: {service}:{one[0]}")
            if heard != sorted(heard):
                self.disordered.add(f"{who}: {service}")

    @property
    def findings(self) -> dict[str, Finding]:
        names = ("missed", "duplicated", "foreign", "disordered", "malformed")
        return {name: getattr(self, name) for name in names}

    def figures(self) -> dict[str, int]:
        counted = {name: getattr(self, name) for name in ("streams", "connections", "resets", "expected", "received")}
        away = sorted(self.away)
        counted |= {"away_ms_p95": round(away[len(away) * 95 // 100] * 1000)} if away else {}
        return counted | {name: found.count for name, found in self.findings.items()}

    def wrong(self) -> list[str]:
        return [
            f"streams, {name}: {found.count}, such as {found.examples}"
            for name, found in self.findings.items()
            if found.count
        ]
