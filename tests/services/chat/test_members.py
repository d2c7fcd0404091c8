from uuid import uuid4

import pytest

from contracts.conversations import (
    AddMembers,
    CannotLeave,
    ConversationFull,
    FindConversations,
    NotAMember,
    Notify,
    OneConversation,
    Prefer,
    ReadUpTo,
    RemoveMember,
)
from contracts.wire import Forbidden, Invalid, NotFound
from services.chat.domain import conversations


@pytest.fixture
def add(chat):
    return lambda caller, conversation, *people: chat(caller).add_members(
        AddMembers(id=conversation.id, person_ids=[person.person_id for person in people])
    )


@pytest.fixture
def remove(chat):
    return lambda caller, conversation, person: chat(caller).remove_member(
        RemoveMember(id=conversation.id, person_id=person.person_id)
    )


@pytest.fixture
def join(chat):
    return lambda caller, conversation: chat(caller).join(OneConversation(id=conversation.id))


@pytest.fixture
def seats(database):
    """Who has a side of a conversation, as its table says."""

    def found(conversation):
        with database.engine("postgres").begin() as connection:
            statement = "select person_id from chat.members where conversation_id = %s"
            return set(connection.exec_driver_sql(statement, (conversation.id,)).scalars())

    return found


class TestAddMembers:
    def test_any_member_adds_who_may_read_all_that_was_said(self, begin, add, say, chat, ann, ben, cid):
        group = begin(ann, ben)
        say(ann, group)

        added = add(ben, group, cid, ann)

        assert added.member_ids == [ann.person_id, ben.person_id, cid.person_id]
        assert added.version == 2
        theirs = chat(cid).conversation(OneConversation(id=group.id))
        assert (theirs.me.read_number, theirs.me.unread, theirs.last_message.number) == (1, 0, 1)

    def test_who_is_in_it_already_changes_nothing(self, begin, add, ann, ben):
        group = begin(ann, ben)

        assert add(ann, group, ben).version == 1

    def test_who_only_reads_a_channel_adds_nobody(self, channel, add, ann, ben, cid):
        with pytest.raises(NotAMember):
            add(cid, channel(ann), ben)

    def test_nobody_is_added_to_a_direct_one(self, direct, add, ann, ben, cid):
        with pytest.raises(Forbidden):
            add(ann, direct(ann, ben), cid)

    def test_nobody_of_another_team_or_deactivated_is_added(self, begin, add, hear, ann, ben, cid, xena):
        group = begin(ann, ben)
        hear(cid, version=2, active=False)

        for somebody in (xena, cid, ann.model_copy(update={"person_id": uuid4()})):
            with pytest.raises(Invalid) as refused:
                add(ann, group, somebody)
            assert refused.value.detail == "person_ids.0 is nobody active in your team."

    def test_at_most_200_are_named(self, begin, chat, ann, ben):
        with pytest.raises(Invalid):
            chat(ann).add_members(AddMembers(id=begin(ann, ben).id, person_ids=[uuid4() for _ in range(201)]))

    def test_a_full_one_takes_nobody_more(self, begin, add, monkeypatch, ann, ben, cid):
        monkeypatch.setattr(conversations, "MOST_MEMBERS", 2)

        with pytest.raises(ConversationFull) as refused:
            add(ann, begin(ann, ben), cid)

        assert refused.value.facts == {"limit": 2}


class TestJoin:
    def test_an_open_channel_is_joined_by_oneself_and_begins_as_read(self, channel, join, say, ann, ben):
        boats = channel(ann)
        say(ann, boats)

        joined = join(ben, boats)

        assert joined.member_ids == [ann.person_id, ben.person_id]
        assert (joined.me.read_number, joined.me.unread) == (1, 0)
        assert join(ben, boats) == joined

    def test_what_is_private_is_not(self, begin, channel, join, ann, ben, cid):
        for private in (begin(ann, ben), channel(ann, is_private=True)):
            with pytest.raises(NotFound):
                join(cid, private)


