"""From a message to what a real browser shows: Firefox, its own push client, its decryption; and the app."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from conftest import told
from support.browser_push_server import DELIVERED, NOT_DECRYPTED, BrowserPushServer
from support.conversations import at, begun
from support.firefox import Firefox, Page
from support.people import Person
from support.ports import free_ports
from support.push import devices_of
from support.waiting import eventually

from deploy.local.pwa import Pwa
from deploy.local.stack import Stack
from services.push.domain.endpoints import KNOWN


@pytest.fixture(scope="module")
def port() -> int:
    """Where people have the app."""
    return free_ports(1)[0]


@pytest.fixture(scope="module")
def stack(
    pwa: Pwa, push_server: BrowserPushServer, port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """One that serves the app: notifications lead to the address that people have it at."""
    with Stack(
        tmp_path_factory.mktemp("stack"),
        postgres=told("QERO_TEST_POSTGRES"),
        amqp=told("QERO_TEST_AMQP"),
        management=told("QERO_TEST_AMQP_MANAGEMENT"),
        extra={
            "PUBLIC_ORIGIN": f"http://127.0.0.1:{port}",
            "PWA_FOLDER": str(pwa.built()),
            "PUSH_SERVICES": ",".join([*KNOWN, push_server.origin]),
        },
    ) as stack:
        yield stack


@pytest.fixture(scope="module")
def firefox(
    pwa: Pwa, stack: Stack, push_server: BrowserPushServer, port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Firefox]:
    with Firefox(pwa, stack, push_server, tmp_path_factory.mktemp("firefox"), port=port) as firefox:
        yield firefox


@pytest.fixture
def frida(ann: Person) -> Iterator[Person]:
    """Somebody new."""
    with ann.invite(f"Frida{uuid4().hex[:8]}", "member") as frida:
        yield frida


@pytest.fixture
def page(firefox: Firefox, frida: Person) -> Iterator[Page]:
    with firefox.page(frida) as page:
        yield page


@pytest.fixture
def boats(ann: Person, frida: Person) -> dict[str, Any]:
    """A group of both."""
    return begun(ann, "group", frida, name="Boats")


@pytest.fixture
def say(ann: Person, boats: dict[str, Any]):
    """Ann says it there."""

    def say(text: str) -> dict[str, Any]:
        said = ann.post(at(boats, "messages"), json={"id": str(uuid4()), "text": text}).raise_for_status()
        return said.json()

    return say


def bodies(page: Page) -> list[str]:
    return sorted(one["body"] for one in page.shown)


class TestSubscribing:
    def test_by_the_browsers_own_push_manager_makes_a_device(self, frida, page, push_server):
        device = page.turn_on()

        assert (list(devices_of(frida)), device["is_here"]) == ([device["id"]], True)
        assert push_server.channel(page.endpoint).key == frida.get("/api/push/key").json()["public_key"]

    def test_at_each_start_is_the_same_device(self, frida, page):
        first, again = page.turn_on(), page.start_again()

        assert (list(devices_of(frida)), again["id"]) == ([first["id"]], first["id"])


class TestAMessage:
    def test_is_shown_by_the_worker_and_told_to_have_arrived(self, frida, page, boats, say, push_server, port):
        device = page.turn_on()
        channel = push_server.channel(page.endpoint)

        message = say("Kan du ta Мария at 3? ⛵")
        [shown] = eventually(lambda: page.shown)
        push_server.wait(lambda: channel.acknowledged)
        eventually(lambda: devices_of(frida)[device["id"]]["last_received_at"])

        data = {"kind": "chat", "conversation_id": boats["id"], "message_id": str(message["number"])}
        assert (shown["title"], shown["body"]) == ("Ann · Boats", "Kan du ta Мария at 3? ⛵")
        url = f"http://127.0.0.1:{port}/chat/{boats['id']}?m={message['number']}"
        data |= {"url": url, "push_id": shown["data"]["push_id"]}
        assert (shown["tag"], shown["data"]) == (f"chat-{boats['id']}", data)
        assert (channel.answers, channel.refusals, channel.acknowledged) == ([201], [], [DELIVERED])
        assert device["last_received_at"] is None

    def test_that_cannot_be_decrypted_is_sent_and_never_received(self, frida, page, say, push_server):
        device = page.turn_on()
        channel = push_server.channel(page.endpoint)
        push_server.garbles_next = True

        say("Garbled on its way")
        push_server.wait(lambda: channel.acknowledged)
        eventually(lambda: devices_of(frida)[device["id"]]["last_delivered_at"])
        without_receipt = devices_of(frida)[device["id"]]["last_received_at"]
        say("As it was sent")
        push_server.wait(lambda: len(channel.acknowledged) > 1)

        assert eventually(lambda: bodies(page)) == ["As it was sent"]
        assert without_receipt is None
        assert (channel.answers, channel.acknowledged) == ([201, 201], [NOT_DECRYPTED, DELIVERED])

    def test_with_nothing_in_it_is_shown_all_the_same(self, page, push_server):
        page.turn_on()

        push_server.send_nothing(push_server.channel(page.endpoint))

        assert eventually(lambda: bodies(page)) == ["There is something new."]

    def test_that_comes_while_the_browser_is_away_is_shown_when_it_is_back(self, page, say, push_server):
        page.turn_on()
        browser = push_server.channel(page.endpoint).browser
        greeted = browser.greeted
        with push_server.away_from_browsers():
            say("While you were away")
            push_server.wait(lambda: browser.kept)

        assert eventually(lambda: bodies(page)) == ["While you were away"]
        assert browser.greeted > greeted


class TestATestRing:
    def test_is_said_to_have_arrived_on_the_page_of_notifications(self, page):
        page.turn_on()

        page.test()

        assert bodies(page) == ["This device rings."]
        assert page.device["last_received_at"] is not None


class TestSigningOut:
    def test_ends_the_subscription_there_and_here(self, frida, page, push_server):
        page.turn_on()
        channel = push_server.channel(page.endpoint)

        page.sign_out()

        assert (page.endpoint, devices_of(frida)) == (None, {})
        push_server.wait(lambda: channel.is_gone)


class TestADeviceThatIsRemovedElsewhere:
    def test_says_so_and_rings_again_when_it_is_turned_on(self, frida, page, say):
        device = page.turn_on()

        frida.delete(f"/api/push/subscriptions/{device['id']}").raise_for_status()
        page.reads("This device does not ring any more")
        again = page.turn_on()
        say("Here I am")

        assert eventually(lambda: bodies(page)) == ["Here I am"]
        assert list(devices_of(frida)) == [again["id"]] != [device["id"]]


class TestALostSubscription:
    def test_is_made_anew_by_the_worker_in_the_place_of_the_old_one(self, frida, page, say, push_server):
        device = page.turn_on()
        old = push_server.channel(page.endpoint)

        push_server.drop()
        [new_id] = eventually(lambda: [*devices_of(frida).keys() - {device["id"]}])
        say("Found you again")

        assert eventually(lambda: bodies(page)) == ["Found you again"]
        assert list(devices_of(frida)) == [new_id]
        assert (old.answers, push_server.channel(page.endpoint).answers) == ([], [201])

    def test_is_made_anew_at_the_next_start_when_the_worker_could_not(self, frida, page, say, push_server):
        device = page.turn_on()

        with page.without_gateway():
            push_server.drop()
            eventually(lambda: page.refused)
        again = page.start_again()
        say("Found you again")

        assert eventually(lambda: bodies(page)) == ["Found you again"]
        assert list(devices_of(frida)) == [again["id"]] != [device["id"]]
        assert push_server.channel(page.endpoint).answers == [201]

    def test_of_a_browser_that_wants_no_more_is_removed_with_the_next_message(self, frida, page, say, push_server):
        page.turn_on()
        old = push_server.channel(page.endpoint)

        page.unsubscribe()
        push_server.wait(lambda: old.is_gone)
        assert len(devices_of(frida)) == 1
        say("Nobody there")

        eventually(lambda: devices_of(frida) == {})
        assert (old.answers, page.endpoint, page.shown) == ([410], None, [])
