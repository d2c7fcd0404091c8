"""What accounts tells others: each change of a profile to the team, each end of a session to its person."""

from contextlib import suppress
from uuid import uuid4

import pytest
from support.accounts import NEW_PASSWORD, PASSWORD, somewhere

from contracts.accounts import (
    Accounts,
    ChangePassword,
    ChangePerson,
    ChangeProfile,
    EmailTaken,
    EndSession,
    LastOwner,
    OpenTeam,
    ProfileChanged,
    SessionEnded,
)
from contracts.wire import Invalid, NotFound, Nothing, Role


@pytest.fixture
def told(announced, team, olga, ben, ann):
    """Of the team, since the three have joined."""
    before = len(announced(Accounts, team.id))
    return lambda: announced(Accounts, team.id)[before:]


@pytest.fixture
def signed_in(accounts):
    """`signed_in(ann)`: the id of one more session."""
    return lambda person: accounts().sign_in(person.signing_in()).me.session_id


def ended(*session_ids, person) -> list[tuple]:
    return [(SessionEnded(session_id=one, person_id=person.id), [person.id]) for one in session_ids]


def by_session(events: list[tuple]) -> list[tuple]:
    return sorted(events, key=lambda told: str(told[0].session_id))


class TestAProfile:
    def test_that_is_changed_is_told_to_the_team(self, accounts, told, ann):
        changed = accounts(ann).change_profile(ChangeProfile(name="Anna", colour="#abcdef")).profile

        assert told() == [(ProfileChanged(profile=changed), None)]
        assert changed.version == 2

    def test_that_stays_as_it_is_is_not_told(self, accounts, told, ann):
        accounts(ann).change_profile(ChangeProfile(name=ann.profile.name))
        accounts(ann).change_profile(ChangeProfile())

        assert told() == []

    def test_that_is_refused_is_not_told(self, accounts, told, ann):
        with pytest.raises(Invalid):
            accounts(ann).change_profile(ChangeProfile(name="Anna", colour="red"))

        assert told() == []

    def test_that_is_changed_twice_by_one_key_is_told_once(self, accounts, told, ann):
        for _ in range(2):
            accounts(ann, key="press").change_profile(ChangeProfile(name="Anna"))

        assert len(told()) == 1

    def test_is_told_in_the_transaction_of_its_change(self, accounts, told, ann):
        answering = accounts(ann)

        with suppress(ZeroDivisionError), answering.store.transaction():
            answering.change_profile(ChangeProfile(name="Anna"))
            raise ZeroDivisionError

        assert told() == []
        assert accounts(ann).me(Nothing()).profile == ann.profile

    def test_of_another_role_is_told_with_its_next_version(self, accounts, told, olga, ann):
        for role in (Role.ADMIN, Role.ADMIN, Role.MEMBER):
            accounts(olga).change_person(ChangePerson(person_id=ann.id, role=role))

        assert [(event.profile.role, event.profile.version) for event, _ in told()] == [("admin", 2), ("member", 3)]

    def test_of_the_last_owner_stays_untold(self, accounts, told, olga):
        with pytest.raises(LastOwner):
            accounts(olga).change_person(ChangePerson(person_id=olga.id, active=False))

        assert told() == []

    def test_of_somebody_new_is_told(self, invite, accept, told, ben):
        joined = accept(invite(ben)[1]).me.profile

        assert told() == [(ProfileChanged(profile=joined), None)]

    def test_of_somebody_who_cannot_join_is_not_told(self, invite, accept, told, ben, xena):
        with pytest.raises(EmailTaken):
            accept(invite(ben, xena.email)[1])

        assert told() == []

    def test_of_the_first_of_a_team_is_told(self, accounts, announced):
        ask = OpenTeam(
            team_name="Nordic Harbour",
            name="Olga",
            email=f"olga.{uuid4().hex}@example.com",
            password=NEW_PASSWORD,
            device=somewhere(),
            only_first=False,
        )

        me = accounts().open_team(ask).me

        assert announced(Accounts, me.team.id) == [(ProfileChanged(profile=me.profile), None)]


class TestTheEndOfASession:
    def test_by_signing_out_is_told_to_its_person(self, accounts, told, ann):
        accounts(ann).sign_out(Nothing())

        assert told() == ended(ann.caller.session_id, person=ann)

    def test_that_has_ended_already_is_not_told_again(self, accounts, told, ann):
        for _ in range(2):
            accounts(ann).sign_out(Nothing())

        assert len(told()) == 1

    def test_from_another_device_is_told(self, accounts, told, signed_in, ann):
        other = signed_in(ann)

        accounts(ann).end_session(EndSession(session_id=other))

        assert told() == ended(other, person=ann)

    def test_of_somebody_else_is_refused_and_not_told(self, accounts, told, ben, ann):
        with pytest.raises(NotFound):
            accounts(ann).end_session(EndSession(session_id=ben.caller.session_id))

        assert told() == []

    def test_by_a_new_password_is_told_for_all_but_ones_own(self, accounts, told, signed_in, ann):
        others = [signed_in(ann), signed_in(ann)]

        accounts(ann).change_password(ChangePassword(current_password=PASSWORD, new_password=NEW_PASSWORD))

        assert by_session(told()) == by_session(ended(*others, person=ann))

    def test_by_a_wrong_password_is_not_told(self, accounts, told, signed_in, ann):
        signed_in(ann)
        with pytest.raises(Invalid):
            accounts(ann).change_password(ChangePassword(current_password="wrong", new_password=NEW_PASSWORD))

        assert told() == []

    @pytest.fixture
    def reset(self, start_reset, accept_reset, ben, ann):
        """Ann has forgotten her password."""
        return lambda: accept_reset(start_reset(ben, ann))

    def test_by_a_reset_is_told_for_every_one(self, reset, told, signed_in, ann):
        both = [ann.caller.session_id, signed_in(ann)]

        reset()

        assert by_session(told()) == by_session(ended(*both, person=ann))

    def test_by_a_deactivation_is_told_before_the_profile(self, accounts, told, olga, ann):
        changed = accounts(olga).change_person(ChangePerson(person_id=ann.id, active=False))

        assert told() == [*ended(ann.caller.session_id, person=ann), (ProfileChanged(profile=changed), None)]

    def test_by_time_is_not_told(self, accounts, told, by_hand, ann):
        by_hand("update accounts.sessions set last_seen_at = '2020-01-01' where person_id = :id", id=ann.id)

        accounts().forget()

        assert told() == []
