"""What is said in conversations over HTTP, in a whole system."""

from urllib.parse import quote
from uuid import uuid4

import pytest
from support.conversations import at


def new(text="Hello", **fields):
    return {"id": str(uuid4()), "text": text, **fields}


def reaction(conversation, emoji, number=1):
    return at(conversation, "messages", number, "reactions", quote(emoji, safe=""))


class TestPosting:
    def test_answers_the_message_with_its_number_and_address(self, ann, ben, everybody, begin):
        group = begin(ann, ben)
        asked = new("  Shall we sail?\n", mentions=[everybody[ben]])
        answer = ann.post(at(group, "messages"), json=asked)
        message = answer.json()

        assert answer.status_code == 201
        assert answer.headers["Location"] == at(group, "messages", 1)
        assert answer.headers["ETag"] == '"1"'
        assert {name: message[name] for name in asked} == asked
        assert (message["number"], message["author_id"]) == (1, everybody[ann])

    def test_the_same_id_again_is_the_same_message_as_it_is_now(self, ann, ben, begin):
        group = begin(ann, ben)
        asked = new("First")
        ann.post(at(group, "messages"), json=asked)
        edited = ann.patch(at(group, "messages", 1), json={"text": "Better"}).json()
        again = ann.post(at(group, "messages"), json=asked)

        assert (again.status_code, again.json()) == (201, edited)
        assert again.headers["Location"] == at(group, "messages", 1)
        assert ann.get(at(group)).json()["last_number"] == 1

    def test_of_an_id_that_was_used_elsewhere_is_refused(self, ann, ben, begin):
        asked = new()
        ann.post(at(begin(ann, ben), "messages"), json=asked).raise_for_status()
        answer = ann.post(at(begin(ann, ben), "messages"), json=asked)

        assert answer.status_code == 409
        assert answer.json()["type"].endswith("/message-id-taken")

    def test_twice_with_one_key_is_one_message(self, ann, ben, begin):
        group = begin(ann, ben)
        asked, headers = new(), {"Idempotency-Key": str(uuid4())}
        first, second = (ann.post(at(group, "messages"), json=asked, headers=headers) for _ in "12")

        assert first.json() == second.json()
        assert second.headers["Idempotency-Replayed"] == "true"

    def test_in_an_open_channel_takes_joining(self, ann, cara, channel, say):
        open_one = channel(ann)
        answer = cara.post(at(open_one, "messages"), json=new())

        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-a-member")
        cara.post(at(open_one, "join"))
        assert say(cara, open_one)["number"] == 1

    def test_in_what_is_archived_is_refused(self, ann, ben, begin):
        group = begin(ann, ben)
        ann.patch(at(group), json={"archived": True})
        answer = ann.post(at(group, "messages"), json=new())

        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conversation-archived")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"text": " "}, "text"),
            ({"text": "x" * 16_001}, "text"),
            ({"id": "7"}, "id"),
            ({"colour": "red"}, "colour"),
            ({"mentions": [str(uuid4())] * 51}, "mentions"),
        ],
    )
    def test_names_what_is_wrong(self, ann, ben, begin, wrong, field):
        answer = ann.post(at(begin(ann, ben), "messages"), json=new() | wrong)

        assert answer.status_code == 422
        assert [error["field"].rpartition(".")[2] for error in answer.json()["errors"]] == [field]


class TestReading:
    @pytest.fixture
    def five(self, ann, ben, begin, say):
        group = begin(ann, ben)
        for number in range(1, 6):
            say(ann, group, f"Number {number}")
        return group

    @pytest.mark.parametrize(
        ("asked", "numbers", "goes_on"),
        [
            ({}, [1, 2, 3, 4, 5], (False, False)),
            ({"limit": 2}, [4, 5], (True, False)),
            ({"before": 4, "limit": 2}, [2, 3], (True, True)),
            ({"after": 1, "limit": 2}, [2, 3], (True, True)),
            ({"around": 3, "limit": 3}, [2, 3, 4], (True, True)),
            ({"after": 2**64}, [], (True, False)),
        ],
    )
    def test_goes_by_numbers(self, ben, five, asked, numbers, goes_on):
        page = ben.get(at(five, "messages"), params=asked).json()

        assert [message["number"] for message in page["items"]] == numbers
        assert (page["has_earlier"], page["has_later"]) == goes_on

    @pytest.mark.parametrize("asked", [{"before": 3, "after": 1}, {"before": -1}, {"limit": 201}, {"around": "now"}])
    def test_names_what_is_wrong(self, ben, five, asked):
        answer = ben.get(at(five, "messages"), params=asked)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == next(iter(asked))


