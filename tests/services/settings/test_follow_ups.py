from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from support.planning import LONG_AGO, change

from contracts.kinds import Kind
from contracts.settings import FollowUps, PersonalSettings, Scope
from contracts.wire import Caller, Invalid


def where_it_is(hour: int, caller: Caller) -> Caller:
    """The caller in a zone where it is that hour now: midnight is hours away while the test runs."""
    ahead = (hour - datetime.now(UTC).hour + 11) % 24 - 11
    return caller.model_copy(update={"time_zone": f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"})


class TestFollowUps:
    def plan(self, settings, *planned: tuple[Kind, datetime]) -> list[UUID]:
        ids = [uuid4() for _ in planned]
        for bo, (kind, at) in zip(ids, planned, strict=True):
            settings.change(change(bo, kind, follow_up_at=at))
        return ids

    def ids(self, settings, scope: Scope) -> list[UUID]:
        return [own.contact_id for own in settings.follow_ups(FollowUps(scope=scope)).items]

    def all_pages(self, settings, scope: Scope, limit: int) -> list[PersonalSettings]:
        items, cursor = [], None
        while True:
            page = settings.follow_ups(FollowUps(scope=scope, cursor=cursor, limit=limit))
            assert len(page.items) == limit or page.next_cursor is None
            items += page.items
            cursor = page.next_cursor
            if cursor is None:
                return items

    def test_each_group_holds_its_own(self, settings, ann):
        now = datetime.now(UTC)
        past, soon, later = self.plan(
            settings(ann),
            (Kind.CONTACT, now - timedelta(days=2)),
            (Kind.TMA, now),
            (Kind.CONTACT, now + timedelta(days=2)),
        )

        groups = {scope: self.ids(settings(where_it_is(12, ann)), scope) for scope in Scope}

        assert groups == {Scope.OVERDUE: [past], Scope.TODAY: [soon], Scope.UPCOMING: [later]}

    def test_the_day_is_the_askers_own(self, settings, ann):
        [bo] = self.plan(settings(ann), (Kind.CONTACT, datetime.now(UTC) + timedelta(hours=14)))

        assert self.ids(settings(where_it_is(3, ann)), Scope.TODAY) == [bo]
        assert self.ids(settings(where_it_is(15, ann)), Scope.UPCOMING) == [bo]

    def test_contacts_and_candidates_come_together_earliest_first(self, settings, ann):
        planned = [(kind, LONG_AGO + timedelta(days=day)) for day in range(5) for kind in (Kind.TMA, Kind.CONTACT)]
        self.plan(settings(ann), *planned)

        found = settings(ann).follow_ups(FollowUps(scope=Scope.OVERDUE)).items

        assert [(own.follow_up_at, own.kind) for own in found] == sorted((at, kind) for kind, at in planned)

    @pytest.mark.parametrize("limit", [1, 5, 12])
    def test_pages_hold_each_follow_up_once_though_many_share_their_time(self, settings, ann, limit):
        planned = [
            (kind, LONG_AGO + timedelta(microseconds=tie)) for tie in (0, 0, 1) for kind in (Kind.CONTACT, Kind.TMA)
        ]
        ids = self.plan(settings(ann), *planned * 2)

        found = self.all_pages(settings(ann), Scope.OVERDUE, limit)

        keys = [(own.follow_up_at, own.kind, own.contact_id) for own in found]
        assert keys == sorted(keys)
        assert sorted(own.contact_id for own in found) == sorted(ids)

    def test_says_all_that_is_planned(self, settings, ann):
        bo = uuid4()
        planned = settings(ann).change(change(bo, Kind.TMA, status="B", follow_up_at=LONG_AGO, follow_up_note="Boat"))

        assert settings(ann).follow_ups(FollowUps(scope=Scope.OVERDUE)).items == [planned]

    def test_a_cleared_date_is_no_follow_up(self, settings, ann):
        [bo] = self.plan(settings(ann), (Kind.CONTACT, LONG_AGO))

        settings(ann).change(change(bo, follow_up_at=None))

        assert settings(ann).follow_ups(FollowUps(scope=Scope.OVERDUE)).items == []

    def test_nobody_sees_somebody_elses(self, settings, ann, ben, xena):
        self.plan(settings(ann), (Kind.CONTACT, LONG_AGO), (Kind.TMA, LONG_AGO))
        cursor = settings(ann).follow_ups(FollowUps(scope=Scope.OVERDUE, limit=1)).next_cursor

        for other in (ben, xena):
            for stolen in (None, cursor):
                page = settings(other).follow_ups(FollowUps(scope=Scope.OVERDUE, cursor=stolen))
                assert (page.items, page.next_cursor) == ([], None)

    @pytest.mark.parametrize("limit", [0, -1, 201])
    def test_a_page_holds_1_to_200(self, settings, ann, limit):
        with pytest.raises(Invalid, match="limit is 1 to 200"):
            settings(ann).follow_ups(FollowUps(scope=Scope.TODAY, limit=limit))

    @pytest.mark.parametrize(
        "cursor",
        [
            "nonsense",
            "W10",
            "WyIyMDI2LTAxLTAxIiwgImNvbnRhY3QiLCAxXQ",
            "WyJ0b21vcnJvdyIsICJjb250YWN0IiwgIjEiXQ",
            "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwgInRtYSIsICIwIl0",
        ],
        ids=["no base64", "empty list", "id is a number", "no time", "before all time"],
    )
    def test_a_cursor_of_another_list_is_refused(self, settings, ann, cursor):
        with pytest.raises(Invalid) as refused:
            settings(ann).follow_ups(FollowUps(scope=Scope.TODAY, cursor=cursor))

        assert [error.field for error in refused.value.errors] == ["cursor"]