class TestRemoveMember:
    def test_one_leaves_and_sees_nothing_of_it_any_more(self, begin, remove, say, chat, seats, ann, ben, cid):
        group = begin(ann, ben, cid)
        say(ann, group)

        assert remove(ben, group, ben).id == group.id

        with pytest.raises(NotFound):
            chat(ben).conversation(OneConversation(id=group.id))
        with pytest.raises(NotFound):
            say(ben, group)
        assert chat(ben).conversations(FindConversations()).items == []
        left = chat(ann).conversation(OneConversation(id=group.id))
        assert (left.member_ids, left.version) == ([ann.person_id, cid.person_id], 2)
        assert seats(group) == {ann.person_id, cid.person_id}

    def test_any_member_removes_others_from_what_is_private(self, begin, remove, chat, seats, ann, ben, cid):
        group = begin(ann, ben, cid)

        remove(ben, group, ann)

        assert chat(ben).conversation(OneConversation(id=group.id)).member_ids == [ben.person_id, cid.person_id]
        assert seats(group) == {ben.person_id, cid.person_id}

    def test_an_admin_removes_others_from_an_open_channel(self, channel, remove, chat, ann, ben, cid):
        boats = channel(ann, cid)

        with pytest.raises(Forbidden):
            remove(ann, boats, cid)
        remove(ben, boats, cid)

        assert chat(ann).conversation(OneConversation(id=boats.id)).member_ids == [ann.person_id]

    def test_a_direct_one_keeps_both(self, direct, remove, ann, ben):
        between = direct(ann, ben)

        for person in (ann, ben):
            with pytest.raises(CannotLeave):
                remove(ann, between, person)

    def test_who_is_not_in_it_cannot_leave_or_be_removed(self, begin, channel, remove, ann, ben, cid):
        with pytest.raises(NotAMember):
            remove(cid, channel(ann), cid)
        with pytest.raises(NotFound):
            remove(ann, begin(ann, ben), cid)

    def test_who_comes_again_begins_as_read(self, channel, remove, join, say, ann, ben):
        boats = channel(ann, ben)
        remove(ben, boats, ben)
        say(ann, boats, mentions=[ben.person_id])

        assert join(ben, boats).me.unread == 0


class TestMemberIds:
    def test_are_of_those_who_hear_of_it(self, begin, chat, hear, ann, ben, cid):
        group = begin(ann, ben, cid)
        hear(cid, version=2, active=False)

        ids = chat(ben).member_ids(OneConversation(id=group.id)).items

        assert set(ids) == {ann.person_id, ben.person_id}

    def test_are_for_who_is_in_it(self, begin, channel, chat, ann, ben, cid):
        with pytest.raises(NotAMember):
            chat(cid).member_ids(OneConversation(id=channel(ann).id))
        with pytest.raises(NotFound):
            chat(cid).member_ids(OneConversation(id=begin(ann, ben).id))


class TestRead:
    @pytest.fixture
    def group(self, begin, say, ann, ben):
        group = begin(ann, ben)
        for _ in range(4):
            say(ann, group, mentions=[ben.person_id])
        return group

    def test_moves_the_mark_and_what_is_new(self, group, chat, ben):
        member = chat(ben).read(ReadUpTo(id=group.id, number=3))

        assert (member.read_number, member.unread, member.mentions, member.version) == (3, 1, 1, 2)
        assert chat(ben).conversation(OneConversation(id=group.id)).me == member

    def test_never_moves_it_back_unless_it_is_meant(self, group, chat, ben):
        chat(ben).read(ReadUpTo(id=group.id, number=3))

        assert chat(ben).read(ReadUpTo(id=group.id, number=1)).read_number == 3
        assert chat(ben).read(ReadUpTo(id=group.id, number=1, unread=True)).unread == 3

    @pytest.mark.parametrize("number", [-1, 5])
    def test_goes_no_further_than_what_was_said(self, group, chat, ben, number):
        with pytest.raises(Invalid) as refused:
            chat(ben).read(ReadUpTo(id=group.id, number=number))

        assert refused.value.errors[0].field == "number"

    def test_is_each_ones_own(self, group, chat, ann, ben):
        chat(ben).read(ReadUpTo(id=group.id, number=2))

        assert chat(ann).conversation(OneConversation(id=group.id)).me.read_number == 4

    def test_is_for_members(self, group, channel, chat, ann, cid):
        with pytest.raises(NotFound):
            chat(cid).read(ReadUpTo(id=group.id, number=0))
        with pytest.raises(NotAMember):
            chat(cid).read(ReadUpTo(id=channel(ann).id, number=0))


class TestPrefer:
    def test_is_each_ones_own(self, begin, chat, ann, ben):
        group = begin(ann, ben)

        assert chat(ben).prefer(Prefer(id=group.id, notify=Notify.MENTIONS)).notify == "mentions"
        assert chat(ben).prefer(Prefer(id=group.id, notify=Notify.MENTIONS)).version == 2
        assert chat(ann).conversation(OneConversation(id=group.id)).me.notify == "all"

    def test_is_for_members(self, begin, channel, chat, ann, ben, cid):
        with pytest.raises(NotFound):
            chat(cid).prefer(Prefer(id=begin(ann, ben).id, notify=Notify.NONE))
        with pytest.raises(NotAMember):
            chat(cid).prefer(Prefer(id=channel(ann).id, notify=Notify.NONE))
