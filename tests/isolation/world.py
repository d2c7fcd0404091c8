"""Two teams. In the first Ann has things of every kind, each marked by words that must not go where they should not."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Self
from uuid import UUID, uuid4

import httpx
import psycopg
from isolation.bus import BusCaller
from isolation.people import PASSWORD, Asker, Person, Request, an_address, an_email
from psycopg import sql
from support.push_server import PushServer
from support.waiting import eventually

from contracts.accounts import Accounts, Device, OpenTeam
from contracts.kinds import Kind
from contracts.wire import Call, Wire
from deploy.local.stack import Stack
from deploy.topology import SERVICES
from kit.callers import Signer

TEAMS_WORD = "quillfeather"
"""In everything that Ann's team may see, and no other."""
ANNS_WORD = "moonlighter"
ANNS_DAY = "2091-05-06"
"""In what Ann plans and nobody but her may see."""

PATHS = {Kind.CONTACT: "/api/contacts", Kind.TMA: "/api/tma"}
ANNS_STATUS = {Kind.CONTACT: "hot", Kind.TMA: "A"}
OTHER_STATUS = {Kind.CONTACT: "working", Kind.TMA: "B"}
"""Nobody but Ann ever has her statuses, or plans a day."""
ANNS_ALONE = {
    ("settings", "user_contact_settings"): "person_id = %s",
    ("settings", "user_tma_settings"): "person_id = %s",
    ("chat", "conversations"): "created_by = %s and is_private",
    ("chat", "messages"): "author_id = %s",
    ("chat", "members"): "person_id = %s",
    ("push", "subscriptions"): "person_id = %s",
    ("push", "preferences"): "person_id = %s",
    ("push", "deliveries"): "person_id = %s",
}
"""Of these tables, what no colleague changes."""
NEVER_SET = {"status": None, "follow_up_at": None, "follow_up_note": "", "version": 0}