class TestEditing:
    def test_says_that_it_was_edited(self, ann, ben, begin, say):
        group = begin(ann, ben)
        say(ann, group)
        answer = ann.patch(at(group, "messages", 1), json={"text": "Hello!"}, headers={"If-Match": '"1"'})

        assert (answer.json()["text"], answer.json()["edits"], answer.headers["ETag"]) == ("Hello!", 1, '"2"')
        assert ben.get(at(group, "messages")).json()["items"] == [answer.json()]

    def test_of_an_older_version_is_refused(self, ann, ben, begin, say):
        group = begin(ann, ben)
        say(ann, group)
        ann.patch(at(group, "messages", 1), json={"text": "Second"})
        answer = ann.patch(at(group, "messages", 1), json={"text": "Third"}, headers={"If-Match": '"1"'})

        assert (answer.status_code, answer.json()["current"]["text"]) == (412, "Second")

    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    def test_is_for_its_author_alone(self, ann, ben, begin, say, method):
        group = begin(ann, ben)
        say(ann, group)
        body = {"json": {"text": "Mine"}} if method == "PATCH" else {}
        answer = ben.request(method, at(group, "messages", 1), **body)

        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-your-message")

    @pytest.mark.parametrize(("number", "status"), [(2, 404), (0, 422), (2**63 - 1, 404), (2**63, 404)])
    def test_of_what_was_never_said_is_refused(self, ann, ben, begin, say, number, status):
        group = begin(ann, ben)
        say(ann, group)

        assert ann.patch(at(group, "messages", number), json={"text": "Hm"}).status_code == status


class TestDeleting:
    def test_leaves_that_there_was_something(self, ann, ben, begin, say):
        group = begin(ann, ben)
        say(ann, group, "Never mind")
        answer = ann.delete(at(group, "messages", 1))

        assert (answer.status_code, answer.json()["text"], answer.headers["ETag"]) == (200, "", '"2"')
        assert answer.json()["deleted_at"] is not None
        assert ann.delete(at(group, "messages", 1)).json() == answer.json()


class TestReacting:
    @pytest.mark.parametrize("emoji", ["👍", "👩‍👩‍👧‍👦", "#️⃣", "🇸🇪"])
    def test_is_put_and_taken_back(self, ann, ben, everybody, begin, say, emoji):
        group = begin(ann, ben)
        say(ann, group)
        put = [ben.put(reaction(group, emoji)).json() for _ in "12"]
        taken = ben.delete(reaction(group, emoji))

        assert put[0] == put[1]
        assert put[0]["reactions"] == [{"emoji": emoji, "person_ids": [everybody[ben]]}]
        assert (taken.json()["reactions"], taken.headers["ETag"]) == ([], '"3"')

    @pytest.mark.parametrize("emoji", ["x", "<b>", "👍👍", "\u202e", "👍\n"])
    def test_with_what_is_no_emoji_is_refused(self, ann, ben, begin, say, emoji):
        group = begin(ann, ben)
        say(ann, group)
        answer = ben.put(reaction(group, emoji))

        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "emoji")

    def test_with_bytes_that_are_no_text_is_refused(self, ann, ben, begin, say):
        group = begin(ann, ben)
        say(ann, group)

        assert ben.put(at(group, "messages", 1, "reactions", "%ED%A0%BD")).status_code == 422


class TestSearching:
    def test_finds_what_one_may_read_and_marks_it(self, ann, ben, cara, begin, say):
        word = uuid4().hex
        group, other = begin(ann, ben), begin(ann, ben)
        said = say(ann, group, f"The {word} is here")
        say(ann, other, f"{word} too")
        everywhere = ben.get("/api/chat/search", params={"q": word[:20]}).json()
        here = ben.get("/api/chat/search", params={"q": word, "conversation": group["id"]}).json()

        assert len(everywhere["items"]) == 2
        [found] = here["items"]
        assert found["message"] == said
        assert [piece["text"] for piece in found["pieces"] if piece["hit"]] == [word]
        assert cara.get("/api/chat/search", params={"q": word}).json() == {"items": [], "next_cursor": None}

    def test_goes_on_from_page_to_page(self, ann, ben, begin, say):
        word = uuid4().hex
        group = begin(ann, ben)
        for _ in range(3):
            say(ann, group, word)
        first = ben.get("/api/chat/search", params={"q": word, "limit": 2}).json()
        rest = ben.get("/api/chat/search", params={"q": word, "limit": 2, "cursor": first["next_cursor"]}).json()

        assert [found["message"]["number"] for found in first["items"] + rest["items"]] == [3, 2, 1]
        assert rest["next_cursor"] is None

    def test_of_a_conversation_of_others_is_as_of_one_that_never_was(self, ann, ben, cara, begin, never_was):
        answers = [
            cara.get("/api/chat/search", params={"q": "a", "conversation": one["id"]})
            for one in (begin(ann, ben), never_was)
        ]

        assert [answer.status_code for answer in answers] == [404, 404]
        assert len({answer.json()["detail"] for answer in answers}) == 1

    def test_names_what_is_wrong(self, ann):
        for asked, field in (({}, "q"), ({"q": "x" * 201}, "q"), ({"q": "x", "cursor": "rubbish"}, "cursor")):
            answer = ann.get("/api/chat/search", params=asked)

            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
