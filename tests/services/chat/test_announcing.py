"""What chat tells, and whom: those who are in a conversation at that moment, and the one whose side it is."""

from contextlib import suppress
from uuid import uuid4

import pytest

from contracts.chat import Chat
from contracts.conversations import (
    AddMembers,
    ChangeConversation,
    ConversationChanged,
    ConversationChanges,
    ConversationLeft,
    NotAMember,
    Notify,
    OneConversation,
    Prefer,
    Preferred,
    ReadMarkMoved,
    ReadUpTo,
    RemoveMember,
)
from contracts.messages import (
    ChangeMessage,
    MessageChange,
    MessageChanged,
    MessageFields,
    MessagePosted,
    OneMessage,
    React,
)

TEAM = None


@pytest.fixture
def told(announced, ann):
    """`told(since=1)`: the team's events and whom each is for, without the first."""

    def since(since: int = 0) -> list:
        events = announced(Chat, ann.team_id)[since:]
        return [(event, to and set(to)) for event, to in events]

    return since


def ids(*people) -> set:
    return {person.person_id for person in people}


def for_all(conversation):
    return ConversationChanged(conversation=conversation.model_copy(update={"me": None}))


class TestAConversation:
    def test_that_begins_is_told_to_its_members_without_what_it_is_to_one_of_them(self, begin, told, ann, ben):
        group = begin(ann, ben)

        assert group.me is not None
        assert told() == [(for_all(group), ids(ann, ben))]

    def test_that_is_open_is_told_to_the_team(self, channel, chat, told, ann, ben):
        boats = channel(ann)
        joined = chat(ben).join(OneConversation(id=boats.id))

        assert told() == [(for_all(boats), TEAM), (for_all(joined), TEAM)]

    def test_that_was_there_already_is_not_told_again(self, direct, told, ann, ben):
        direct(ann, ben)
        direct(ben, ann)

        assert len(told()) == 1

    def test_that_is_changed_is_told_as_it_became(self, begin, say, chat, told, ann, ben):
        group = begin(ann, ben)
        said = say(ann, group)
        changed = chat(ben).change(ChangeConversation(id=group.id, changes=ConversationChanges(name="Oars")))
        chat(ben).change(ChangeConversation(id=group.id, changes=ConversationChanges(name="Oars")))

        assert told(since=2) == [(for_all(changed), ids(ann, ben))]
        assert changed.last_message == said

    def test_is_told_to_who_comes_as_well(self, begin, chat, told, ann, ben, cid):
        group = begin(ann, ben)
        added = chat(ann).add_members(AddMembers(id=group.id, person_ids=[cid.person_id]))

        assert told(since=1) == [(for_all(added), ids(ann, ben, cid))]


class TestWhoLeaves:
    @pytest.mark.parametrize("remover", ["ben", "ann"])
    def test_hears_that_they_left_and_from_there_on_nothing_of_it(
        self, request, begin, say, chat, told, ann, ben, cid, remover
    ):
        group = begin(ann, ben, cid)
        remover = request.getfixturevalue(remover)

        chat(remover).remove_member(RemoveMember(id=group.id, person_id=ben.person_id))
        say(ann, group, mentions=[ben.person_id])
        chat(ann).react(React(conversation_id=group.id, number=1, emoji="👍", on=True))

        [(changed, to), (left, to_whom), *later] = told(since=1)
        assert (changed.conversation.member_ids, changed.conversation.version) == ([ann.person_id, cid.person_id], 2)
        assert (type(changed), to) == (ConversationChanged, ids(ann, cid))
        assert (left, to_whom) == (ConversationLeft(conversation_id=group.id), ids(ben))
        assert [to for _, to in later] == [ids(ann, cid)] * 2

    def test_an_open_channel_stays_one_of_the_team(self, channel, chat, told, ann, ben):
        boats = channel(ann, ben)
        chat(ben).remove_member(RemoveMember(id=boats.id, person_id=ben.person_id))

        became = for_all(chat(ben).conversation(OneConversation(id=boats.id)))
        assert told(since=1) == [(became, TEAM), (ConversationLeft(conversation_id=boats.id), ids(ben))]


class TestAMessage:
    def test_is_one_event_to_all_who_are_in_it_its_author_too(self, begin, say, told, ann, ben, cid):
        group = begin(ann, ben, cid)
        said = say(ann, group, mentions=[ben.person_id])

        assert told(since=1) == [(MessagePosted(message=said), ids(ann, ben, cid))]

    def test_in_an_open_channel_is_told_to_its_members_alone(self, channel, say, told, ann):
        say(ann, channel(ann))

        assert [to for _, to in told(since=1)] == [ids(ann)]

    def test_sent_twice_is_told_once(self, begin, say, told, ann, ben):
        group, its_id = begin(ann, ben), uuid4()
        for _ in range(2):
            say(ann, group, "Hello", its_id)

        assert len(told(since=1)) == 1

    def test_is_told_as_it_becomes_and_only_when_it_does(self, begin, say, chat, told, ann, ben):
        group = begin(ann, ben)
        say(ann, group)
        where = {"conversation_id": group.id, "number": 1}
        asks = [
            (chat(ann).edit, ChangeMessage(**where, fields=MessageFields(text="Hi")), MessageChange.EDITED),
            (chat(ben).react, React(**where, emoji="👍", on=True), MessageChange.REACTED),
            (chat(ben).react, React(**where, emoji="👍", on=False), MessageChange.REACTED),
            (chat(ann).delete, OneMessage(**where), MessageChange.DELETED),
        ]
        became = []
        for ask_of, ask, change in asks:
            became.append(MessageChanged(message=ask_of(ask), change=change))
            ask_of(ask)

        assert told(since=2) == [(event, ids(ann, ben)) for event in became]

    def test_that_is_refused_or_undone_is_not_told(self, channel, say, chat, told, ann, ben):
        boats = channel(ann)
        with pytest.raises(NotAMember):
            say(ben, boats)
        answering = chat(ann)
        with suppress(ZeroDivisionError), answering.store.transaction():
            answering.react(React(conversation_id=say(ann, boats).conversation_id, number=1, emoji="👍", on=True))
            raise ZeroDivisionError

        assert [type(event) for event, _ in told(since=1)] == [MessagePosted]


class TestAMember:
    def test_alone_hears_of_their_mark_and_what_they_prefer_when_it_changes(self, begin, say, chat, told, ann, ben):
        group = begin(ann, ben)
        say(ann, group)
        read = [chat(ben).read(ReadUpTo(id=group.id, number=1)) for _ in range(2)]
        preferred = [chat(ben).prefer(Prefer(id=group.id, notify=Notify.NONE)) for _ in range(2)]

        assert read[0] == read[1]
        assert preferred[0] == preferred[1]
        assert told(since=2) == [(ReadMarkMoved(member=read[0]), ids(ben)), (Preferred(member=preferred[0]), ids(ben))]
