"""From what happens to a phone that rings: every process, and a push service that opens what it is sent."""

from datetime import UTC, datetime, timedelta

import pytest
from support.conversations import at
from support.people import Person
from support.push import RECEIVED, SUBSCRIPTIONS, devices_of

from deploy.local.stack import Stack


@pytest.fixture
def seen(listening):
    """`seen(ben, group)`: Ben has it before his eyes; `cursor=` is how far he has come."""

    def say_seen(browser, person: Person, conversation, cursor=None, *, visible=True):
        word = {"conn": browser.hello()["conn"], "conversation": conversation["id"], "visible": visible}
        person.post("/api/stream/seen", json={**word, "cursor": cursor}).raise_for_status()

    return say_seen


class TestAMessage:
    def test_rings_each_device_of_each_member_and_none_of_its_author(
        self, ann, ben, cara, begin, subscribe, say, push_server
    ):
        group = begin(ann, ben, cara, name="Boats")
        phones = [subscribe(ben), subscribe(ben), subscribe(cara)]
        anns = subscribe(ann)

        message = say(ann, group, "Can you take Mr. Petrov at 3?")
        rings = [push_server.first(phone)[0] for phone in phones]
        say(ben, group, "Yes")

        assert {ring.notification["title"] for ring in rings} == {"Ann · Boats"}
        assert {ring.notification["body"] for ring in rings} == {"Can you take Mr. Petrov at 3?"}
        assert {ring.notification["tag"] for ring in rings} == {f"chat-{group['id']}"}
        assert {ring.notification["data"]["message_id"] for ring in rings} == {str(message["number"])}
        assert len({ring.notification["data"]["push_id"] for ring in rings}) == 3
        assert [ring.notification["body"] for ring in push_server.first(anns)] == ["Yes"]
        assert [phone.refusals for phone in phones] == [[], [], []]

    def test_rings_devices_of_several_push_services_each_signed_for_itself(
        self, ann, ben, begin, subscribe, say, push_server, other_push_server
    ):
        servers = [push_server, other_push_server, push_server]
        phones = [subscribe(ben, server) for server in servers]

        say(ann, begin(ann, ben))
        rings = [server.first(phone)[0] for server, phone in zip(servers, phones, strict=True)]

        assert [ring.claims["aud"] for ring in rings] == [server.origin for server in servers]
        assert len({ring.public_key for ring in rings}) == 1
        assert [phone.refusals for phone in phones] == [[], [], []]

    def test_of_a_channel_gives_way_to_the_next_one(self, ann, ben, begin, subscribe, say, push_server):
        group = begin(ann, ben)
        phone = subscribe(ben)

        say(ann, group, "one")
        [first] = push_server.first(phone)
        say(ann, group, "two")
        second = push_server.first(phone, 2)[1]

        assert (first.headers["urgency"], first.headers["topic"]) == ("normal", second.headers["topic"])
        assert 14_000 < int(first.headers["ttl"]) <= 14_400

    def test_to_one_alone_stays_by_itself(self, ann, ben, begin, subscribe, say, push_server):
        phone = subscribe(ben)

        say(ann, begin(ann, ben, kind="direct"))
        [ring] = push_server.first(phone)

        assert (ring.headers["urgency"], ring.headers.get("topic")) == ("high", None)
        assert ring.notification["title"] == "Ann"
        assert 86_000 < int(ring.headers["ttl"]) <= 86_400

    def test_tells_how_much_is_unread_in_all(self, ann, ben, begin, subscribe, say, push_server):
        group = begin(ann, ben)
        phone = subscribe(ben)
        before = sum(one["me"]["unread"] for one in ben.get("/api/chat/conversations").json()["items"])

        for text in ("one", "two"):
            say(ann, group, text)
        last = push_server.first(phone, 2)[1]

        assert last.payload["app_badge"] == before + 2
        assert last.notification["app_badge"] == str(before + 2)

    def test_is_told_in_the_devices_language_and_hides_its_text_where_that_is_wanted(
        self, ann, ben, begin, subscribe, say, push_server, wishing
    ):
        phone = subscribe(ben, language="sv")
        wishing(ben, hide_text=True)

        say(ann, begin(ann, ben), "Nobody else may read this")
        [ring] = push_server.first(phone)

        assert (ring.notification["title"], ring.notification["body"]) == ("QERO", "Nytt meddelande")


