from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import text
from support.accounts import PASSWORD, somewhere
from support.waiting import eventually

from contracts.accounts import (
    ChangePassword,
    ChangePerson,
    ChangeProfile,
    Identify,
    LastOwner,
    NotSignedIn,
    WrongCredentials,
)
from contracts.wire import Forbidden, Invalid, NotFound, Nothing, Role
from services.accounts import hashing
from services.accounts.actions.sign_in import new_session


class TestMe:
    def test_is_the_profile_team_and_session_of_who_asks(self, accounts, ann, team):
        me = accounts(ann).me(Nothing())

        assert (me.profile, me.team, me.session_id) == (ann.profile, team, ann.caller.session_id)

    def test_is_nobody_any_more_once_deactivated(self, accounts, ann, olga):
        accounts(olga).change_person(ChangePerson(person_id=ann.id, active=False))

        with pytest.raises(NotSignedIn):
            accounts(ann).me(Nothing())


class TestChangeProfile:
    def test_changes_the_fields_it_names_and_no_other(self, accounts, ann):
        changed = accounts(ann).change_profile(ChangeProfile(colour="#ABCDEF")).profile

        assert changed == ann.profile.model_copy(update={"colour": "#abcdef", "version": 2})
        assert accounts(ann).me(Nothing()).profile == changed

    def test_that_names_no_field_changes_nothing(self, accounts, ann):
        assert accounts(ann).change_profile(ChangeProfile()).profile == ann.profile

    def test_to_what_is_so_already_is_no_new_version(self, accounts, ann):
        ask = ChangeProfile(name=ann.profile.name, colour=ann.profile.colour)

        assert accounts(ann).change_profile(ask).profile == ann.profile

    def test_moves_the_persons_days_to_another_time_zone(self, accounts, ann):
        accounts(ann).change_profile(ChangeProfile(time_zone="Asia/Bangkok"))

        assert accounts().identify(Identify(token=ann.token)).caller.time_zone == "Asia/Bangkok"

    def test_is_refused_field_by_field(self, accounts, ann):
        with pytest.raises(Invalid) as refused:
            accounts(ann).change_profile(ChangeProfile(name=None, colour="red", time_zone="Mars"))

        assert [error.field for error in refused.value.errors] == ["name", "colour", "time_zone"]
        assert accounts(ann).me(Nothing()).profile == ann.profile


class TestPeople:
    def test_are_everybody_of_the_team_by_name_and_nobody_else(self, accounts, olga, ben, ann, xena):
        accounts(olga).change_person(ChangePerson(person_id=ben.id, active=False))

        found = accounts(ann).people(Nothing()).items

        assert [(person.name, person.active) for person in found] == [("Ann", True), ("Ben", False), ("Olga", True)]


