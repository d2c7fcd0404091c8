from uuid import uuid4

import pytest

from contracts.conversations import NotAMember, OneConversation, RemoveMember
from contracts.messages import (
    ChangeMessage,
    ConversationsAbout,
    FindMessages,
    Message,
    MessageFields,
    MessageIdTaken,
    NotYourMessage,
    OneMessage,
    OneSent,
    React,
    Reaction,
    TooManyReactions,
)
from contracts.wire import Invalid, NotFound, VersionMismatch

BO = {"kind": "contact", "contact_id": uuid4()}


@pytest.fixture
def edit(chat):
    """`edit(ann, message, "Good bye")`"""

    def edited(caller, message, text="Good bye", version=None, **names):
        ask = ChangeMessage(
            conversation_id=message.conversation_id,
            number=message.number,
            version=version,
            fields=MessageFields(text=text, **names),
        )
        return chat(caller).edit(ask)

    return edited


@pytest.fixture
def delete(chat):
    return lambda caller, message: chat(caller).delete(the(message))


@pytest.fixture
def react(chat):
    """`react(ann, message, "👍")`"""
    return lambda caller, message, emoji, *, on=True: chat(caller).react(
        React(conversation_id=message.conversation_id, number=message.number, emoji=emoji, on=on)
    )


@pytest.fixture
def now(chat, ann):
    """A message as Ann reads it."""

    def read(message):
        ask = FindMessages(conversation_id=message.conversation_id, around=message.number, limit=1)
        return chat(ann).messages(ask).items[0]

    return read


@pytest.fixture
def mentioned(chat):
    return lambda caller, conversation: chat(caller).conversation(OneConversation(id=conversation.id)).me.mentions


@pytest.fixture
def sent(chat):
    return lambda caller, conversation, its_id: (
        chat(caller).sent(OneSent(conversation_id=conversation.id, id=its_id)).message
    )


def the(message: Message) -> OneMessage:
    return OneMessage(conversation_id=message.conversation_id, number=message.number)


class TestPost:
    def test_it_has_the_next_number_and_is_kept_as_sent(self, begin, say, now, ann, ben):
        group, its_id = begin(ann, ben), uuid4()
        say(ben, group)

        said = say(ann, group, " Hello \n", its_id, mentions=[ben.person_id], contacts=[BO])

        assert said == Message(
            conversation_id=group.id,
            number=2,
            id=its_id,
            author_id=ann.person_id,
            text=" Hello \n",
            mentions=[ben.person_id],
            contacts=[BO],
            posted_at=said.posted_at,
        )
        assert now(said) == said

    def test_the_same_id_is_the_same_message_as_it_is_now(self, begin, say, edit, ann, ben):
        group, its_id = begin(ann, ben), uuid4()
        first = say(ann, group, "Hello", its_id)
        edited = edit(ann, first)

        assert say(ann, group, "Something else", its_id) == edited
        assert say(ann, group).number == 2

    def test_is_found_by_its_id_by_who_sent_it_where_they_sent_it(self, begin, say, sent, ann, ben):
        group, other, its_id = begin(ann, ben), begin(ann, ben), uuid4()
        said = say(ann, group, "Hello", its_id)

        assert sent(ann, group, its_id) == said
        assert sent(ann, group, uuid4()) is sent(ann, other, its_id) is sent(ben, group, its_id) is None

    def test_the_same_id_in_another_conversation_is_taken(self, begin, say, chat, ann, ben, cid):
        group, other, its_id = begin(ann, ben), begin(ann, cid), uuid4()
        say(ann, group, "Hello", its_id)

        with pytest.raises(MessageIdTaken):
            say(ann, other, "Hello", its_id)
        chat(ann).remove_member(RemoveMember(id=group.id, person_id=ann.person_id))
        with pytest.raises(MessageIdTaken):
            say(ann, other, "Hello", its_id)

        assert say(ann, other).number == 1

    def test_what_ids_others_use_is_nobodys_news(self, begin, say, ann, ben):
        group, its_id = begin(ann, ben), uuid4()

        assert (say(ann, group, "Hello", its_id).number, say(ben, group, "Hello", its_id).number) == (1, 2)

    def test_one_reads_an_open_channel_and_writes_when_one_has_joined(self, channel, say, chat, ann, ben, xena):
        boats = channel(ann)
        say(ann, boats)

        with pytest.raises(NotAMember):
            say(ben, boats)
        with pytest.raises(NotFound):
            say(xena, boats)
        assert len(chat(ben).messages(FindMessages(conversation_id=boats.id)).items) == 1
        chat(ben).join(OneConversation(id=boats.id))
        assert say(ben, boats).number == 2

    def test_only_those_who_are_in_it_and_hear_are_mentioned(self, begin, say, hear, mentioned, ann, ben, cid):
        group = begin(ann, ben, cid)
        hear(cid, version=2, active=False)
        strangers = [cid.person_id, uuid4()]

        said = say(ann, group, mentions=[ann.person_id, ben.person_id, ben.person_id, *strangers])

        assert said.mentions == [ann.person_id, ben.person_id]
        assert (mentioned(ann, group), mentioned(ben, group)) == (0, 1)

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"text": ""}, "text"),
            ({"text": " \n\t\u2003"}, "text"),
            ({"text": "a" * 16_001}, "text"),
            ({"text": "a\0b"}, "text"),
            ({"mentions": [uuid4() for _ in range(51)]}, "mentions"),
            ({"contacts": [{"kind": "tma", "contact_id": uuid4()} for _ in range(21)]}, "contacts"),
        ],
        ids=["empty", "white", "too long", "U+0000", "mentions", "contacts"],
    )
    def test_what_cannot_be_kept_is_refused_by_field_and_nothing_is_numbered(self, begin, say, ann, ben, fields, field):
        group = begin(ann, ben)

        with pytest.raises(Invalid) as refused:
            say(ann, group, **{"text": "Hello", **fields})

        assert [error.field for error in refused.value.errors] == [field]
        assert say(ann, group, "a" * 16_000).number == 1


