from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from contracts.chat import Chat
from contracts.conversations import (
    AddMembers,
    ChangeConversation,
    ConversationArchived,
    ConversationChanges,
    ConversationKind,
    CreateConversation,
    FindConversations,
    OneConversation,
)
from contracts.messages import ConversationsAbout
from contracts.wire import BatchTooLarge, Forbidden, Invalid, NotFound, VersionMismatch
from kit.rpc import unanswered
from services.chat.service import ChatService


@pytest.fixture
def change(chat):
    """`change(ann, boats, topic="Sails")`"""

    def changed(caller, conversation, version=None, **changes):
        ask = ChangeConversation(id=conversation.id, version=version, changes=ConversationChanges(**changes))
        return chat(caller).change(ask)

    return changed


@pytest.fixture
def listed(chat):
    """The ids that a list tells, in its order."""
    return lambda caller, **ask: [one.id for one in chat(caller).conversations(FindConversations(**ask)).items]


def fields_of(refused) -> set[str]:
    return {error.field for error in refused.value.errors}


def test_every_call_of_the_contract_is_answered():
    assert unanswered(Chat, ChatService) == set()


class TestCreate:
    def test_a_channel_is_the_teams_and_has_its_maker_in_it(self, channel, chat, ann, ben):
        boats = channel(ann, topic=" Sails  and oars ")

        assert (boats.kind, boats.name, boats.topic, boats.is_private) == ("channel", "boats", "Sails and oars", False)
        assert (boats.member_ids, boats.created_by, boats.version) == ([ann.person_id], ann.person_id, 1)
        assert (boats.last_number, boats.last_message, boats.archived_at) == (0, None, None)
        assert (boats.me.read_number, boats.me.unread, boats.me.mentions, boats.me.notify) == (0, 0, 0, "all")
        assert chat(ben).conversation(OneConversation(id=boats.id)) == boats.model_copy(update={"me": None})

    def test_a_group_is_private_whatever_was_asked(self, begin, ann, ben):
        assert begin(ann, ben, is_private=False).is_private

    def test_each_member_has_their_own_side_of_it(self, begin, chat, ann, ben):
        group = begin(ann, ben)

        assert chat(ben).conversation(OneConversation(id=group.id)).me.person_id == ben.person_id

    def test_a_direct_one_is_one_for_each_pair(self, direct, ann, ben, cid):
        between = direct(ann, ben)

        assert direct(ben, ann).id == direct(ann, ben, ann).id == between.id
        assert direct(ann, cid).id != between.id
        assert set(between.member_ids) == {ann.person_id, ben.person_id}

    def test_a_direct_one_may_be_with_oneself(self, direct, ann):
        notes = direct(ann)

        assert notes.member_ids == [ann.person_id]
        assert direct(ann, ann).id == notes.id

    def test_a_direct_one_begun_by_both_at_once_is_one(self, direct, ann, ben):
        with ThreadPoolExecutor(8) as pool:
            begun = pool.map(lambda pair: direct(*pair).id, [(ann, ben), (ben, ann)] * 8)

        assert len(set(begun)) == 1

    @pytest.mark.parametrize(
        ("ask", "field"),
        [
            ({"kind": "channel"}, "name"),
            ({"kind": "channel", "name": " "}, "name"),
            ({"kind": "channel", "name": "b" * 81}, "name"),
            ({"kind": "channel", "name": "a\0b"}, "name"),
            ({"kind": "channel", "name": "boats", "topic": "t" * 251}, "topic"),
            ({"kind": "group"}, "member_ids"),
            ({"kind": "direct", "name": "Us"}, "name"),
            ({"kind": "direct", "topic": "Us"}, "topic"),
            ({"kind": "direct", "member_ids": [uuid4(), uuid4()]}, "member_ids"),
            ({"kind": "channel", "name": "boats", "member_ids": [uuid4() for _ in range(201)]}, "member_ids"),
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, chat, ann, ask, field):
        with pytest.raises(Invalid) as refused:
            chat(ann).create(CreateConversation(**ask))

        assert field in fields_of(refused)

    @pytest.mark.parametrize("kind", ConversationKind)
    def test_nobody_of_another_team_is_in_it_and_nobody_hears_whether_they_are_somebody(self, begin, ann, xena, kind):
        refusals = []
        for somebody in (xena, ann.model_copy(update={"person_id": uuid4()})):
            with pytest.raises(Invalid) as refused:
                begin(ann, somebody, kind=kind, name="boats" if kind == "channel" else "")
            refusals.append((refused.value.detail, fields_of(refused)))

        assert refusals == [("member_ids.0 is nobody active in your team.", {"member_ids.0"})] * 2

    def test_nobody_deactivated_is_added_and_what_there_was_with_them_stays(self, begin, direct, hear, ann, ben):
        between = direct(ann, ben)
        hear(ben, version=2, active=False)

        with pytest.raises(Invalid):
            begin(ann, ben)

        assert direct(ann, ben).id == between.id


class TestConversations:
    def test_are_the_askers_own_with_the_newest_message_first(self, begin, channel, say, listed, chat, ann, ben, cid):
        first, second, third = begin(ann, ben), begin(ann, cid), channel(ann)
        channel(ben)
        said = say(ann, first)

        assert listed(ann) == [first.id, third.id, second.id]
        assert chat(ann).conversations(FindConversations()).items[0].last_message == said

    def test_come_page_by_page(self, begin, chat, ann, ben):
        begun = [begin(ann, ben).id for _ in range(5)]

        told, cursor = [], None
        while True:
            page = chat(ann).conversations(FindConversations(cursor=cursor, limit=2))
            told += [item.id for item in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break

        assert told == begun[::-1]

    def test_count_what_is_new_without_what_one_said_oneself(self, begin, say, chat, ann, ben):
        group = begin(ann, ben)
        say(ben, group)
        say(ann, group)
        for _ in range(3):
            say(ben, group, mentions=[ann.person_id])

        [own] = chat(ann).conversations(FindConversations()).items
        [bens] = chat(ben).conversations(FindConversations()).items

        assert (own.me.unread, own.me.mentions, own.me.read_number) == (3, 3, 2)
        assert (bens.me.unread, bens.me.mentions, bens.me.read_number) == (0, 0, 5)

    def test_count_a_hundred_mentions_and_no_more(self, begin, say, chat, ann, ben):
        group = begin(ann, ben)
        for _ in range(101):
            say(ben, group, mentions=[ann.person_id])

        assert chat(ann).conversation(OneConversation(id=group.id)).me.mentions == 100

    def test_that_can_be_joined_are_open_channels_that_one_is_not_in(self, begin, channel, listed, ann, ben, xena):
        boats = channel(ann)
        channel(ann, ben, name="sails")
        channel(ann, name="secret", is_private=True)
        begin(ann, ben)

        assert listed(ben, joinable=True) == [boats.id]
        assert listed(xena, joinable=True) == []

    def test_that_are_archived_are_a_list_of_their_own(self, channel, change, listed, ann, ben):
        boats, sails = channel(ann), channel(ann, name="sails")
        change(ann, boats, archived=True)

        assert (listed(ann), listed(ann, archived=True)) == ([sails.id], [boats.id])
        assert listed(ben, joinable=True, archived=True) == [boats.id]

    @pytest.mark.parametrize("ask", [{"limit": 0}, {"limit": 501}, {"cursor": "W10"}, {"cursor": "WyJhIiwiYiJd"}])
    def test_of_a_page_that_cannot_be_are_refused(self, chat, ann, ask):
        with pytest.raises(Invalid):
            chat(ann).conversations(FindConversations(**ask))


class TestConversation:
    def test_a_private_one_is_to_others_as_one_that_never_was(self, begin, channel, direct, chat, ann, ben, cid, xena):
        private = [begin(ann, ben), channel(ann, ben, is_private=True), direct(ann, ben)]

        details = set()
        for asker in (cid, xena):
            for each in (*(one.id for one in private), uuid4()):
                with pytest.raises(NotFound) as refused:
                    chat(asker).conversation(OneConversation(id=each))
                details.add(refused.value.detail)

        assert details == {"This conversation does not exist."}

    def test_an_open_one_is_read_by_the_team_and_by_nobody_else(self, channel, chat, ann, cid, xena):
        boats = channel(ann)

        assert chat(cid).conversation(OneConversation(id=boats.id)).me is None
        with pytest.raises(NotFound):
            chat(xena).conversation(OneConversation(id=boats.id))


class TestChange:
    def test_a_group_is_changed_by_any_of_its_members(self, begin, change, ann, ben):
        group = begin(ann, ben)

        renamed = change(ben, group, name=" Oars ", topic="Wood")

        assert (renamed.name, renamed.topic, renamed.version) == ("Oars", "Wood", 2)
        assert change(ben, group, name="").name == ""

    def test_an_open_channel_is_changed_by_who_made_it_or_an_admin(self, channel, change, ann, ben, cid):
        boats = channel(ann, cid)

        assert change(ann, boats, name="oars").name == "oars"
        assert change(ben, boats, topic="Wood").topic == "Wood"
        with pytest.raises(Forbidden):
            change(cid, boats, name="mine")

    def test_a_direct_one_is_not(self, direct, change, ann, ben):
        with pytest.raises(Forbidden):
            change(ann, direct(ann, ben), name="Us")

    def test_what_is_so_already_makes_no_new_version(self, begin, change, ann, ben):
        group = begin(ann, ben, name="Oars")

        assert change(ann, group, name="Oars", archived=False).version == 1

    def test_of_another_version_is_refused_with_the_one_there_is(self, begin, change, ann, ben):
        group = begin(ann, ben)
        change(ann, group, name="Oars")

        with pytest.raises(VersionMismatch) as refused:
            change(ben, group, version=1, name="Sails")

        assert refused.value.facts["current"]["name"] == "Oars"

    @pytest.mark.parametrize(
        ("changes", "field"), [({"name": " "}, "name"), ({"name": "b" * 81}, "name"), ({"topic": "t" * 251}, "topic")]
    )
    def test_to_what_cannot_be_kept_is_refused(self, channel, change, ann, changes, field):
        with pytest.raises(Invalid) as refused:
            change(ann, channel(ann), **changes)

        assert fields_of(refused) == {field}

    def test_what_is_archived_can_only_be_brought_back(self, channel, change, chat, say, ann, ben, cid):
        boats = channel(ann, cid)
        assert change(ann, boats, archived=True).archived_at is not None

        asks = [
            lambda: change(ann, boats, name="oars"),
            lambda: say(ann, boats),
            lambda: chat(ben).join(OneConversation(id=boats.id)),
            lambda: chat(ann).add_members(AddMembers(id=boats.id, person_ids=[ben.person_id])),
        ]
        for ask in asks:
            with pytest.raises(ConversationArchived):
                ask()
        assert chat(cid).conversation(OneConversation(id=boats.id)).name == "boats"

        assert change(ann, boats, archived=False, name="oars").name == "oars"
        assert say(ann, boats).number == 1


class TestAboutContacts:
    def test_are_those_in_which_a_message_is_about_one_of_them(self, begin, channel, say, chat, ann, ben, cid):
        bo, cia = uuid4(), uuid4()
        group, boats, other = begin(ann, ben), channel(ann), begin(ann, ben)
        say(ann, group, contacts=[{"kind": "contact", "contact_id": bo}])
        say(ann, boats, contacts=[{"kind": "tma", "contact_id": cia}])
        say(ann, boats, contacts=[{"kind": "tma", "contact_id": cia}])
        say(ann, other)

        def found(caller, *contacts):
            return [one.id for one in chat(caller).about_contacts(ConversationsAbout(contact_ids=contacts)).items]

        assert found(ann, bo, cia) == [boats.id, group.id]
        assert found(ann, bo) == [group.id]
        assert found(cid, bo, cia) == [boats.id]
        assert found(ann, uuid4()) == found(ann) == []

    def test_of_another_team_are_nobodys(self, begin, say, chat, ann, ben, xena):
        bo = uuid4()
        say(ann, begin(ann, ben), contacts=[{"kind": "contact", "contact_id": bo}])

        assert chat(xena).about_contacts(ConversationsAbout(contact_ids=[bo])).items == []

    def test_are_asked_for_at_most_100_contacts(self, chat, ann):
        with pytest.raises(BatchTooLarge) as refused:
            chat(ann).about_contacts(ConversationsAbout(contact_ids=[uuid4() for _ in range(101)]))

        assert refused.value.facts == {"limit": 100, "count": 101}
