"""What people have before their eyes: the last word of each client, for 30 seconds."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.push import presences
from services.push.presences import Presences

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEAM, ANN, BEN, HERE, THERE = (uuid4() for _ in range(5))


def word(conn="a", person=ANN, at=NOON, **fields) -> dict:
    told = {"team_id": TEAM, "person_id": person, "conn": conn, "visible": True, "conversation": HERE, "at": at}
    return {**told, "chat_position": 7, **fields}


@pytest.fixture
def heard():
    """`heard(word(), word("b"))`"""

    def hear(*words) -> Presences:
        known = Presences()
        for one in words:
            known.heard(one)
        return known

    return hear


def places(known: Presences, person=ANN, now=NOON) -> list:
    return [(sight.conversation_id, sight.position) for sight in known.sights(person, now)]


class TestSights:
    def test_are_of_each_client_of_the_person(self, heard):
        known = heard(word("phone"), word("laptop", conversation=THERE), word("bens", BEN))

        assert set(places(known)) == {(HERE, 7), (THERE, 7)}
        assert places(known, BEN) == [(HERE, 7)]

    def test_are_the_last_word_of_a_client(self, heard):
        later = NOON + timedelta(seconds=2)
        words = [word(at=later, chat_position=9), word(chat_position=8)]

        assert places(heard(*words), now=later) == places(heard(*reversed(words)), now=later) == [(HERE, 9)]

    def test_end_with_what_is_not_visible_any_more(self, heard):
        assert places(heard(word(), word(at=NOON + timedelta(seconds=1), visible=False))) == []

    def test_are_believed_for_30_seconds(self, heard):
        assert places(heard(word()), now=NOON + timedelta(seconds=29)) == [(HERE, 7)]
        assert places(heard(word()), now=NOON + timedelta(seconds=30)) == []

    def test_of_a_client_that_does_not_say_how_far_it_has_come_are_of_nothing_seen(self, heard):
        assert places(heard(word(chat_position=None))) == [(HERE, 0)]

    def test_do_not_grow_without_end(self, heard, monkeypatch):
        monkeypatch.setattr(presences, "MOST_CLIENTS", 3)

        known = heard(*(word(f"{number}", uuid4()) for number in range(5)), word("last"))

        assert (len(known.last), len(known.clients), places(known)) == (3, 3, [(HERE, 7)])

    @pytest.mark.parametrize("told", [{}, {"person_id": "x"}, None, "seen"])
    def test_of_what_cannot_be_read_are_none(self, heard, told):
        with pytest.raises(ValueError, match="validation"):
            heard(told)
