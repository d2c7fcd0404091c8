"""What is read does not grow with what has ever been said."""

from uuid import UUID, uuid4

import pytest

from contracts.conversations import FindConversations, OneConversation, ReadUpTo
from contracts.messages import ChangeMessage, FindMessages, MessageFields, PostMessage, React, SearchMessages

A_WEEK = 10 * 501
"""Messages of one week, of which there are eleven in some, in all conversations."""


def post(conversation_id: UUID) -> PostMessage:
    return PostMessage(conversation_id=conversation_id, id=uuid4(), fields=MessageFields(text="Hello"))


class TestConversations:
    def test_500_with_what_is_new_in_them_are_one_query_that_reads_a_few_rows_of_each(self, answering, reading):
        told = answering.conversations(FindConversations())
        listed = reading(answering.conversations, FindConversations())

        assert {(item.me.unread, item.me.mentions) for item in told.items if item.last_number == 1000} == {(40, 8)}
        assert len(told.items) == 500
        assert listed.whole_tables == set()
        assert listed.indexes == {"members_pkey", "conversations_pkey", "messages_pkey", "mentions_pkey"}
        # Itself and the asker's side; the newest message and eight mentions, and for each a look at who is in it.
        assert listed.rows <= 502 * (2 + (1 + 8) * 2)

    def test_one_is_the_same_however_much_was_said_in_it(self, answering, reading, crowd):
        small, large = (
            reading(answering.conversation, OneConversation(id=each)) for each in (crowd.small, crowd.large)
        )

        assert (small.whole_tables, large.whole_tables) == (set(), set())
        assert small.rows == large.rows < 10


class TestMessages:
    def test_to_post_is_the_same_after_ten_and_after_a_million(self, answering, reading, crowd):
        small, large = (reading(answering.post, post(each)) for each in (crowd.small, crowd.large))

        assert (small.whole_tables, large.whole_tables) == (set(), set())
        assert (small.rows, small.indexes) == (large.rows, large.indexes)
        assert large.rows < 20

    def test_to_edit_and_to_react_is_the_same_after_ten_and_after_a_million(self, answering, reading, crowd):
        for each, number in ((crowd.small, 10), (crowd.large, 500_000)):
            reacted = reading(answering.react, React(conversation_id=each, number=number, emoji="👍", on=True))
            assert (reacted.whole_tables, reacted.rows < 20) == (set(), True)

            mine = answering.post(post(each))
            ask = ChangeMessage(conversation_id=each, number=mine.number, fields=MessageFields(text="Hi"))
            edited = reading(answering.edit, ask)
            assert (edited.whole_tables, edited.rows < 20) == (set(), True)

    def test_to_have_read_is_the_same_after_ten_and_after_a_million(self, answering, reading, crowd):
        small, large = (reading(answering.read, ReadUpTo(id=each, number=5)) for each in (crowd.small, crowd.large))

        assert (small.whole_tables, large.whole_tables) == (set(), set())
        assert small.rows <= large.rows < 20

    @pytest.mark.parametrize("place", [{}, {"before": 700_000}, {"after": 300_000}, {"around": 5}], ids=str)
    def test_a_page_reads_only_its_own_rows_wherever_it_is(self, answering, reading, crowd, place):
        page = reading(answering.messages, FindMessages(conversation_id=crowd.large, **place))

        assert page.whole_tables == set()
        # Each with a look at who is in the conversation, and that itself.
        assert page.rows == 2 * 50 + 1


class TestSearch:
    @pytest.mark.parametrize("q", ["everywhere", "every", "e"])
    def test_a_word_that_is_in_half_a_million_messages_is_found_in_the_newest_weeks(self, answering, reading, q):
        found = reading(answering.search, SearchMessages(q=q))

        assert len(answering.search(SearchMessages(q=q)).items) == 50
        assert found.whole_tables == set()
        # Once to find it, once to look who is in the conversation.
        assert found.rows < 2 * 2 * A_WEEK

    def test_a_word_that_many_said_long_ago_is_found_in_the_weeks_when_they_did(self, answering, reading):
        found = reading(answering.search, SearchMessages(q="longago"))

        assert len(answering.search(SearchMessages(q="longago")).items) == 50
        assert found.rows < 2 * 2 * A_WEEK

    @pytest.mark.parametrize(("q", "count"), [("rare", 5), ("oldest", 1), ("long rare", 3), ("nothing", 0)])
    def test_what_few_have_reads_those_alone(self, answering, reading, q, count):
        found = reading(answering.search, SearchMessages(q=q))

        assert len(answering.search(SearchMessages(q=q)).items) == count
        assert found.whole_tables == set()
        assert found.rows < 20

    def test_the_next_page_goes_on_where_the_last_one_ended(self, answering, reading):
        first = answering.search(SearchMessages(q="everywhere"))
        ask = SearchMessages(q="everywhere", cursor=first.next_cursor)

        second = answering.search(ask)

        told = [found.message for found in (*first.items, *second.items)]
        places = [(message.posted_at, message.conversation_id, message.number) for message in told]
        assert places == sorted(set(places), reverse=True)
        assert len(places) == 100
        assert reading(answering.search, ask).rows < 2 * 2 * A_WEEK