class TestEdit:
    def test_says_that_it_was_edited_and_names_others(self, begin, say, edit, now, mentioned, chat, ann, ben, cid):
        group = begin(ann, ben, cid)
        said = say(ann, group, mentions=[ben.person_id], contacts=[BO])

        edited = edit(ann, said, "Good bye", mentions=[cid.person_id])

        assert (edited.text, edited.edits, edited.version) == ("Good bye", 1, 2)
        assert edited.edited_at > said.posted_at
        assert now(said) == edited
        assert (mentioned(ben, group), mentioned(cid, group)) == (0, 1)
        assert chat(ann).about_contacts(ConversationsAbout(contact_ids=[BO["contact_id"]])).items == []

    def test_to_what_it_says_already_changes_nothing(self, begin, say, edit, ann, ben):
        said = say(ann, begin(ann, ben))

        assert edit(ann, said, said.text) == said

    def test_is_for_its_author(self, begin, channel, say, edit, ann, ben, cid):
        with pytest.raises(NotYourMessage):
            edit(ben, say(ann, begin(ann, ben)))
        with pytest.raises(NotFound):
            edit(cid, say(ann, begin(ann, ben)))
        with pytest.raises(NotAMember):
            edit(cid, say(ann, channel(ann)))

    def test_of_another_version_is_refused_with_the_one_there_is(self, begin, say, edit, ann, ben):
        said = say(ann, begin(ann, ben))
        edit(ann, said)

        with pytest.raises(VersionMismatch) as refused:
            edit(ann, said, "Hi", version=1)

        assert refused.value.facts["current"]["text"] == "Good bye"

    def test_of_what_is_not_there_is_refused(self, begin, say, edit, delete, ann, ben):
        said = say(ann, begin(ann, ben))
        delete(ann, said)

        never_said = [said.model_copy(update={"number": number}) for number in (-1, 2, 2**63)]
        for message in (said, *never_said):
            with pytest.raises(NotFound):
                edit(ann, message)

    def test_a_contact_named_twice_is_named_until_neither_does(self, begin, say, edit, delete, chat, ann, ben):
        group = begin(ann, ben)
        first, second = (say(ann, group, contacts=[BO]) for _ in range(2))

        def is_about_bo():
            ask = ConversationsAbout(contact_ids=[BO["contact_id"]])
            return group.id in [one.id for one in chat(ann).about_contacts(ask).items]

        edit(ann, first)
        assert is_about_bo()
        delete(ann, second)
        assert not is_about_bo()


