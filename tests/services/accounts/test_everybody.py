"""Who is active is told page by page, every team's, for what others keep of it."""

import pytest

from contracts.accounts import ChangePerson, PeopleAfter, TeamsPerson
from contracts.wire import Invalid


def told_of(profile, team_id) -> TeamsPerson:
    return TeamsPerson(team_id=team_id, person_id=profile.id, active=profile.active, version=profile.version)


@pytest.fixture
def everybody(accounts):
    def told(limit: int) -> list[TeamsPerson]:
        people, after = [], None
        while True:
            page = accounts().people_after(PeopleAfter(after=after, limit=limit))
            people += page.items
            after = page.next_after
            if after is None:
                return people

    return told


class TestEverybody:
    @pytest.mark.parametrize("limit", [1, 2, 5_000])
    def test_is_told_once_in_their_order_whichever_team_they_are_of(self, everybody, team, ann, ben, xena, limit):
        people = everybody(limit)

        places = [(person.team_id, person.person_id) for person in people]
        assert places == sorted(set(places))
        assert told_of(ann.profile, team.id) in people
        assert told_of(xena.profile, xena.caller.team_id) in people

    def test_is_told_with_the_deactivated(self, accounts, everybody, team, ann, ben):
        changed = accounts(ben).change_person(ChangePerson(person_id=ann.id, active=False))

        assert told_of(changed, team.id) in everybody(5_000)
        assert not changed.active

    @pytest.mark.parametrize("limit", [0, 5_001])
    def test_comes_at_most_5000_a_page(self, accounts, limit):
        with pytest.raises(Invalid):
            accounts().people_after(PeopleAfter(limit=limit))

    @pytest.mark.parametrize("after", ["nonsense", "W10", "WyJhIiwiYiJd"])
    def test_goes_on_only_where_a_page_ended(self, accounts, after):
        with pytest.raises(Invalid):
            accounts().people_after(PeopleAfter(after=after))
