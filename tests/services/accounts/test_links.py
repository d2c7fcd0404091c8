from concurrent.futures import ThreadPoolExecutor

import pytest
from support.accounts import NEW_PASSWORD, PASSWORD, an_email, somewhere

from contracts.accounts import (
    ChangePassword,
    ChangePerson,
    EmailTaken,
    Identify,
    LinkNotValid,
    NotSignedIn,
    OneInvite,
    OneReset,
    SignIn,
    StartReset,
    WrongCredentials,
)
from contracts.wire import Forbidden, Invalid, NotFound, Nothing, Role


class TestInvitePerson:
    def test_makes_a_link_that_can_be_told_again(self, accounts, invite, ben):
        invited, token = invite(ben, " CIA@Example.com")

        assert (invited.email, invited.role, invited.invited_by) == ("cia@example.com", Role.MEMBER, ben.id)
        assert accounts(ben).invite_link(OneInvite(invite_id=invited.id)).token == token

    def test_keeps_nothing_that_reveals_the_link(self, invite, ben, everything):
        _invited, token = invite(ben)

        assert token.partition(".")[2] not in everything()

    def test_again_replaces_the_invite_before(self, accounts, invite, accept, ben):
        email = an_email()
        _first, old_token = invite(ben, email)
        second, _token = invite(ben, email.upper(), Role.ADMIN)

        assert [(found.id, found.role) for found in accounts(ben).invites(Nothing()).items] == [(second.id, "admin")]
        with pytest.raises(LinkNotValid):
            accept(old_token)

    def test_is_refused_for_who_is_in_the_team_already(self, invite, ben, ann):
        with pytest.raises(EmailTaken):
            invite(ben, ann.email.upper())

    def test_tells_nothing_of_who_is_in_another_team(self, invite, ben, xena):
        invited, _token = invite(ben, xena.email)

        assert invited.email == xena.email

    def test_is_refused_without_an_email(self, invite, ben):
        with pytest.raises(Invalid):
            invite(ben, "cia")

    @pytest.mark.parametrize(("asker", "role"), [("ann", Role.MEMBER), ("ben", Role.OWNER)])
    def test_is_refused_above_the_askers_rights(self, invite, request, asker, role):
        with pytest.raises(Forbidden):
            invite(request.getfixturevalue(asker), role=role)


class TestInvites:
    def test_are_the_teams_that_are_still_open(self, accounts, invite, accept, ben, by_hand):
        waiting, _token = invite(ben)
        accept(invite(ben)[1])
        accounts(ben).withdraw_invite(OneInvite(invite_id=invite(ben)[0].id))
        expired, _token = invite(ben)
        by_hand("update accounts.invites set expires_at = now() where id = :id", id=expired.id)

        assert [found.id for found in accounts(ben).invites(Nothing()).items] == [waiting.id]

    def test_of_another_team_are_not_seen(self, accounts, invite, ben, xena):
        invite(ben)

        assert accounts(xena).invites(Nothing()).items == []

    def test_are_not_for_members(self, accounts, ann):
        with pytest.raises(Forbidden):
            accounts(ann).invites(Nothing())


class TestAnInvitesLink:
    def test_is_told_to_nobody_who_may_not_give_its_role(self, accounts, invite, olga, ben, ann):
        owners, _token = invite(olga, role=Role.OWNER)
        for asker in (ben, ann):
            with pytest.raises(Forbidden):
                accounts(asker).invite_link(OneInvite(invite_id=owners.id))
            with pytest.raises(Forbidden):
                accounts(asker).withdraw_invite(OneInvite(invite_id=owners.id))

    def test_for_an_owner_is_not_replaced_by_an_admin(self, invite, accept, olga, ben):
        owners, token = invite(olga, role=Role.OWNER)
        with pytest.raises(Forbidden):
            invite(ben, owners.email)

        assert accept(token).me.profile.role is Role.OWNER

    def test_of_another_team_is_not_found(self, accounts, invite, ben, xena):
        invited, _token = invite(ben)
        for asked in (accounts(xena).invite_link, accounts(xena).withdraw_invite):
            with pytest.raises(NotFound):
                asked(OneInvite(invite_id=invited.id))


