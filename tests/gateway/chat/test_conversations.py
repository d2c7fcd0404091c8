"""Conversations and who is in them over HTTP, in a whole system."""

from uuid import uuid4

import pytest
from support.conversations import CONVERSATIONS, at


def listed(person, **asked):
    return person.get(CONVERSATIONS, params=asked).raise_for_status().json()


def ids(page):
    return [conversation["id"] for conversation in page["items"]]


class TestBeginning:
    def test_answers_it_with_its_address_and_version(self, ann, ben, everybody):
        new = {"kind": "channel", "name": " The  boat ", "topic": "Sails", "is_private": True}
        answer = ann.post(CONVERSATIONS, json={**new, "member_ids": [everybody[ben]]})
        begun = answer.json()

        assert answer.status_code == 201
        assert answer.headers["Location"] == at(begun)
        assert answer.headers["ETag"] == '"1"'
        assert (begun["name"], begun["is_private"], begun["last_number"]) == ("The boat", True, 0)
        assert set(begun["member_ids"]) == {everybody[ann], everybody[ben]}
        assert ben.get(at(begun)).json()["me"]["unread"] == 0

    def test_a_direct_one_again_is_the_one_that_is_there(self, ann, ben, begin):
        first, again = begin(ann, ben, kind="direct"), begin(ben, ann, kind="direct")

        assert first["id"] == again["id"]

    def test_twice_with_one_key_is_one_conversation(self, ann):
        headers = {"Idempotency-Key": str(uuid4())}
        new = {"kind": "channel", "name": uuid4().hex}
        first, second = (ann.post(CONVERSATIONS, json=new, headers=headers) for _ in "12")

        assert first.json() == second.json()
        assert second.headers["Idempotency-Replayed"] == "true"

    @pytest.mark.parametrize(
        ("new", "field"),
        [
            ({"kind": "channel"}, "name"),
            ({"kind": "group", "member_ids": [str(uuid4())]}, "member_ids.0"),
            ({"kind": "cave", "name": "Bats"}, "kind"),
            ({"kind": "channel", "name": "Boats", "colour": "red"}, "colour"),
        ],
    )
    def test_names_what_is_wrong(self, ann, new, field):
        answer = ann.post(CONVERSATIONS, json=new)

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


class TestListing:
    def test_has_unread_the_last_message_and_my_settings_in_one_call(self, ann, ben, everybody, begin, say):
        group = begin(ann, ben)
        say(ann, group, "One")
        last = say(ann, group, "Two", mentions=[everybody[ben]])
        [first, *_] = listed(ben)["items"]

        assert (first["id"], first["last_message"]) == (group["id"], last)
        told = {name: first["me"][name] for name in ("unread", "mentions", "read_number", "notify")}
        assert told == {"unread": 2, "mentions": 1, "read_number": 0, "notify": "all"}

    def test_goes_on_from_page_to_page(self, ann, ben, begin):
        begun = [begin(ann, ben)["id"] for _ in range(3)]
        seen, cursor = [], {}
        while True:
            page = listed(ann, limit=2, **cursor)
            assert len(page["items"]) <= 2
            seen += ids(page)
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}

        assert seen == ids(listed(ann))
        assert set(begun) <= set(seen)

    def test_joinable_are_the_open_channels_that_one_is_not_in(self, ann, ben, channel):
        open_one, private = channel(ann), channel(ann, is_private=True)
        joinable = ids(listed(ben, joinable=True))

        assert open_one["id"] in joinable
        assert private["id"] not in joinable
        assert open_one["id"] not in ids(listed(ann, joinable=True)) + ids(listed(ben))

    def test_archived_ones_are_listed_by_themselves(self, ann, ben, begin):
        group = begin(ann, ben)
        ann.patch(at(group), json={"archived": True}).raise_for_status()

        assert group["id"] not in ids(listed(ben))
        assert group["id"] in ids(listed(ben, archived=True))

    @pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 501}, {"cursor": "rubbish"}, {"joinable": "perhaps"}])
    def test_names_what_is_wrong(self, ann, asked):
        answer = ann.get(CONVERSATIONS, params=asked)

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == list(asked)


class TestChanging:
    def test_changes_what_is_named(self, ann, ben, begin):
        group = begin(ann, ben, name="Boats", topic="Sails")
        answer = ben.patch(at(group), json={"name": "Ships"}, headers={"If-Match": '"1"'})

        assert (answer.json()["name"], answer.json()["topic"], answer.headers["ETag"]) == ("Ships", "Sails", '"2"')
        assert ann.get(at(group)).headers["ETag"] == '"2"'

    def test_of_an_older_version_is_refused(self, ann, ben, begin):
        group = begin(ann, ben)
        ann.patch(at(group), json={"name": "Ships"})
        answer = ben.patch(at(group), json={"name": "Rafts"}, headers={"If-Match": '"1"'})

        assert (answer.status_code, answer.json()["current"]["name"]) == (412, "Ships")

    def test_of_an_open_channel_is_for_who_made_it_and_for_admins(self, ann, ben, cara, channel):
        of_cara = channel(cara)
        of_ann = channel(ann)

        assert ben.patch(at(of_cara), json={"topic": "Sails"}).status_code == 200
        assert cara.patch(at(of_cara), json={"topic": "Oars"}).status_code == 200
        assert cara.patch(at(of_ann), json={"topic": "Oars"}).status_code == 403

    def test_may_leave_a_field_out_but_not_null(self, ann, ben, begin):
        answer = ann.patch(at(begin(ann, ben)), json={"name": None})

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "name")