class TestDelete:
    def test_leaves_that_it_was_and_nothing_of_what_it_said(self, begin, say, delete, react, now, mentioned, ann, ben):
        group = begin(ann, ben)
        said = say(ann, group, mentions=[ben.person_id], contacts=[BO])
        react(ben, said, "👍")

        gone = delete(ann, said)

        assert (gone.text, gone.mentions, gone.contacts, gone.reactions) == ("", [], [], [])
        assert (gone.number, gone.author_id, gone.posted_at) == (1, ann.person_id, said.posted_at)
        assert gone.deleted_at is not None
        assert now(said) == gone == delete(ann, said)
        assert mentioned(ben, group) == 0

    def test_is_for_its_author(self, begin, say, delete, ann, ben):
        with pytest.raises(NotYourMessage):
            delete(ben, say(ann, begin(ann, ben)))


class TestReact:
    def test_each_person_counts_once_for_each_emoji(self, begin, say, react, now, ann, ben):
        said = say(ann, begin(ann, ben))

        for caller, emoji in ((ben, "👍"), (ann, "👍"), (ben, "👍"), (ann, "🇸🇪")):
            react(caller, said, emoji)

        assert now(said).reactions == [
            Reaction(emoji="👍", person_ids=[ben.person_id, ann.person_id]),
            Reaction(emoji="🇸🇪", person_ids=[ann.person_id]),
        ]
        assert now(said).version == 4

    def test_is_taken_back(self, begin, say, react, ann, ben):
        said = say(ann, begin(ann, ben))
        react(ben, said, "👍")

        assert react(ann, said, "👍", on=False).version == 2
        assert react(ben, said, "👍", on=False).reactions == []

    def test_there_are_at_most_20_kinds(self, begin, say, react, ann, ben):
        said = say(ann, begin(ann, ben))
        for each in range(20):
            react(ann, said, chr(0x1F600 + each))

        with pytest.raises(TooManyReactions) as refused:
            react(ben, said, "👍")

        assert refused.value.facts == {"limit": 20}
        assert len(react(ben, said, chr(0x1F600)).reactions) == 20

    def test_is_for_members_and_for_what_is_there(self, channel, say, react, delete, ann, ben):
        said = say(ann, channel(ann))
        with pytest.raises(NotAMember):
            react(ben, said, "👍")

        delete(ann, said)
        with pytest.raises(NotFound):
            react(ann, said, "👍")


class TestMessages:
    @pytest.fixture
    def group(self, begin, say, ann, ben):
        group = begin(ann, ben)
        for number in range(1, 11):
            say(ann, group, f"{number}")
        return group

    @pytest.mark.parametrize(
        ("place", "numbers", "has_earlier", "has_later"),
        [
            ({}, [8, 9, 10], True, False),
            ({"before": 8}, [5, 6, 7], True, True),
            ({"before": 3}, [1, 2], False, True),
            ({"after": 0}, [1, 2, 3], False, True),
            ({"after": 8}, [9, 10], True, False),
            ({"after": 10}, [], True, False),
            ({"around": 5}, [4, 5, 6], True, True),
            ({"around": 1}, [1, 2, 3], False, True),
            ({"around": 10}, [8, 9, 10], True, False),
            ({"limit": 200}, list(range(1, 11)), False, False),
        ],
        ids=str,
    )
    def test_come_by_their_numbers(self, group, chat, ben, place, numbers, has_earlier, has_later):
        page = chat(ben).messages(FindMessages(conversation_id=group.id, **{"limit": 3, **place}))

        assert [message.number for message in page.items] == numbers
        assert (page.has_earlier, page.has_later) == (has_earlier, has_later)

    def test_of_nothing_said_are_none(self, begin, chat, ann, ben):
        page = chat(ann).messages(FindMessages(conversation_id=begin(ann, ben).id))

        assert (page.items, page.has_earlier, page.has_later) == ([], False, False)

    @pytest.mark.parametrize("ask", [{"limit": 0}, {"limit": 201}, {"before": 3, "after": 1}], ids=str)
    def test_of_a_page_that_cannot_be_are_refused(self, group, chat, ben, ask):
        with pytest.raises(Invalid):
            chat(ben).messages(FindMessages(conversation_id=group.id, **ask))

    def test_of_a_private_one_are_for_its_members(self, group, chat, cid, xena):
        for stranger in (cid, xena):
            with pytest.raises(NotFound):
                chat(stranger).messages(FindMessages(conversation_id=group.id))
