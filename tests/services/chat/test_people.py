"""Who is active, as accounts tells it: event by event, or all of it anew."""

from uuid import uuid4

import pytest

from contracts.accounts import Accounts, PeopleAfter, PeoplePage, TeamsPerson
from contracts.chat import Chat
from contracts.messages import FindMessages
from contracts.wire import Caller


@pytest.fixture
def rebuild(chat):
    """`rebuild([ann], [ben])`: accounts tells these people, page by page."""

    def rebuilt(*pages: list[TeamsPerson]) -> None:
        chat(None).rebuild_from_accounts(feed(*pages))

    return rebuilt


def feed(*pages: list[TeamsPerson]):
    def ask_feed(call, ask: PeopleAfter) -> PeoplePage:
        assert call is Accounts.people_after
        number = int(ask.after or 0)
        following = str(number + 1) if number + 1 < len(pages) else None
        return PeoplePage(items=pages[number], next_after=following)

    return ask_feed


def told(person: Caller, version: int = 1, *, active: bool = True) -> TeamsPerson:
    return TeamsPerson(team_id=person.team_id, person_id=person.person_id, active=active, version=version)


@pytest.fixture
def active(chat):
    def found(caller: Caller, *people: Caller) -> set:
        with chat(caller).store.transaction() as book:
            return book.people.active([person.person_id for person in people])

    return found


class TestADeactivatedPerson:
    def test_hears_of_nothing_and_keeps_their_place(self, begin, say, hear, announced, ann, ben, cid):
        group = begin(ann, ben, cid)
        hear(ben, version=2, active=False)
        say(ann, group)
        hear(ben, version=3, active=True)
        say(ann, group)

        [_began, (_, without), (_, again)] = announced(Chat, ann.team_id)

        assert set(without) == {ann.person_id, cid.person_id}
        assert set(again) == {ann.person_id, ben.person_id, cid.person_id}

    def test_stays_the_author_of_what_they_said(self, direct, say, hear, chat, ann, ben):
        between = direct(ann, ben)
        said = say(ben, between)
        hear(ben, version=2, active=False)

        assert chat(ann).messages(FindMessages(conversation_id=between.id)).items == [said]
        assert say(ann, between).number == 2

    @pytest.mark.parametrize(
        "heard",
        [
            [(2, False), (2, False)],
            [(2, False), (3, True), (2, False)],
            [(3, True), (2, False)],
            [(4, False), (3, True)],
        ],
        ids=["twice", "again, late", "deactivated, late", "active, late"],
    )
    def test_who_is_heard_of_twice_or_late_stays_as_they_became(self, hear, active, ann, ben, heard):
        for version, is_active in heard:
            hear(ben, version=version, active=is_active)

        _newest, is_active = max(heard)
        assert active(ann, ben) == ({ben.person_id} if is_active else set())


class TestRebuilding:
    def test_knows_afterwards_whom_accounts_told_and_nobody_else(self, rebuild, active, ann, ben, cid, xena):
        rebuild([told(ann), told(ben)])
        pages = sorted([told(ann), told(cid), told(xena)], key=lambda one: (one.team_id, one.person_id))

        rebuild(*([one] for one in pages))

        assert active(ann, ann, ben, cid, xena) == {ann.person_id, cid.person_id}
        assert active(xena, ann, xena) == {xena.person_id}

    def test_may_be_done_again_and_may_find_nobody(self, rebuild, active, ann):
        for _ in range(2):
            rebuild([told(ann)])
        assert active(ann, ann) == {ann.person_id}

        rebuild([])
        assert active(ann, ann) == set()

    def test_goes_by_the_source_even_when_its_versions_are_lower_than_before(self, rebuild, hear, active, ann):
        hear(ann, version=9)
        rebuild([told(ann, 3, active=False)])

        hear(ann, version=4)

        assert active(ann, ann) == {ann.person_id}

    def test_somebody_nobody_told_of_is_not_active(self, active, ann):
        assert active(ann, ann.model_copy(update={"person_id": uuid4()})) == set()
