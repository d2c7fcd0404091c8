"""Logs say what happened, not to whom, and nothing that anybody wrote."""

from isolation.people import Request
from isolation.world import PATHS, made
from support.waiting import eventually

from contracts.accounts import Accounts, RecordExport
from contracts.kinds import Kind

WORD = "glasswinged"
PHONE = "+46701999888"
PHONES_DIGITS = "701999888"
PERSONAL = (WORD, PHONES_DIGITS)
EXPORT = RecordExport(kind=Kind.CONTACT, filters={"q": WORD, "tag": PHONE})
TOO_LARGE_EXPORT = RecordExport(kind=Kind.CONTACT, filters={"q": WORD * 1000})


def logged(world) -> str:
    return "\n".join(log.read_text() for log in world.stack.home.logs.glob("*.log"))


def work_with_personal_data(world) -> None:
    """What a team does on a day, its mistakes included."""
    path = PATHS[Kind.CONTACT]
    person = {"name": WORD, "company": WORD, "notes": WORD, "tags": [WORD], "emails": [f"{WORD}@example.com"]}
    contact = made(world.ann.post(path, {**person, "phones": [PHONE]}))["id"]
    made(world.ann.get(path, q=WORD))
    made(world.ann.get(path, q=PHONE))
    made(world.ann.patch(f"{path}/{contact}/settings", {"status": "hot", "follow_up_note": WORD}))
    made(world.ann.post(f"{path}/{contact}/call-logs", {"outcome": "connected", "note": WORD}))
    made(world.ann.get(f"{path}/{contact}/history"))
    world.join(WORD, "member")
    made(world.olga.post("/api/team/invites", {"email": f"{WORD}@invited.example", "role": "member"}))
    made(world.olga.get("/api/team/audit"))
    exports = [world.ask(world.ann, Accounts.record_export, one) for one in (EXPORT, TOO_LARGE_EXPORT)]
    assert [answer["error"] is None for answer in exports] == [True, False], exports
    file = f"Name,Phone\n{WORD},{PHONE}\n{WORD},{PHONES_DIGITS}12345678901234567890\n".encode()
    upload = made(world.ann.send(Request("POST", f"{path}/imports", file=file)))["id"]
    made(world.ann.post(f"{path}/imports/{upload}/start"))
    world.wait_for_imports()
    wrong = [
        world.ann.post(path, {**person, "phones": [f"{PHONES_DIGITS}{PHONES_DIGITS}{PHONES_DIGITS}"]}),
        world.ann.post(path, {WORD: WORD}),
        world.ann.patch(f"{path}/{contact}/settings", {"follow_up_note": WORD * 1000}),
        world.ann.get(path, q=WORD * 1000),
        world.ann.get(path, cursor=WORD),
        world.ann.post("/api/session", {"email": f"{WORD}@example.com", "password": WORD}),
        world.ann.post("/api/invites/accept", {"token": WORD, "name": WORD, "password": WORD}),
    ]
    assert all(answer.is_client_error for answer in wrong), wrong


class TestTheLogs:
    def test_of_every_process_hold_nothing_that_anybody_wrote(self, world):
        work_with_personal_data(world)
        last = world.ann.get("/api/me")

        eventually(lambda: last.headers["X-Request-Id"] in logged(world))
        assert [personal for personal in PERSONAL if personal in logged(world)] == []
