"""Who is asking, for how long that is believed, and how often they may."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from support.gateway import ORIGIN

from contracts.accounts import Identity, NotSignedIn
from contracts.wire import Caller, Role, Unavailable
from gateway.headers import AnswerHeaders
from gateway.identity import MOST_ASKED_AT_ONCE, Door, Identities, SessionCookie
from gateway.quotas import Rate
from gateway.refusals import Problems
from gateway.visit import Person, visit_of
from kit.callers import Signer, Verifier, new_private_key, public_key_of

pytestmark = pytest.mark.anyio

KEY = new_private_key()


def somebody(person_id=None):
    return Caller(
        person_id=person_id or uuid4(),
        team_id=uuid4(),
        session_id=uuid4(),
        role=Role.MEMBER,
        time_zone="Europe/Stockholm",
        country="SE",
    )


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


class Sessions:
    """What accounts would answer, by token."""

    def __init__(self, **callers):
        self.callers = callers
        self.new_tokens = {}
        self.away = False
        self.asked = 0

    async def identify(self, ask, request_id):
        self.asked += 1
        if self.away:
            raise Unavailable("Away.")
        if ask.token not in self.callers:
            raise NotSignedIn("No such session.")
        expires_at = datetime.now(UTC) + timedelta(days=14)
        return Identity(caller=self.callers[ask.token], expires_at=expires_at, new_token=self.new_tokens.get(ask.token))


@pytest.fixture
def ann():
    return somebody()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sessions(ann):
    return Sessions(anns=ann)


@pytest.fixture
def identities(sessions, clock):
    return Identities(sessions.identify, Signer(KEY), clock=clock)


async def identified(identities, token):
    if not identities.remembered(token):
        await identities.identify(token, "request-1")


class TestIdentities:
    async def test_sign_whom_accounts_names(self, identities, ann):
        person, _ = await identities.identify("anns", "request-1")

        assert person.caller == ann
        assert Verifier(public_key_of(KEY)).verify(person.signed_caller) == ann

    async def test_ask_accounts_once_in_five_seconds(self, identities, sessions, clock):
        for _ in range(49):
            await identified(identities, "anns")
            clock.now += 0.1

        assert sessions.asked == 1

    async def test_ask_again_after_five_seconds(self, identities, sessions, clock):
        await identified(identities, "anns")
        clock.now += 5

        assert identities.remembered("anns") is None

    async def test_sign_anew_only_when_half_a_minute_has_passed(self, identities, clock):
        signed = set()
        for _ in range(10):
            person, _ = await identities.identify("anns", "request-1")
            signed.add(id(person))
            clock.now += 6

        assert len(signed) == 2

    async def test_sign_anew_when_the_caller_has_changed(self, identities, sessions, ann):
        await identified(identities, "anns")
        sessions.callers["anns"] = ann.model_copy(update={"role": Role.ADMIN})
        person, _ = await identities.identify("anns", "request-1")

        assert Verifier(public_key_of(KEY)).verify(person.signed_caller).role == Role.ADMIN

    async def test_forget_a_session_at_once(self, identities, ann):
        await identified(identities, "anns")
        identities.forget_session(ann.session_id)

        assert identities.remembered("anns") is None

    async def test_forget_all_sessions_of_a_person_and_nobody_elses(self, identities, sessions, ann):
        sessions.callers |= {"phone": somebody(ann.person_id), "bens": somebody()}
        for token in sessions.callers:
            await identified(identities, token)
        identities.forget_person(ann.person_id)

        assert [bool(identities.remembered(token)) for token in ("anns", "phone", "bens")] == [False, False, True]

    async def test_do_not_believe_an_answer_that_was_under_way_when_somebody_was_forgotten(
        self, identities, sessions, ann
    ):
        arrived = asyncio.Event()
        read = await sessions.identify(type("Ask", (), {"token": "anns"}), "request-1")

        async def slow(ask, request_id):
            await arrived.wait()
            return read

        identities.ask_accounts = slow
        asking = asyncio.create_task(identities.identify("anns", "request-1"))
        await asyncio.sleep(0)
        identities.forget_session(ann.session_id)
        arrived.set()
        await asking

        assert identities.remembered("anns") is None

    async def test_ask_once_for_all_who_come_with_a_token_at_the_same_time(self, identities, sessions):
        people = await asyncio.gather(*(identities.identify("anns", "request-1") for _ in range(8)))

        assert len({id(person) for person, _ in people}) == 1
        assert sessions.asked == 1

    async def test_answer_the_others_when_the_first_of_them_goes(self, identities, sessions):
        first, other = (asyncio.create_task(identities.identify("anns", "request-1")) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()

        assert (await other)[0].caller == sessions.callers["anns"]

    async def test_ask_anew_for_whoever_comes_after_somebody_was_forgotten(self, identities, sessions, ann):
        before = asyncio.create_task(identities.identify("anns", "request-1"))
        await asyncio.sleep(0)
        identities.forget_session(ann.session_id)
        await asyncio.gather(before, identities.identify("anns", "request-2"))

        assert sessions.asked == 2

    async def test_send_away_whom_accounts_could_not_answer_in_time(self, identities):
        waiting = [identities.identify(f"token {number}", "request-1") for number in range(MOST_ASKED_AT_ONCE + 1)]

        *answered, sent_away = await asyncio.gather(*waiting, return_exceptions=True)

        assert {type(refusal) for refusal in answered} == {NotSignedIn}
        assert isinstance(sent_away, Unavailable)
        assert 1 <= sent_away.facts["retry_after"] <= 4

    async def test_have_room_again_when_they_are_answered(self, identities, sessions):
        strangers = [identities.identify(f"token {number}", "request-1") for number in range(MOST_ASKED_AT_ONCE)]
        await asyncio.gather(*strangers, return_exceptions=True)

        assert (await identities.identify("anns", "request-1"))[0].caller == sessions.callers["anns"]

    async def test_keep_no_token_only_its_hash(self, identities):
        await identified(identities, "anns")

        assert all(b"anns" not in key and len(key) == 32 for key in identities.believed)


class TestTheCookie:
    def test_is_bound_to_its_origin_over_https(self):
        cookie = SessionCookie(https=True, same_site="lax").keep("t0ken", datetime.now(UTC) + timedelta(seconds=100.5))

        assert cookie == "__Host-qero=t0ken; Path=/; Max-Age=100; HttpOnly; SameSite=Lax; Secure"

    def test_has_a_plain_name_over_http_where_browsers_keep_no_other(self):
        cookie = SessionCookie(https=False, same_site="lax").drop()

        assert cookie == "qero=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"

    def test_may_be_sent_by_a_pwa_of_another_site(self):
        assert "SameSite=None; Secure" in SessionCookie(https=True, same_site="none").drop()

    def test_is_found_among_others(self):
        headers = Headers({"cookie": "theme=dark; qero=t0ken; x"})

        assert SessionCookie(https=False, same_site="lax").token(headers) == "t0ken"

    def test_that_is_empty_is_none(self):
        assert SessionCookie(https=False, same_site="lax").token(Headers({"cookie": "qero="})) is None


async def who(scope, receive, send):
    """Answers who is recognised, by the first letter of the reason or the id."""
    visit = visit_of(scope)
    text = str(visit.who.caller.person_id) if isinstance(visit.who, Person) else type(visit.who).__name__
    await PlainTextResponse(text)(scope, receive, send)


@pytest.fixture
def door(identities, clock):
    door = Door(
        who,
        identities=identities,
        cookie=SessionCookie(https=False, same_site="lax"),
        people=Rate("person", per_minute=60, burst=4, clock=clock),
        addresses=Rate("address", per_minute=60, burst=2, clock=clock),
    )

    def from_address(address, token=None):
        transport = httpx.ASGITransport(app=AnswerHeaders(Problems(door), https=False), client=(address, 1))
        cookies = {"qero": token} if token else {}
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=cookies)

    return from_address


class TestTheDoor:
    async def test_recognises_a_session(self, door, ann):
        async with door("192.0.2.1", "anns") as client:
            assert (await client.get("/api/x")).text == str(ann.person_id)

    async def test_lets_strangers_pass_for_routes_that_take_them(self, door):
        async with door("192.0.2.1") as client:
            assert (await client.get("/api/x")).text == "NotSignedIn"

    async def test_leaves_it_to_the_route_that_accounts_is_away(self, door, sessions):
        sessions.away = True
        async with door("192.0.2.1", "anns") as client:
            assert (await client.get("/api/x")).text == "Unavailable"

    async def test_hands_a_rotated_token_to_the_browser(self, door, sessions):
        sessions.new_tokens["anns"] = "anns-new"
        async with door("192.0.2.1", "anns") as client:
            first, second = [await client.get("/api/x", headers={"Cookie": "qero=anns"}) for _ in range(2)]

        assert first.headers["Set-Cookie"].startswith("qero=anns-new; ")
        assert "Set-Cookie" not in second.headers

    async def test_counts_by_person_wherever_they_are(self, door):
        statuses = []
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"):
            async with door(address, "anns") as client:
                statuses.append((await client.get("/api/x")).status_code)

        assert statuses == [200, 200, 200, 200, 429]

    async def test_counts_strangers_by_address(self, door):
        async with door("192.0.2.1") as here, door("192.0.2.2") as there:
            statuses = [(await client.get("/api/x")).status_code for client in (here, here, here, there)]

        assert statuses == [200, 200, 429, 200]

    async def test_asks_accounts_no_more_for_an_address_that_guesses_tokens(self, door, sessions):
        for number in range(5):
            async with door("192.0.2.1", f"guess-{number}") as client:
                await client.get("/api/x")

        assert sessions.asked == 2

    async def test_does_not_count_what_it_cannot_know(self, door, sessions):
        sessions.away = True
        async with door("192.0.2.1", "anns") as client:
            statuses = {(await client.get("/api/x")).status_code for _ in range(5)}

        assert statuses == {200}

    async def test_does_not_count_health_checks(self, door):
        async with door("192.0.2.1") as client:
            statuses = {(await client.get("/livez")).status_code for _ in range(5)}

        assert statuses == {200}

    async def test_says_what_is_left_and_when_to_come_back(self, door):
        async with door("192.0.2.1") as client:
            first, _, refused = [await client.get("/api/x") for _ in range(3)]

        assert first.headers["RateLimit-Policy"] == '"address";q=2;w=2'
        assert first.headers["RateLimit"] == '"address";r=1;t=1'
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
        assert refused.headers["RateLimit"] == '"address";r=0;t=2'
        assert refused.json()["type"].endswith("/quota-exceeded")
        assert refused.json()["violated-policies"] == ["address"]