class TestMembers:
    def test_come_and_may_read_what_was_said(self, ann, ben, cara, everybody, begin, say):
        group = begin(ann, ben)
        say(ann, group, "Before")
        answer = ben.post(at(group, "members"), json={"person_ids": [everybody[cara]]})

        assert set(answer.json()["member_ids"]) == set(everybody.values())
        assert answer.headers["ETag"] == '"2"'
        assert [each["text"] for each in cara.get(at(group, "messages")).json()["items"]] == ["Before"]

    def test_are_removed_and_find_nothing_any_more(self, ann, ben, cara, everybody, begin, never_was):
        group = begin(ann, ben, cara)

        assert ann.delete(at(group, "members", everybody[cara])).status_code == 204
        assert cara.get(at(group)).json()["detail"] == cara.get(at(never_was)).json()["detail"]
        assert group["id"] not in ids(listed(cara))
        assert ann.delete(at(group, "members", everybody[cara])).status_code == 404

    def test_leave(self, ann, ben, everybody, begin):
        group = begin(ann, ben)

        assert ben.delete(at(group, "members")).status_code == 204
        assert ben.get(at(group)).status_code == 404
        assert ann.get(at(group)).json()["member_ids"] == [everybody[ann]]

    def test_of_a_direct_conversation_stay(self, ann, ben, everybody, begin):
        direct = begin(ann, ben, kind="direct")

        assert ann.delete(at(direct, "members")).json()["type"].endswith("/cannot-leave")
        assert ann.delete(at(direct, "members", everybody[ben])).status_code == 409

    def test_whom_nobody_knows_are_named(self, ann, ben, everybody, begin):
        answer = ann.post(at(begin(ann, ben), "members"), json={"person_ids": [everybody[ben], str(uuid4())]})

        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["person_ids.1"]


class TestJoining:
    def test_lets_everybody_into_an_open_channel(self, ann, cara, everybody, channel):
        open_one = channel(ann)
        read_before = cara.get(at(open_one)).json()["me"]
        answer = cara.post(at(open_one, "join"))

        assert read_before is None
        assert answer.json()["me"]["person_id"] == everybody[cara]
        assert answer.headers["ETag"] == '"2"'

    def test_of_a_private_channel_is_as_of_one_that_never_was(self, ann, cara, channel, never_was):
        private = cara.post(at(channel(ann, is_private=True), "join"))

        assert private.status_code == 404
        assert private.json()["detail"] == cara.post(at(never_was, "join")).json()["detail"]


class TestReading:
    def test_moves_the_mark_forward_only(self, ann, ben, begin, say):
        group = begin(ann, ben)
        for _ in range(3):
            say(ann, group)
        marks = [ben.post(at(group, "read"), json={"number": number}).json()["unread"] for number in (2, 1, 3)]

        assert marks == [1, 1, 0]

    def test_moves_it_back_when_asked_to(self, ann, ben, begin, say):
        group = begin(ann, ben)
        say(ann, group)
        ben.post(at(group, "read"), json={"number": 1})
        answer = ben.post(at(group, "read"), json={"number": 0, "unread": True})

        assert (answer.json()["read_number"], answer.json()["unread"]) == (0, 1)

    @pytest.mark.parametrize("number", [-1, 1, 2**63, "many"])
    def test_of_what_was_never_said_is_refused(self, ann, ben, begin, number):
        answer = ben.post(at(begin(ann, ben), "read"), json={"number": number})

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "number")

    def test_is_for_who_is_in_it(self, ann, cara, channel):
        answer = cara.post(at(channel(ann), "read"), json={"number": 0})

        assert answer.status_code == 403
        assert answer.json()["type"].endswith("/not-a-member")


class TestPreferring:
    def test_is_ones_own(self, ann, ben, begin):
        group = begin(ann, ben)
        answer = ben.put(at(group, "preferences"), json={"notify": "mentions"})

        assert answer.json()["notify"] == "mentions"
        assert [person.get(at(group)).json()["me"]["notify"] for person in (ann, ben)] == ["all", "mentions"]

    def test_knows_three_words(self, ann, ben, begin):
        assert ben.put(at(begin(ann, ben), "preferences"), json={"notify": "loudly"}).status_code == 422
