from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contracts.accounts import LastOwner, Profile
from contracts.wire import Forbidden, Role
from services.accounts.domain import people

OWNER, ADMIN, MEMBER = Role.OWNER, Role.ADMIN, Role.MEMBER
JOINED = datetime(2026, 1, 1, tzinfo=UTC)


def somebody(role: Role, *, active: bool = True) -> Profile:
    return Profile(
        id=uuid4(),
        name="Ann",
        email="ann@example.com",
        role=role,
        colour="#2563eb",
        time_zone="Europe/Stockholm",
        active=active,
        created_at=JOINED,
    )


def change(asker: Role, person: Role, to: Role | None = None, *, active: bool = True, others: int = 1) -> Profile:
    return people.changed(
        somebody(person), role=to or person, active=active, asker=somebody(asker), other_active_owners=others
    )


class TestAFirstColour:
    def test_is_one_that_nobody_in_the_team_has(self):
        assert people.first_colour(people.PALETTE[:3]) == people.PALETTE[3]

    def test_is_the_rarest_when_all_are_taken(self):
        taken = [colour for colour in people.PALETTE if colour != "#dc2626"] * 2 + ["#dc2626"]

        assert people.first_colour(taken) == "#dc2626"


class TestChangingAPerson:
    @pytest.mark.parametrize(
        ("asker", "person", "to"),
        [
            (OWNER, MEMBER, ADMIN),
            (OWNER, MEMBER, OWNER),
            (OWNER, ADMIN, MEMBER),
            (OWNER, OWNER, MEMBER),
            (ADMIN, MEMBER, ADMIN),
            (ADMIN, ADMIN, MEMBER),
        ],
    )
    def test_gives_a_role_that_the_asker_may_give(self, asker, person, to):
        assert change(asker, person, to).role is to

    @pytest.mark.parametrize(
        ("asker", "person", "to"),
        [
            (MEMBER, MEMBER, ADMIN),
            (MEMBER, MEMBER, MEMBER),
            (ADMIN, MEMBER, OWNER),
            (ADMIN, ADMIN, OWNER),
            (ADMIN, OWNER, MEMBER),
            (ADMIN, OWNER, OWNER),
        ],
    )
    def test_is_refused_above_the_askers_own_rights(self, asker, person, to):
        with pytest.raises(Forbidden):
            change(asker, person, to)

    @pytest.mark.parametrize(("asker", "person"), [(OWNER, OWNER), (OWNER, MEMBER), (ADMIN, ADMIN), (ADMIN, MEMBER)])
    def test_deactivates(self, asker, person):
        assert not change(asker, person, active=False).active

    def test_by_an_admin_never_deactivates_an_owner(self):
        with pytest.raises(Forbidden):
            change(ADMIN, OWNER, active=False)

    @pytest.mark.parametrize(("to", "active"), [(MEMBER, True), (OWNER, False)])
    def test_leaves_the_team_an_active_owner(self, to, active):
        with pytest.raises(LastOwner):
            change(OWNER, OWNER, to, active=active, others=0)

    def test_of_a_deactivated_owner_is_no_loss_to_the_team(self):
        gone = somebody(OWNER, active=False)

        changed = people.changed(gone, role=MEMBER, active=False, asker=somebody(OWNER), other_active_owners=1)

        assert changed.role is MEMBER


class TestInviting:
    @pytest.mark.parametrize(("asker", "role"), [(OWNER, OWNER), (OWNER, MEMBER), (ADMIN, ADMIN), (ADMIN, MEMBER)])
    def test_is_allowed_to_who_manages(self, asker, role):
        people.check_may_give(somebody(asker), role)

    @pytest.mark.parametrize(("asker", "role"), [(ADMIN, OWNER), (MEMBER, MEMBER)])
    def test_is_refused_otherwise(self, asker, role):
        with pytest.raises(Forbidden):
            people.check_may_give(somebody(asker), role)


class TestStartingAReset:
    @pytest.mark.parametrize(("asker", "person"), [(OWNER, OWNER), (OWNER, ADMIN), (ADMIN, ADMIN), (ADMIN, MEMBER)])
    def test_is_allowed_to_who_manages_the_person(self, asker, person):
        people.check_may_reset(somebody(asker), somebody(person))

    @pytest.mark.parametrize(("asker", "person"), [(ADMIN, OWNER), (MEMBER, MEMBER)])
    def test_is_refused_otherwise(self, asker, person):
        with pytest.raises(Forbidden):
            people.check_may_reset(somebody(asker), somebody(person))

    def test_is_no_way_round_ones_own_current_password(self):
        olga = somebody(OWNER)

        with pytest.raises(Forbidden):
            people.check_may_reset(olga, olga)