class World:
    def __init__(self, stack: Stack, push_server: PushServer) -> None:
        self.stack = stack
        self.push_server = push_server
        self.anns_phone = push_server.device()
        self.undo = ExitStack()
        self.kept: dict[Any, str] = {}

    def __enter__(self) -> Self:
        self.bus = BusCaller(self.stack.bus["administrator"])
        self.undo.callback(self.bus.close)
        self.signer = Signer(self.stack.system.keys[0])
        self.database = psycopg.connect(self.stack.urls["administrator"], autocommit=True)
        self.undo.callback(self.database.close)

        self.olga = self.open_team(f"{TEAMS_WORD} & Co", "Olga")
        self.askers = {
            Asker.ANN: self.join(f"Ann {TEAMS_WORD}", "member"),
            Asker.BEN: self.join("Ben", "member"),
            Asker.ADA: self.join("Ada", "admin"),
            Asker.XENA: self.open_team("Another", "Xena"),
            Asker.NOBODY: self.person("Nobody"),
        }
        self.ann = self.askers[Asker.ANN]
        self.ben = self.askers[Asker.BEN]
        self.xena = self.askers[Asker.XENA]
        self.spare = self.join(f"Cid {TEAMS_WORD}", "member")
        return self

    def __exit__(self, *_: object) -> None:
        self.undo.close()

    def person(self, name: str) -> Person:
        person = Person(self.stack.address, name, an_email())
        self.undo.callback(person.client.close)
        return person

    @property
    def spare_id(self) -> str:
        assert self.spare.caller
        return str(self.spare.caller.person_id)

    def another_browser(self, person: Person) -> Person:
        again = person.in_another_browser()
        self.undo.callback(again.client.close)
        return again

    def open_team(self, name: str, owner: str) -> Person:
        """Set-up makes only the first; accounts has no such limit."""
        person = self.person(owner)
        ask = OpenTeam(
            team_name=name,
            name=owner,
            email=person.email,
            password=PASSWORD,
            device=Device(address=an_address(), user_agent="tests"),
            only_first=False,
        )
        assert self.bus.ask(Accounts.open_team, ask, None)["error"] is None
        person.sign_in()
        return person

    def join(self, name: str, role: str) -> Person:
        person = self.person(name)
        person.accept(self.invite(person.email, role)["token"])
        return person

    def invite(self, email: str | None = None, role: str = "member") -> dict[str, Any]:
        wanted = {"email": email or f"{TEAMS_WORD}.{an_email()}", "role": role}
        return made(self.olga.post("/api/team/invites", wanted))

    def contact(self, kind: Kind) -> str:
        """Of the team, with what Ann plans with it."""
        marked = made(
            self.ann.post(
                PATHS[kind],
                {
                    "name": f"Bo {TEAMS_WORD}",
                    "company": f"{TEAMS_WORD} AB",
                    "notes": TEAMS_WORD,
                    "tags": [TEAMS_WORD],
                    "emails": [f"bo@{TEAMS_WORD}.example"],
                },
            )
        )
        self.plan(kind, marked["id"])
        return marked["id"]

    def plan(self, kind: Kind, contact_id: str) -> None:
        planned = {
            "status": ANNS_STATUS[kind],
            "follow_up_at": f"{ANNS_DAY}T07:08:09Z",
            "follow_up_note": ANNS_WORD,
        }
        made(self.ann.patch(f"{PATHS[kind]}/{contact_id}/settings", planned))

    def once(self, make: Callable[[Kind], str], kind: Kind) -> str:
        """For who only reads: made the first time, and kept."""
        if (make.__name__, kind) not in self.kept:
            self.kept[make.__name__, kind] = make(kind)
        return self.kept[make.__name__, kind]

    def archived(self, kind: Kind) -> str:
        contact_id = self.contact(kind)
        made(self.ann.send(Request("DELETE", f"{PATHS[kind]}/{contact_id}")))
        return contact_id

    def call_log(self, kind: Kind = Kind.CONTACT) -> str:
        logged = self.ann.post(
            f"{PATHS[kind]}/{self.contact(kind)}/call-logs", {"outcome": "connected", "note": TEAMS_WORD}
        )
        return made(logged)["id"]

    def called(self, kind: Kind) -> str:
        contact_id = self.contact(kind)
        made(self.ann.post(f"{PATHS[kind]}/{contact_id}/call-logs", {"outcome": "connected", "note": TEAMS_WORD}))
        return contact_id

    def not_planned(self, kind: Kind) -> str:
        """Of the team, and the likely same as all of its contacts: nobody plans anything with it."""
        fields = {"name": f"Bo {TEAMS_WORD}", "company": f"{TEAMS_WORD} AB"}
        return made(self.ann.post(PATHS[kind], fields))["id"]

    def merged(self, kind: Kind) -> tuple[str, str]:
        """A merge, and the contact that came of it, with what Ann plans with it."""
        survivor_id = self.contact(kind)
        ask = {"merged_id": self.not_planned(kind)}
        return made(self.ann.post(f"{PATHS[kind]}/{survivor_id}/merge", ask))["merge"]["id"], survivor_id

    def set_aside(self, kind: Kind) -> str:
        """A contact into which another one was merged, with both of which Ann plans."""
        survivor_id, merged_id = self.contact(kind), self.contact(kind)
        made(self.ann.post(f"{PATHS[kind]}/{survivor_id}/merge", {"merged_id": merged_id}))
        path = f"{PATHS[kind]}/{survivor_id}/settings/set-aside"
        eventually(lambda: made(self.ann.get(path))["items"])
        return survivor_id

    def uploaded(self, kind: Kind) -> str:
        """An import with one row to take and one to refuse."""
        file = f"Name,Email\n{TEAMS_WORD} {uuid4().hex},\n,{TEAMS_WORD}\n".encode()
        begun = Request("POST", f"{PATHS[kind]}/imports", file=file, filename=f"{TEAMS_WORD}.csv")
        return made(self.ann.send(begun))["id"]

    def imported(self, kind: Kind) -> str:
        import_id = self.uploaded(kind)
        made(self.ann.post(f"{PATHS[kind]}/imports/{import_id}/start"))
        self.wait_for_imports()
        return import_id

    def undone(self, kind: Kind) -> str:
        import_id = self.imported(kind)
        made(self.ann.post(f"{PATHS[kind]}/imports/{import_id}/undo"))
        self.wait_for_imports()
        return import_id

    def wait_for_imports(self) -> None:
        running = "select from contacts.imports where state in ('running', 'undoing')"
        eventually(lambda: self.database.execute(running).rowcount == 0)

    def wait_for_events(self) -> None:
        """Until every change is numbered, heard by whoever keeps a copy, and has rung."""
        for service in SERVICES:
            waiting = sql.SQL("select from {} where position is null").format(sql.Identifier(service.name, "journal"))
            eventually(lambda waiting=waiting: self.database.execute(waiting).rowcount == 0)
        for service in SERVICES:
            for source in service.listens:
                behind = sql.SQL("select from {} where source = {} and position < (select head from {})").format(
                    sql.Identifier(service.name, "listeners"), source, sql.Identifier(source, "journal_head")
                )
                eventually(lambda behind=behind: self.database.execute(behind).rowcount == 0)
        ringing = "select from push.deliveries where state = 'waiting'"
        eventually(lambda: self.database.execute(ringing).rowcount == 0)

    def anns_other_session(self) -> str:
        caller = self.another_browser(self.ann).caller
        assert caller
        return str(caller.session_id)

    def ask(self, person: Person, call: Call[Any, Any], ask: Wire) -> dict[str, Any]:
        """Over the bus, as the gateway would in this person's name."""
        assert person.caller
        return self.bus.ask(call, ask, self.signer.sign(person.caller))

    def rows_that_stay(self, asker: Asker) -> dict[tuple[str, str], set[str]]:
        """What the database keeps and this asker cannot change: Ann's own, for strangers all that is her team's."""
        ann = self.ann.caller
        assert ann
        if asker == Asker.ANN:
            return {}
        self.wait_for_events()
        if asker in (Asker.BEN, Asker.ADA):
            return {at: self.rows(*at, which, ann.person_id) for at, which in ANNS_ALONE.items()}
        return {at: self.rows(*at, "team_id = %s", ann.team_id) for at in self.team_tables()}

    def team_tables(self) -> list[tuple[str, str]]:
        """All but sessions, which say when they were last used."""
        return self.database.execute("""
            select table_schema, table_name from information_schema.columns
            join information_schema.tables using (table_schema, table_name)
            where column_name = 'team_id' and table_type = 'BASE TABLE' and table_name <> 'sessions'
        """).fetchall()

    def rows(self, schema: str, table: str, which: str, value: UUID) -> set[str]:
        query = sql.SQL("select t::text from {} t where {}").format(sql.Identifier(schema, table), sql.SQL(which))
        return {row for (row,) in self.database.execute(query, [value])}


def made(response: httpx.Response) -> Any:
    assert response.is_success, response.text
    return response.json()


def all_that_is_said(response: httpx.Response) -> str:
    """Body and headers, and the cursors unpacked, in small letters."""
    return "\n".join([response.text, str(response.headers.raw), *unpacked_cursors(response.text)]).lower()


def unpacked_cursors(text: str) -> Iterator[str]:
    for part in parts_of(text):
        cursor = part.get("next_cursor")
        if cursor:
            yield urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()


def statuses_in(text: str) -> set[str | None]:
    """Of every personal setting that is spelled out anywhere in a JSON body."""
    return {part.get("status") for part in parts_of(text) if "follow_up_at" in part}


def parts_of(text: str) -> Iterator[dict[str, Any]]:
    """Every object in a JSON text, however deep."""
    try:
        waiting = [json.loads(text)]
    except ValueError:
        return
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
