"""The rules alone: what is an emoji, which numbers a page has, how words are cut, where they are found."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.conversations import CannotLeave, ConversationKind
from contracts.messages import FindMessages, MessageFields, Piece
from contracts.wire import Caller, Invalid, Role
from services.chat.domain import conversations, fields, messages, search

ANN, BEN = uuid4(), uuid4()
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEAM = UUID("01234567-89ab-cdef-0123-456789abcdef")


def caller(person_id: UUID = ANN, role: Role = Role.MEMBER) -> Caller:
    return Caller(
        person_id=person_id, team_id=TEAM, session_id=uuid4(), role=role, time_zone="Europe/Stockholm", country="SE"
    )


def held(**values) -> conversations.Held:
    usual = {
        "team_id": TEAM,
        "id": uuid4(),
        "kind": ConversationKind.GROUP,
        "name": "",
        "topic": "",
        "is_private": True,
        "member_ids": [ANN, BEN],
        "deactivated_ids": [],
        "last_number": 7,
        "last_posted_at": NOON,
        "created_by": ANN,
        "archived_at": None,
        "version": 1,
    }
    return conversations.Held(**{**usual, **values})


class TestEmoji:
    @pytest.mark.parametrize(
        "emoji",
        [
            "👍",
            "👍🏽",
            "❤️",
            "❤",
            "1️⃣",
            "#⃣",
            "🇸🇪",
            "👩‍👩‍👧‍👦",
            "🏳️‍🌈",
            "👩🏽‍🚒",
            "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        ],
    )
    def test_is_one_of_what_people_call_that(self, emoji):
        fields.check_emoji(emoji)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "a",
            "1",
            "👍👍",
            "👍 ",
            " 👍",
            "🇸",
            "🇸🇪🇳",
            "\u200d",
            "\ufe0f",
            "👍\u200d",
            "<b>",
            "\u202e👍",
            "👩" + "\u200d👩" * 8,
            "🏴" + "\U000e0067" * 9,
        ],
        ids=ascii,
    )
    def test_is_nothing_else(self, text):
        with pytest.raises(Invalid) as refused:
            fields.check_emoji(text)

        assert refused.value.errors[0].field == "emoji"


class TestPosted:
    def test_is_never_before_what_was_said_before(self):
        hello = MessageFields(text="Hello")

        early, late = (
            messages.posted(held(), uuid4(), ANN, hello, at=NOON + timedelta(seconds=seconds)) for seconds in (-3, 3)
        )

        assert (early.posted_at, late.posted_at) == (NOON, NOON + timedelta(seconds=3))
        assert early.number == 8


class TestAudience:
    def test_of_what_is_private_is_its_members_and_of_what_is_open_the_team(self):
        assert held(deactivated_ids=[BEN]).told == {ANN}
        assert held(kind=ConversationKind.CHANNEL, is_private=False).told is None


class TestLeaving:
    def test_a_direct_conversation_is_left_by_nobody(self):
        direct = held(kind=ConversationKind.DIRECT)

        for person_id in (ANN, BEN):
            with pytest.raises(CannotLeave):
                conversations.check_may_remove(direct, person_id, caller())


class TestSpan:
    @pytest.mark.parametrize(
        ("place", "numbers"),
        [
            ({"before": -5}, []),
            ({"before": 99}, [6, 7]),
            ({"after": -5}, [1, 2]),
            ({"after": 99}, []),
            ({"around": -5}, [1, 2]),
            ({"around": 99}, [6, 7]),
        ],
        ids=str,
    )
    def test_beyond_what_there_is_holds_what_there_is(self, place, numbers):
        assert [*messages.span(FindMessages(conversation_id=uuid4(), limit=2, **place), 7)] == numbers


class TestWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("The red-hot BOAT, boat!", ["the", "red", "hot", "boat"]),
            ("e\u0301t\u00e9 \ufb01n \uff28i \u00bd", ["\u00e9t\u00e9", "fin", "hi", "1", "2"]),
            ("x" * 41, ["x" * 40]),
            ("👍 … --", []),
        ],
    )
    def test_are_cut_and_folded_by_one_rule(self, text, words):
        assert search.words(text) == words

    def test_are_kept_with_their_team_and_week_a_thousand_at_most(self):
        many = " ".join(f"w{each}" for each in range(1_001))
        kept = search.kept_words(many, TEAM, datetime(1970, 1, 20, tzinfo=UTC))

        assert kept[0] == "01234567.2.w0"
        assert len(kept) == 1_000

    def test_searched_are_twenty_at_most(self):
        assert len(search.terms(" ".join(f"w{each}" for each in range(30)))) == 20


class TestPieces:
    def test_are_the_text_cut_where_it_was_found(self):
        assert search.pieces("A <b>boathouse</b>, a Boat", ["boat"]) == [
            Piece(text="A <b>", hit=False),
            Piece(text="boathouse", hit=True),
            Piece(text="</b>, a ", hit=False),
            Piece(text="Boat", hit=True),
        ]

    def test_begin_shortly_before_what_was_found_and_end_soon_after(self):
        pieces = search.pieces("x" * 500 + " boat " + "y" * 500 + " boat", ["boat"])

        assert [len(piece.text) for piece in pieces] == [search.BEFORE, 4, search.WHOLE - search.BEFORE - 4]

    def test_are_the_beginning_when_the_word_is_too_far_in_to_be_found(self):
        assert search.pieces("nothing", ["boat"]) == [Piece(text="nothing", hit=False)]
