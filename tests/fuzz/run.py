"""One run: rounds of cases, each asked by somebody, until there have been enough of them or the time is over."""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import requests
from fuzz.askers import COOKIE, PASSWORD, Asker, Team, an_address
from fuzz.checks import Documented, faults
from fuzz.drawing import Drawing, described_at, with_what_is_known
from fuzz.known import UUID, Known
from schemathesis import Case, Response
from support.conversations import CONVERSATIONS
from support.waiting import eventually

ASKERS = (("member", "member", 4), ("admin", "admin", 4), ("nobody", None, 1))
"""Name, role, and how often."""

LONGEST_ANSWER_SECONDS = 30
LOOKED_AFTER = (401, 403)
"""The answers by which it may show that a case has taken an asker's session or role."""

REACTIONS = f"{CONVERSATIONS}/{{id}}/messages/{{number}}/reactions"
EMOJI = ["👍", "🎉", "🇸🇪"]

FILE = b"Name,Company,Phone\nAnna Ek,Nord,0701234567\n,,12\nBo Ek,Nord,\n"


@dataclass
class Failure:
    """The same thing wrong at the same operation, however often; `curl` is the shortest request that shows it."""

    times: int = 0
    asker: str = ""
    detail: str = ""
    curl: str = ""

    def add(self, asker: Asker, detail: str, curl: str) -> None:
        self.times += 1
        if not self.curl or len(curl) < len(self.curl):
            self.asker, self.detail, self.curl = asker.name, detail, curl


@dataclass
class Tally:
    """Of one operation."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: defaultdict[str, Failure] = field(default_factory=lambda: defaultdict(Failure))
    """By the kind of fault."""


class Run:
    """`say` is told how it goes."""

    def __init__(self, address: str, seed: int, say: Callable[[str], None]) -> None:
        self.say = say
        self.chance = random.Random(f"{seed} asking")
        schema = described_at(address)
        self.documented = Documented(schema.raw_schema)
        self.drawing = Drawing(schema, seed)
        self.known = Known()
        self.tallies = {operation.label: Tally() for operation in self.drawing.operations}
        self.team = Team(address, self.chance)
        self.browser = requests.Session()

    def prepare(self) -> None:
        """The askers, and something of every kind for them to ask about."""
        self.team.found()
        self.known.hear({"password": PASSWORD, "country": "SE", "delimiter": ";", "encoding": "utf-8"})
        self.askers = [Asker(name, self.team, role) for name, role, _ in ASKERS]
        for path, statuses in (("/api/contacts", ("hot", "working")), ("/api/tma", ("A", "B"))):
            for number, status in enumerate(statuses):
                fields = {"name": f"Kalle {number}", "phones": [f"070123456{number}"], "tags": ["vip"]}
                contact = self.tell("POST", path, json=fields)
                at = f"{path}/{contact['id']}"
                self.tell("PATCH", f"{at}/settings", json={"status": status, "follow_up_at": "2027-01-01T09:00:00Z"})
                self.tell("POST", f"{at}/call-logs", json={"outcome": "connected"})
            for _ in range(2):
                ready = self.tell("POST", f"{path}/imports", files={"file": ("people.csv", FILE, "text/csv")})
            self.tell("POST", f"{path}/imports/{ready['id']}/start")
            eventually(lambda at=f"{path}/imports/{ready['id']}": self.tell("GET", at)["state"] == "done")
        self.tell("POST", "/api/team/invites", json={"email": "cid@nord.example"})
        self.prepare_chat()

    def prepare_chat(self) -> None:
        for is_private in (False, True):
            channel = self.tell(
                "POST", CONVERSATIONS, json={"kind": "channel", "name": "boats", "is_private": is_private}
            )
            for text in ("Hello", "A longer one"):
                message = {"id": str(uuid4()), "text": text}
                self.tell("POST", f"{CONVERSATIONS}/{channel['id']}/messages", json=message)
        self.known.ids[REACTIONS] += EMOJI

    def tell(self, method: str, path: str, **options: object) -> dict:
        """Asks as the owner; cases hear of it."""
        answer = self.team.owner.request(method, path, **options).raise_for_status()
        self.known.hear(options.get("json"))
        self.known.learn(UUID.sub("{id}", path), answer.headers, answer.json())
        return answer.json()

    def go(self, *, cases: int | None, minutes: float | None) -> None:
        until = time.monotonic() + minutes * 60 if minutes else None
        asked = number = 0
        while True:
            for asker in self.askers:
                asker.look_after()
            for case in self.drawing.round(number):
                if asked == cases or (until and time.monotonic() > until):
                    return
                self.ask(case)
                asked += 1
            number += 1
            self.say(f"· {asked:,} cases, {sum(len(tally.failures) for tally in self.tallies.values())} failures")

    def ask(self, case: Case) -> None:
        [asker] = self.chance.choices(self.askers, [often for _, _, often in ASKERS])
        with_what_is_known(case, self.known, self.chance)
        headers = {"X-Forwarded-For": an_address(self.chance)}
        if asker.role:
            case.cookies = {COOKIE: asker.session}
        tally = self.tallies[case.operation.label]
        try:
            response = case.call(session=self.browser, headers=headers, timeout=LONGEST_ANSWER_SECONDS)
        except requests.RequestException as error:
            tally.failures["No answer"].add(asker, repr(error), case.as_curl_command(headers))
            return
        finally:
            self.browser.cookies.clear()
        self.look_at(case, response, asker)
        if asker.role and response.status_code in LOOKED_AFTER:
            asker.look_after()

    def look_at(self, case: Case, response: Response, asker: Asker) -> None:
        tally = self.tallies[case.operation.label]
        tally.statuses[response.status_code] += 1
        for fault in faults(case, response, self.documented):
            tally.failures[fault.kind].add(asker, fault.detail, case.as_curl_command())
        if response.status_code < httpx.codes.MULTIPLE_CHOICES and response.content:
            headers = {name: values[0] for name, values in response.headers.items()}
            told = response.json() if headers.get("content-type") == "application/json" else None
            self.known.learn(case.operation.path, headers, told)
