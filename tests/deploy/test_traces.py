"""What one request comes to in every process, as a collector of traces hears of it, and as the logs tell it."""

import json
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from conftest import told
from support.collector import Collector, Span
from support.conversations import at, begun
from support.people import PASSWORD, Person
from support.push import SUBSCRIPTIONS, as_browsers_tell
from support.push_server import BrowserDevice, PushServer
from support.waiting import eventually

from deploy.local.stack import Stack

POST = "POST /api/chat/conversations/{id}/messages"


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory, push_server: PushServer, collector: Collector) -> Iterator[Stack]:
    """A whole system that tells what it does."""
    with Stack(
        tmp_path_factory.mktemp("traced"),
        postgres=told("QERO_TEST_POSTGRES"),
        amqp=told("QERO_TEST_AMQP"),
        management=told("QERO_TEST_AMQP_MANAGEMENT"),
        extra={
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "PUSH_SERVICES": push_server.origin,
        },
    ) as stack:
        yield stack


@pytest.fixture(scope="module")
def ann(traced: Stack) -> Iterator[Person]:
    with Person(traced, "Ann") as ann:
        ann.found_team()
        yield ann


@pytest.fixture(scope="module")
def ben(ann: Person) -> Iterator[Person]:
    with ann.invite("Ben", "member") as ben:
        yield ben


@pytest.fixture
def phone(ben: Person, push_server: PushServer) -> Iterator[BrowserDevice]:
    """Ben's."""
    device = push_server.device()
    kept = ben.post(SUBSCRIPTIONS, json=as_browsers_tell(ben, device)).raise_for_status().json()
    yield device
    ben.delete(f"{SUBSCRIPTIONS}/{kept['id']}")


@pytest.fixture
def say(ann: Person, ben: Person) -> Callable[..., None]:
    conversation = begun(ann, "direct", ben)

    def say(text: str, **headers: str) -> None:
        message = {"id": str(uuid4()), "text": text}
        ann.post(at(conversation, "messages"), json=message, headers=headers).raise_for_status()

    return say


def named(collector: Collector, name: str, **attributes: str) -> list[Span]:
    return [one for one in collector.spans if one.name == name and attributes.items() <= one.attributes.items()]


def test_one_trace_goes_from_a_request_to_the_ring_of_a_phone(collector, say, phone):
    request_id = f"traced-{uuid4()}"

    say("Who knows their new office?", **{"X-Request-Id": request_id})

    [request] = eventually(lambda: named(collector, POST, **{"qero.request_id": request_id}))
    of_trace = lambda name: [one for one in named(collector, name) if one.trace_id == request.trace_id]  # noqa: E731
    [ring] = eventually(lambda: of_trace("push ring"))
    way = [(one.process, one.name) for one in eventually(lambda: whole(collector, ring))]
    assert way == [
        ("push", "push ring"),
        ("push", "push hears chat.message_posted"),
        ("chat", "chat.post"),
        ("gateway", "chat.post"),
        ("gateway", POST),
    ]
    assert {one.process for one in of_trace("INSERT")} >= {"chat"}
    assert ring.attributes["http.response.status_code"] == 201


def whole(collector: Collector, span: Span) -> list[Span]:
    """Its way to the root, when all of that has come."""
    way = collector.to_the_root(span)
    return [] if way[-1].parent_id else way


def test_a_browser_may_begin_a_trace(collector, ann):
    trace_id = uuid4().hex

    ann.get("/api/me", headers={"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"}).raise_for_status()

    [span] = eventually(lambda: [one for one in named(collector, "GET /api/me") if one.trace_id == trace_id])
    assert span.parent_id == "00f067aa0ba902b7"


def test_what_is_refused_is_no_fault(collector, ann):
    request_id = f"refused-{uuid4()}"

    ann.get(f"/api/contacts/{uuid4()}", headers={"X-Request-Id": request_id})

    [request] = eventually(lambda: named(collector, "GET /api/contacts/{id}", **{"qero.request_id": request_id}))
    [call] = eventually(
        lambda: [
            one
            for one in collector.spans
            if one.trace_id == request.trace_id and "qero.refusal" in one.attributes and one.process == "contacts"
        ]
    )
    assert (call.attributes["qero.refusal"], call.told.status.code) == ("not-found", 0)


def test_no_span_holds_what_people_say_or_what_keys_are_made_of(collector, ann, say, phone, ben):
    secrets = {word: f"{word}{uuid4().hex}" for word in ("text", "name", "note", "search", "key", "company")}
    contact = ann.create(name=secrets["name"], company=secrets["company"], phones=["+46701234567"])
    ann.plan(contact, follow_up_note=secrets["note"])
    ann.get("/api/contacts", params={"q": secrets["search"]}).raise_for_status()
    ann.get("/api/contacts", params={"q": "0701234567"}, headers={"Idempotency-Key": secrets["key"]})
    with ben.another_browser() as browser:
        browser.sign_in()
    last = f"last-{uuid4()}"
    say(secrets["text"], **{"X-Request-Id": last})
    [end] = eventually(lambda: named(collector, POST, **{"qero.request_id": last}))
    eventually(lambda: [one for one in named(collector, "push ring") if one.trace_id == end.trace_id])

    said = " ".join(str(one.told) for one in collector.spans)
    cookies = [cookie.value for cookie in ann.cookies.jar if cookie.value]
    never = [*secrets.values(), *cookies, PASSWORD, "701234567", ann.email, ben.email, phone.path, *phone.keys.values()]
    assert [word for word in never if word in said] == []


def test_a_ring_is_logged_under_the_request_that_it_came_of(traced, say, phone):
    request_id = f"logged-{uuid4()}"
    say("Hello?", **{"X-Request-Id": request_id})

    log = traced.home.logs / "push.log"
    lines = eventually(lambda: [json.loads(one) for one in log.read_text().splitlines() if request_id in one])
    assert all(line["request_id"] == request_id and len(line["trace_id"]) == 32 for line in lines)
    assert [(line["answer"], line["deliveries"]) for line in lines if line["event"] == "rang"] == [(201, 1)]


def test_a_collector_that_is_away_holds_nobody_up(collector, ann):
    with collector.away():
        assert [ann.get("/api/me").status_code for _ in range(20)] == [200] * 20
