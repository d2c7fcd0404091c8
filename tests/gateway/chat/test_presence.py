"""Who is there and who is typing, over HTTP and on the streams, in a whole system."""

from support.conversations import at
from support.waiting import eventually

PRESENCE = "/api/chat/presence"


def type_in(person, conversation):
    return person.post(at(conversation, "typing"))


def is_typing_in(conversation):
    return lambda told: told["type"] == "typing" and told["conversation_id"] == conversation["id"]


def typing(stream, conversation):
    return list(filter(is_typing_in(conversation), stream.all("ephemeral")))


class TestTyping:
    def test_is_told_to_the_others_in_it_on_every_gateway(self, ann, ben, everybody, begin, listening, another_gateway):
        group = begin(ann, ben)
        anns, here = listening(ann), listening(ben)
        with another_gateway().stream(ben) as there:
            there.hello()
            assert type_in(ann, group).status_code == 204
            told = [stream.first("ephemeral", is_typing_in(group)) for stream in (here, there)]
        anns.first("hb")

        assert told[0] == told[1]
        assert told[0]["person_id"] == everybody[ann]
        assert set(told[0]) == {"type", "conversation_id", "person_id", "at"}
        assert typing(anns, group) == []

    def test_is_told_once_in_three_seconds_in_each_conversation(self, ann, ben, begin, listening):
        group, other = begin(ann, ben), begin(ann, ben)
        bens, anns = listening(ben), listening(ann)
        answers = [type_in(ann, group).status_code for _ in range(5)]
        type_in(ben, group)
        type_in(ann, other)
        bens.first("ephemeral", is_typing_in(other))
        anns.first("ephemeral", is_typing_in(group))

        assert answers == [204] * 5
        assert len(typing(bens, group)) == 1

    def test_is_not_told_to_who_was_removed(self, ann, ben, cara, everybody, begin, listening):
        group, other = begin(ann, ben, cara), begin(ann, cara)
        caras = listening(cara)
        ann.delete(at(group, "members", everybody[cara])).raise_for_status()
        type_in(ann, group)
        type_in(ann, other)
        caras.first("ephemeral", is_typing_in(other))

        assert typing(caras, group) == []

    def test_is_for_members(self, ann, ben, cara, begin, channel, never_was):
        private, never = type_in(cara, begin(ann, ben)), type_in(cara, never_was)

        assert private.status_code == never.status_code == 404
        assert private.json()["detail"] == never.json()["detail"]
        assert type_in(cara, channel(ann)).json()["type"] == "/problems/not-a-member"


class TestPresence:
    def test_is_the_last_word_of_each_persons_browsers(self, ann, ben, everybody, begin, listening):
        conn = listening(ann).hello()["conn"]
        word = {"conn": conn, "conversation": begin(ann, ben)["id"]}
        for visible in (True, False):
            ann.post("/api/stream/seen", json={**word, "visible": visible}).raise_for_status()
            told = eventually(lambda visible=visible: presence_of(ben, everybody[ann], visible=visible))

            assert set(told) == {"person_id", "visible", "at"}


def presence_of(asker, person_id, *, visible):
    items = asker.get(PRESENCE).raise_for_status().json()["items"]
    return next((one for one in items if (one["person_id"], one["visible"]) == (person_id, visible)), None)