class TestChangePerson:
    def test_gives_a_role(self, accounts, ben, ann):
        assert accounts(ben).change_person(ChangePerson(person_id=ann.id, role=Role.ADMIN)).role is Role.ADMIN

    def test_that_names_nothing_changes_nothing(self, accounts, ben, ann):
        assert accounts(ben).change_person(ChangePerson(person_id=ann.id)) == ann.profile

    def test_by_a_member_is_refused(self, accounts, ann, ben):
        with pytest.raises(Forbidden):
            accounts(ann).change_person(ChangePerson(person_id=ben.id, active=False))

    def test_by_an_admin_who_is_none_any_more_is_refused_whatever_their_token_says(self, accounts, olga, ben, ann):
        accounts(olga).change_person(ChangePerson(person_id=ben.id, role=Role.MEMBER))

        with pytest.raises(Forbidden):
            accounts(ben).change_person(ChangePerson(person_id=ann.id, active=False))

    def test_finds_nobody_of_another_team(self, accounts, xena, ann):
        for person_id in (ann.id, uuid4()):
            with pytest.raises(NotFound):
                accounts(xena).change_person(ChangePerson(person_id=person_id, active=False))

    def test_that_deactivates_ends_all_sessions_and_signs_in_no_more(self, accounts, olga, ann):
        accounts(olga).change_person(ChangePerson(person_id=ann.id, active=False))

        with pytest.raises(NotSignedIn):
            accounts().identify(Identify(token=ann.token))
        with pytest.raises(WrongCredentials):
            accounts().sign_in(ann.signing_in())

    def test_that_activates_again_brings_no_old_session_back(self, accounts, olga, ann):
        for active in (False, True):
            accounts(olga).change_person(ChangePerson(person_id=ann.id, active=active))

        with pytest.raises(NotSignedIn):
            accounts().identify(Identify(token=ann.token))
        assert accounts().sign_in(ann.signing_in())

    @pytest.mark.parametrize("change", [{"role": Role.ADMIN}, {"active": False}])
    def test_never_takes_a_teams_last_owner(self, accounts, olga, ben, change):
        with pytest.raises(LastOwner):
            accounts(olga).change_person(ChangePerson(person_id=olga.id, **change))

    def test_leaves_an_owner_when_two_demote_each_other_at_once(self, accounts, olga, join, team):
        otto = join(team, "Otto", Role.OWNER)

        def demoted(asker, person) -> bool:
            try:
                accounts(asker).change_person(ChangePerson(person_id=person.id, role=Role.MEMBER))
            except Forbidden:
                return False
            return True

        with ThreadPoolExecutor(2) as both:
            assert sorted(both.map(demoted, [olga, otto], [otto, olga])) == [False, True]

        roles = [person.role for person in accounts(olga).people(Nothing()).items]
        assert sorted(roles) == [Role.MEMBER, Role.OWNER]


class TestComingInWhileSomebodyElseEndsIt:
    """What is being opened when somebody is deactivated, or their password is changed, is ended too."""

    @pytest.fixture
    def waits(self, database):
        """Whether somebody in this database waits for a lock."""
        waiting = "select count(*) from pg_stat_activity where datname = :name and wait_event_type = 'Lock'"

        def is_waiting() -> bool:
            with database.engine("postgres").begin() as connection:
                return connection.execute(text(waiting), {"name": database.name}).scalar_one() > 0

        return is_waiting

    def end_while_coming_in(self, book, waits, ann, end) -> str:
        with ThreadPoolExecutor(1) as other:
            with book() as coming_in:
                coming_in.act_for(ann.caller.team_id, ann.id)
                person = coming_in.person_coming_in(ann.id)
                ending = other.submit(end)
                eventually(waits)
                token = new_session(coming_in, person, somewhere()).token
            ending.result()
        return token

    def test_ends_with_a_deactivation(self, accounts, book, waits, olga, ann):
        token = self.end_while_coming_in(
            book, waits, ann, lambda: accounts(olga).change_person(ChangePerson(person_id=ann.id, active=False))
        )
        accounts(olga).change_person(ChangePerson(person_id=ann.id, active=True))

        with pytest.raises(NotSignedIn):
            accounts().identify(Identify(token=token))

    def test_ends_with_a_change_of_password(self, accounts, book, waits, ann):
        ask = ChangePassword(current_password=PASSWORD, new_password="seven quiet goats")
        token = self.end_while_coming_in(book, waits, ann, lambda: accounts(ann).change_password(ask))

        with pytest.raises(NotSignedIn):
            accounts().identify(Identify(token=token))

    @pytest.mark.parametrize("change", ["deactivated", "password changed"])
    def test_is_refused_when_it_ended_while_the_hash_was_compared(self, accounts, book, waits, ann, change):
        with ThreadPoolExecutor(1) as other:
            with book() as ending:
                ending.act_for(ann.caller.team_id, ann.id)
                person = ending.person_alone(ann.id)
                signing_in = other.submit(accounts().sign_in, ann.signing_in())
                eventually(waits)
                if change == "deactivated":
                    ending.change_person(person, by=ann.id, active=False)
                else:
                    ending.keep_password(ann.id, hashing.hash_password("seven quiet goats"))
            with pytest.raises(WrongCredentials):
                signing_in.result()