class TestWhatIsNotWanted:
    @pytest.mark.parametrize("wish", [{"messages": "none"}, {"messages": "direct"}])
    def test_does_not_ring(self, ann, ben, begin, subscribe, say, wishing, state_of, settled, wish):
        phone = subscribe(ben)
        wishing(ben, **wish)

        say(ann, begin(ann, ben))

        settled(lambda: state_of(phone) == ["muted"])
        assert phone.arrived == []

    def test_of_a_muted_conversation_does_not_ring(self, ann, ben, begin, subscribe, say, state_of, settled):
        group = begin(ann, ben)
        phone = subscribe(ben)
        ben.put(at(group, "preferences"), json={"notify": "mentions"}).raise_for_status()

        say(ann, group)
        say(ann, group, "Ben?", mentions=[ben.id])

        settled(lambda: state_of(phone) == ["muted", "sent"])
        assert [ring.notification["body"] for ring in phone.arrived] == ["Ben?"]

    def test_and_what_is_deleted_meanwhile_does_not(
        self, ann, ben, begin, subscribe, say, state_of, settled, stack: Stack
    ):
        group = begin(ann, ben)
        phone = subscribe(ben)
        stack.processes["push"].stop()
        try:
            message = say(ann, group, "Oops")
            ann.delete(at(group, "messages", message["number"])).raise_for_status()
        finally:
            stack.processes["push"].start()
            stack.processes["push"].wait_ready(60)

        settled(lambda: state_of(phone) == ["withdrawn"])
        assert phone.arrived == []

    def test_waits_for_the_end_of_quiet_hours(self, ann, ben, begin, subscribe, say, wishing, settled, waiting_for):
        group = begin(ann, ben)
        phone = subscribe(ben)
        ben.patch("/api/me", json={"time_zone": "Asia/Tokyo"}).raise_for_status()
        now = datetime.now(UTC) + timedelta(hours=9)
        wishing(
            ben,
            quiet_hours={
                "since": f"{now - timedelta(hours=1):%H:%M}",
                "until": f"{now + timedelta(hours=2):%H:%M}",
            },
        )

        say(ann, group)

        seconds = settled(lambda: [left for left in waiting_for(phone) if left > 60])
        assert all(6_900 <= left <= 7_260 for left in seconds)
        assert phone.arrived == []
        ben.patch("/api/me", json={"time_zone": "Europe/Stockholm"}).raise_for_status()


class TestWhoLooks:
    def test_and_has_seen_it_is_not_rung(self, ann, ben, begin, subscribe, say, listening, seen, state_of, settled):
        group = begin(ann, ben)
        phone, browser = subscribe(ben), listening(ben)
        seen(browser, ben, group)

        say(ann, group)
        told = browser.first("event", lambda data: data["type"] == "message_posted")
        [cursor] = [frame.id for frame in browser.frames if frame.data is told]
        seen(browser, ben, group, cursor)

        settled(lambda: state_of(phone) == ["seen"])
        assert phone.arrived == []

    def test_and_does_not_see_it_is_rung_four_seconds_later(
        self, ann, ben, begin, subscribe, say, listening, seen, push_server
    ):
        group = begin(ann, ben)
        phone, browser = subscribe(ben), listening(ben)
        seen(browser, ben, group)

        message = say(ann, group)
        push_server.first(phone)

        waited = datetime.now(UTC) - datetime.fromisoformat(message["posted_at"])
        assert timedelta(seconds=3.9) < waited

    def test_at_another_conversation_is_rung_at_once(
        self, ann, ben, begin, subscribe, say, listening, seen, push_server, state_of, settled
    ):
        phone, browser = subscribe(ben), listening(ben)
        seen(browser, ben, begin(ben, ann))

        say(ann, begin(ann, ben))

        push_server.first(phone)
        settled(lambda: state_of(phone) == ["sent"])


class TestAFollowUp:
    def test_rings_its_person_with_the_contacts_name_and_no_plan(
        self, ann, ben, subscribe, push_server, settled, state_of
    ):
        phone, others = subscribe(ben), subscribe(ann)
        contact = ben.create(name="Eva Ek")
        due = {"follow_up_at": datetime.now(UTC).isoformat(), "follow_up_note": "The secret offer"}

        ben.patch(f"/api/contacts/{contact['id']}/settings", json=due).raise_for_status()
        [ring] = push_server.first(phone)

        assert (ring.notification["title"], ring.notification["body"]) == ("Eva Ek", "Follow-up due")
        assert ring.notification["navigate"].endswith(f"/contacts/{contact['id']}")
        assert "offer" not in str(ring.payload)
        assert (ring.headers["urgency"], others.arrived) == ("high", [])

    def test_does_not_ring_who_wants_no_reminders(self, ben, subscribe, wishing, settled, state_of):
        phone = subscribe(ben)
        wishing(ben, reminders=False)

        contact = ben.create()
        due = {"follow_up_at": datetime.now(UTC).isoformat()}
        ben.patch(f"/api/contacts/{contact['id']}/settings", json=due).raise_for_status()

        settled(lambda: state_of(phone) == ["muted"])


class TestTheTestRing:
    def test_goes_the_way_of_all_others_and_is_told_to_have_arrived(self, ben, cara, subscribe, push_server, settled):
        phone = subscribe(ben)

        asked = ben.post(f"{SUBSCRIPTIONS}/{phone.id}/test")
        [ring] = push_server.first(phone)
        push_id = ring.notification["data"]["push_id"]
        told = {"push_id": push_id}

        assert (asked.status_code, asked.json()) == (202, told)
        settled(lambda: devices_of(ben)[phone.id]["last_delivered_at"])
        assert devices_of(ben)[phone.id]["last_received_at"] is None
        assert cara.post(RECEIVED, json=told).status_code == 404
        assert ben.post(RECEIVED, json=told).status_code == 204
        assert devices_of(ben)[phone.id]["last_received_at"]