class TestAcceptInvite:
    def test_signs_the_new_person_in(self, accounts, invite, accept, ben):
        invited, token = invite(ben, role=Role.ADMIN)

        signed_in = accept(token)

        profile = signed_in.me.profile
        assert (profile.name, profile.email, profile.role) == ("Cia", invited.email, Role.ADMIN)
        assert (profile.time_zone, profile.active) == ("Europe/Oslo", True)
        assert signed_in.me.team.id == ben.caller.team_id
        assert accounts().identify(Identify(token=signed_in.token)).caller.person_id == profile.id
        assert accounts().sign_in(SignIn(email=invited.email, password=NEW_PASSWORD, device=somewhere()))

    def test_chooses_a_colour_that_nobody_in_the_team_has(self, invite, accept, ben):
        colours = [accept(invite(ben)[1]).me.profile.colour for _ in range(3)]

        assert len({*colours, ben.profile.colour}) == 4

    def test_tells_every_wrong_field_and_leaves_the_link_good(self, invite, accept, ben):
        _invited, token = invite(ben)
        with pytest.raises(Invalid) as refused:
            accept(token, name="", password="Nordic Harbour")
        assert [error.field for error in refused.value.errors] == ["name", "password"]

        assert accept(token)

    def test_again_a_moment_later_with_the_same_password_signs_in(self, invite, accept, ben):
        _invited, token = invite(ben)

        first, again = accept(token), accept(token)

        assert again.me.profile == first.me.profile
        assert again.me.session_id != first.me.session_id

    def test_again_with_another_password_is_refused(self, invite, accept, ben):
        _invited, token = invite(ben)
        accept(token)

        with pytest.raises(LinkNotValid):
            accept(token, password="another password")

    def test_again_later_is_refused(self, invite, accept, ben, by_hand):
        invited, token = invite(ben)
        accept(token)
        by_hand("update accounts.invites set used_at = used_at - interval '2 minutes' where id = :id", id=invited.id)

        with pytest.raises(LinkNotValid):
            accept(token)

    def test_makes_one_person_however_many_accept_at_once(self, accounts, invite, accept, ben):
        invited, token = invite(ben)

        def accepted(_number) -> bool:
            try:
                accept(token)
            except LinkNotValid:
                return False
            return True

        with ThreadPoolExecutor(4) as several:
            assert any(several.map(accepted, range(4)))
        emails = [person.email for person in accounts(ben).people(Nothing()).items]
        assert emails.count(invited.email) == 1

    def test_is_refused_after_72_hours(self, invite, accept, ben, by_hand):
        invited, token = invite(ben)
        by_hand(
            "update accounts.invites set expires_at = expires_at - interval '72 hours' where id = :id", id=invited.id
        )

        with pytest.raises(LinkNotValid):
            accept(token)

    def test_is_refused_once_withdrawn(self, accounts, invite, accept, ben):
        invited, token = invite(ben)
        accounts(ben).withdraw_invite(OneInvite(invite_id=invited.id))

        with pytest.raises(LinkNotValid):
            accept(token)

    def test_is_refused_for_an_email_that_somebody_of_another_team_has(self, invite, accept, ben, xena):
        _invited, token = invite(ben, xena.email)

        with pytest.raises(EmailTaken):
            accept(token)

    def test_is_refused_once_the_invite_is_forgotten(self, invite, accept, ben, by_hand):
        invited, token = invite(ben)
        by_hand("delete from accounts.invites where id = :id", id=invited.id)

        with pytest.raises(LinkNotValid):
            accept(token)


