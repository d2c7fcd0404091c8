from uuid import uuid4

import pytest

from contracts.conversations import RemoveMember
from contracts.messages import ChangeMessage, MessageFields, OneMessage, SearchMessages
from contracts.wire import Invalid, NotFound
from services.chat.domain import search as words


@pytest.fixture
def found(chat):
    """The texts, in their order."""
    return lambda caller, q, **ask: [one.message.text for one in chat(caller).search(SearchMessages(q=q, **ask)).items]


class TestSearch:
    def test_finds_words_and_beginnings_of_words_however_they_are_spelled(self, begin, say, found, ann, ben):
        group = begin(ann, ben)
        for text in ("The red BOAT", "a boathouse", "Åsa's boat in Malmö", "nothing"):
            say(ann, group, text)

        assert found(ben, "boat") == ["Åsa's boat in Malmö", "a boathouse", "The red BOAT"]
        assert found(ben, "bo RED") == ["The red BOAT"]
        assert found(ben, "a\u030asa malmo\u0308") == ["Åsa's boat in Malmö"]
        assert found(ben, "oat") == found(ben, "red house") == found(ben, " !? ") == []

    @pytest.mark.parametrize("q", ["'", '"red', "boat -red", "boat | red", "a & !b <-> (c:*", "\\", "%", "?", "\0"])
    def test_nothing_in_what_is_searched_means_anything(self, begin, say, found, ann, ben, q):
        say(ann, begin(ann, ben), "The red boat")

        assert found(ann, q) == (["The red boat"] if words.terms(q) in (["red"], ["boat", "red"]) else [])

    def test_is_in_what_one_may_read_and_in_nothing_else(self, begin, channel, say, found, chat, ann, ben, cid, xena):
        group, boats = begin(ann, ben), channel(ann)
        say(ann, group, "private boat")
        say(ann, boats, "open boat")

        assert found(ben, "boat") == ["open boat", "private boat"]
        assert found(cid, "boat") == ["open boat"]
        assert found(xena, "boat") == []
        chat(ann).remove_member(RemoveMember(id=group.id, person_id=ben.person_id))
        assert found(ben, "boat") == ["open boat"]

    def test_may_be_in_one_conversation_if_one_may_read_that(self, begin, channel, say, found, ann, ben, cid):
        group, boats = begin(ann, ben), channel(ann)
        say(ann, group, "private boat")
        say(ann, boats, "open boat")

        assert found(ann, "boat", conversation_id=group.id) == ["private boat"]
        for each in (group.id, uuid4()):
            with pytest.raises(NotFound) as refused:
                found(cid, "boat", conversation_id=each)
            assert refused.value.detail == "This conversation does not exist."

    def test_finds_what_a_message_says_now(self, begin, say, found, chat, ann, ben):
        group = begin(ann, ben)
        say(ann, group, "boat")
        ask = {"conversation_id": group.id, "number": 1}

        chat(ann).edit(ChangeMessage(**ask, fields=MessageFields(text="ship")))
        assert (found(ann, "boat"), found(ann, "ship")) == ([], ["ship"])

        chat(ann).delete(OneMessage(**ask))
        assert found(ann, "ship") == []

    def test_comes_page_by_page_with_the_newest_first(self, begin, channel, say, chat, ann, ben):
        several = [begin(ann, ben), channel(ann)]
        said = [say(ann, several[each % 2], f"boat {each}").text for each in range(7)]

        told, cursor = [], None
        while True:
            page = chat(ann).search(SearchMessages(q="boat", cursor=cursor, limit=3))
            told += [one.message.text for one in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break

        assert told == said[::-1]

    def test_shows_the_part_around_what_was_found(self, begin, say, chat, ann, ben):
        text = "x " * 100 + "a <b>red</b> boat" + " y" * 200
        say(ann, begin(ann, ben), text)

        [found] = chat(ann).search(SearchMessages(q="boa re")).items

        assert found.message.text == text
        assert [piece.text for piece in found.pieces if piece.hit] == ["red", "boat"]
        shown = "".join(piece.text for piece in found.pieces)
        assert shown in text
        assert len(shown) <= words.WHOLE

    @pytest.mark.parametrize(
        "ask",
        [
            {"limit": 0},
            {"limit": 201},
            {"q": "b" * 201},
            {"cursor": "W10"},
            {"cursor": "WyJhIiwiYiIsMV0"},
            {"cursor": "WyIyMDI2LTA1LTA0VDEyOjAwIiwiYiIsMV0"},
        ],
        ids=str,
    )
    def test_that_cannot_be_is_refused(self, begin, chat, ann, ben, ask):
        begin(ann, ben)

        with pytest.raises(Invalid):
            chat(ann).search(SearchMessages(**{"q": "boat", **ask}))