class TestStartReset:
    def test_is_refused_to_members_and_against_owners_by_admins(self, accounts, olga, ben, ann):
        for asker, person in ((ann, ben), (ben, olga), (olga, olga)):
            with pytest.raises(Forbidden):
                accounts(asker).start_reset(StartReset(person_id=person.id))

    def test_finds_nobody_of_another_team(self, accounts, start_reset, xena, ben, ann):
        with pytest.raises(NotFound):
            accounts(xena).start_reset(StartReset(person_id=ann.id))
        reset = accounts(ben).start_reset(StartReset(person_id=ann.id))
        with pytest.raises(NotFound):
            accounts(xena).reset_link(OneReset(reset_id=reset.id))

    def test_is_of_no_use_to_somebody_deactivated(self, accounts, olga, ann):
        accounts(olga).change_person(ChangePerson(person_id=ann.id, active=False))

        with pytest.raises(Invalid):
            accounts(olga).start_reset(StartReset(person_id=ann.id))

    def test_again_replaces_the_link_before(self, start_reset, accept_reset, ben, ann):
        old, new = start_reset(ben, ann), start_reset(ben, ann)

        with pytest.raises(LinkNotValid):
            accept_reset(old)
        assert accept_reset(new)


class TestAResetsLink:
    def test_is_told_to_nobody_who_could_not_have_started_it(self, accounts, olga, ben, ann):
        reset = accounts(olga).start_reset(StartReset(person_id=ben.id))

        for asker in (ben, ann):
            with pytest.raises(Forbidden):
                accounts(asker).reset_link(OneReset(reset_id=reset.id))


class TestAcceptReset:
    def test_changes_the_password_ends_all_sessions_and_signs_in(self, accounts, start_reset, accept_reset, ben, ann):
        signed_in = accept_reset(start_reset(ben, ann))

        assert signed_in.me.profile == ann.profile
        assert accounts().identify(Identify(token=signed_in.token))
        assert accounts().sign_in(ann.signing_in(NEW_PASSWORD))
        with pytest.raises(NotSignedIn):
            accounts().identify(Identify(token=ann.token))
        with pytest.raises(WrongCredentials):
            accounts().sign_in(ann.signing_in())

    def test_again_a_moment_later_with_the_same_password_signs_in(self, start_reset, accept_reset, ben, ann):
        token = start_reset(ben, ann)

        first, again = accept_reset(token), accept_reset(token)

        assert again.me.profile == first.me.profile

    def test_again_with_another_password_is_refused(self, start_reset, accept_reset, ben, ann):
        token = start_reset(ben, ann)
        accept_reset(token)

        with pytest.raises(LinkNotValid):
            accept_reset(token, password="another password")

    def test_is_refused_with_a_weak_password_and_leaves_the_link_good(self, start_reset, accept_reset, ben, ann):
        token = start_reset(ben, ann)
        with pytest.raises(Invalid):
            accept_reset(token, password="password123")

        assert accept_reset(token)

    def test_is_refused_after_an_hour(self, start_reset, accept_reset, ben, ann, by_hand):
        token = start_reset(ben, ann)
        by_hand("update accounts.resets set expires_at = now() where person_id = :id", id=ann.id)

        with pytest.raises(LinkNotValid):
            accept_reset(token)

    def test_is_refused_once_the_person_is_deactivated(self, accounts, start_reset, accept_reset, ben, ann):
        token = start_reset(ben, ann)
        accounts(ben).change_person(ChangePerson(person_id=ann.id, active=False))

        with pytest.raises(LinkNotValid):
            accept_reset(token)

    def test_is_refused_once_the_reset_is_forgotten(self, start_reset, accept_reset, ben, ann, by_hand):
        token = start_reset(ben, ann)
        by_hand("delete from accounts.resets where person_id = :id", id=ann.id)

        with pytest.raises(LinkNotValid):
            accept_reset(token)

    def test_is_refused_even_when_the_person_is_active_again(self, accounts, start_reset, accept_reset, ben, ann):
        token = start_reset(ben, ann)
        for active in (False, True):
            accounts(ben).change_person(ChangePerson(person_id=ann.id, active=active))

        with pytest.raises(LinkNotValid):
            accept_reset(token)

    def test_is_refused_once_the_person_changed_the_password(self, accounts, start_reset, accept_reset, ben, ann):
        token = start_reset(ben, ann)
        accounts(ann).change_password(ChangePassword(current_password=PASSWORD, new_password=NEW_PASSWORD))

        with pytest.raises(LinkNotValid):
            accept_reset(token, password="another password")
