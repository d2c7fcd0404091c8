from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from contracts.contacts import Kind
from contracts.settings import (
    ChangeSettings,
    ContactStatus,
    FollowUps,
    PersonalSettings,
    Scope,
    SettingsChanges,
    SettingsOf,
    TmaStatus,
    WithStatus,
)
from contracts.settings import Settings as SettingsContract
from contracts.wire import BatchTooLarge, Caller, Invalid, KeyReused, VersionMismatch
from kit.database import act_for
from kit.rpc import unanswered
from services.settings.service import SettingsService

SOME_PLANS = text("""
    insert into settings.user_contact_settings
    select :person, gen_random_uuid(), :team, case when mod(n, 7) = 0 then 'hot' end,
        case when mod(n, 3) = 0 then now() + n * interval '1 hour' end, '', 1, now()
    from generate_series(1, 5000) n
""")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(service):
    """`settings(ann)` answers as Ann."""
    return lambda caller, **options: service(SettingsService, caller, **options)


def change(contact_id: UUID, kind: Kind = Kind.CONTACT, version: int | None = None, **changes) -> ChangeSettings:
    return ChangeSettings(kind=kind, contact_id=contact_id, version=version, changes=SettingsChanges(**changes))


def one(settings, contact_id: UUID, kind: Kind = Kind.CONTACT) -> PersonalSettings:
    [found] = settings.get_many(SettingsOf(kind=kind, contact_ids=[contact_id])).items
    return found


def where_it_is(hour: int, caller: Caller) -> Caller:
    """The caller in a zone where it is that hour now: midnight is hours away while the test runs."""
    ahead = (hour - datetime.now(UTC).hour + 11) % 24 - 11
    return caller.model_copy(update={"time_zone": f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"})


def test_every_call_of_the_contract_is_answered():
    assert unanswered(SettingsContract, SettingsService) == set()


class TestChange:
    def test_the_first_change_makes_the_record(self, settings, ann):
        bo = uuid4()

        changed = settings(ann).change(change(bo, status="hot"))

        assert changed == PersonalSettings(kind=Kind.CONTACT, contact_id=bo, status=ContactStatus.HOT, version=1)
        assert one(settings(ann), bo) == changed

    def test_each_status_of_both_kinds_is_kept_as_it_is_said(self, settings, ann):
        for kind, statuses in ((Kind.CONTACT, ContactStatus), (Kind.TMA, TmaStatus)):
            for status in statuses:
                bo = uuid4()
                settings(ann).change(change(bo, kind, status=status))
                assert one(settings(ann), bo, kind).status == status

    def test_changes_the_fields_it_names_and_no_other(self, settings, ann):
        bo = uuid4()
        settings(ann).change(change(bo, status="working", follow_up_at=LONG_AGO, follow_up_note="Boat"))

        settings(ann).change(change(bo, status="hot"))
        settings(ann).change(change(bo, follow_up_note="House"))

        after = one(settings(ann), bo)
        assert (after.status, after.follow_up_at, after.follow_up_note) == ("hot", LONG_AGO, "House")
        assert after.version == 3

    def test_clearing_keeps_the_record_and_its_version_goes_on(self, settings, ann):
        bo = uuid4()
        settings(ann).change(change(bo, status="hot", follow_up_at=LONG_AGO, follow_up_note="Boat"))

        settings(ann).change(change(bo, status=None, follow_up_at=None, follow_up_note=None))

        assert one(settings(ann), bo) == PersonalSettings(kind=Kind.CONTACT, contact_id=bo, version=2)

    def test_what_is_so_already_does_not_move_the_version(self, settings, ann):
        bo = uuid4()
        before = settings(ann).change(change(bo, status="hot"))

        assert settings(ann).change(change(bo, status="hot")) == before
        assert one(settings(ann), bo) == before

    def test_clearing_what_was_never_set_leaves_nothing(self, settings, ann):
        bo = uuid4()

        assert settings(ann).change(change(bo, status=None)).version == 0
        assert settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[bo])).items == []

    def test_another_version_than_seen_changes_nothing(self, settings, ann):
        bo = uuid4()
        now = settings(ann).change(change(bo, version=0, status="hot"))

        with pytest.raises(VersionMismatch) as refused:
            settings(ann).change(change(bo, version=0, status="working"))

        assert refused.value.facts["current"] == now.model_dump(mode="json")
        assert one(settings(ann), bo) == now

    def test_a_status_that_does_not_fit_changes_nothing(self, settings, ann):
        bo = uuid4()

        with pytest.raises(Invalid):
            settings(ann).change(change(bo, Kind.TMA, status="hot", follow_up_note="Boat"))

        assert settings(ann).get_many(SettingsOf(kind=Kind.TMA, contact_ids=[bo])).items == []

    def test_a_note_of_the_longest_length_is_kept_whole(self, settings, ann):
        bo = uuid4()
        longest = "å🙂" * 1_000

        settings(ann).change(change(bo, follow_up_note=longest))

        assert one(settings(ann), bo).follow_up_note == longest

    def test_the_same_id_as_contact_and_as_candidate_are_two_records(self, settings, ann):
        bo = uuid4()

        settings(ann).change(change(bo, status="hot"))
        settings(ann).change(change(bo, Kind.TMA, status="A"))

        assert (one(settings(ann), bo).status, one(settings(ann), bo, Kind.TMA).status) == ("hot", "A")

    def test_the_same_key_twice_is_one_change_and_one_answer(self, settings, ann):
        bo = uuid4()
        first = settings(ann, key="press").change(change(bo, status="hot"))
        settings(ann).change(change(bo, status="working"))

        assert settings(ann, key="press").change(change(bo, status="hot")) == first
        assert one(settings(ann), bo).status == "working"

    def test_the_same_key_for_another_change_is_refused(self, settings, ann):
        bo = uuid4()
        settings(ann, key="press").change(change(bo, status="hot"))

        with pytest.raises(KeyReused):
            settings(ann, key="press").change(change(bo, status="working"))


class TestAtTheSameTime:
    def test_two_people_keep_different_statuses_on_one_contact(self, settings, ann, ben):
        bo = uuid4()

        with ThreadPoolExecutor(2) as pool:
            list(
                pool.map(
                    lambda who, status: settings(who).change(change(bo, status=status)),
                    (ann, ben),
                    ("hot", "working"),
                )
            )

        assert (one(settings(ann), bo).status, one(settings(ben), bo).status) == ("hot", "working")

    def test_devices_that_change_different_fields_lose_nothing(self, settings, ann):
        contacts = [uuid4() for _ in range(8)]
        fields = [{"status": "hot"}, {"follow_up_note": "Boat"}]
        presses = [(bo, changes) for bo in contacts for changes in fields]

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda press: settings(ann).change(change(press[0], **press[1])), presses))

        kept = settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=contacts)).items
        assert len(kept) == 8
        assert {(own.status, own.follow_up_note, own.version) for own in kept} == {("hot", "Boat", 2)}

    def test_sixteen_devices_on_one_record_each_get_a_version_of_their_own(self, settings, ann):
        bo = uuid4()

        def press(number: int) -> int:
            return settings(ann).change(change(bo, follow_up_note=f"Press {number}")).version

        with ThreadPoolExecutor(16) as pool:
            versions = list(pool.map(press, range(48)))

        assert sorted(versions) == list(range(1, 49))
        assert one(settings(ann), bo).version == 48

    def test_of_two_devices_that_saw_the_same_version_one_is_refused(self, settings, ann):
        bo = uuid4()

        def press(status: str) -> str:
            try:
                return settings(ann).change(change(bo, version=0, status=status)).status
            except VersionMismatch:
                return "refused"

        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(press, ["hot", "working"]))

        assert outcomes.count("refused") == 1
        assert one(settings(ann), bo).status in outcomes


class TestGetMany:
    def test_what_was_never_set_is_absent(self, settings, ann):
        bo = uuid4()
        settings(ann).change(change(bo, status="hot"))

        found = settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[bo, uuid4(), bo]))

        assert [own.contact_id for own in found.items] == [bo]

    def test_takes_500_ids(self, settings, ann):
        ids = [uuid4() for _ in range(500)]

        assert settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=ids)).items == []

    def test_refuses_501_and_says_how_many_they_are(self, settings, ann):
        ids = [uuid4() for _ in range(501)]

        with pytest.raises(BatchTooLarge, match="at most 500 ids, these are 501") as refused:
            settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=ids))

        assert refused.value.facts == {"limit": 500, "count": 501}

    def test_of_no_ids_is_nothing(self, settings, ann):
        assert settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[])).items == []

    def test_nobody_sees_somebody_elses(self, settings, ann, ben, xena):
        bo = uuid4()
        settings(ann).change(change(bo, status="hot", follow_up_at=LONG_AGO, follow_up_note="Boat"))

        for other in (ben, xena):
            assert settings(other).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[bo])).items == []


class TestWithStatus:
    def test_names_the_contacts_with_one_of_the_statuses(self, settings, ann):
        hot, working, follow_up = uuid4(), uuid4(), uuid4()
        for bo, status in ((hot, "hot"), (working, "working"), (follow_up, "follow_up")):
            settings(ann).change(change(bo, status=status))

        found = settings(ann).with_status(WithStatus(kind=Kind.CONTACT, statuses=["hot", "follow_up"]))

        assert set(found.ids) == {hot, follow_up}

    def test_naming_none_means_any_status_at_all(self, settings, ann):
        hot, cleared, candidate, only_dated = uuid4(), uuid4(), uuid4(), uuid4()
        settings(ann).change(change(hot, status="hot"))
        settings(ann).change(change(cleared, status="hot"))
        settings(ann).change(change(cleared, status=None))
        settings(ann).change(change(candidate, Kind.TMA, status="C"))
        settings(ann).change(change(only_dated, follow_up_at=LONG_AGO))

        assert settings(ann).with_status(WithStatus(kind=Kind.CONTACT)).ids == [hot]
        assert settings(ann).with_status(WithStatus(kind=Kind.TMA)).ids == [candidate]

    def test_goes_by_the_askers_own_statuses(self, settings, ann, ben):
        bo = uuid4()
        settings(ann).change(change(bo, status="hot"))
        settings(ben).change(change(bo, status="working"))

        assert settings(ben).with_status(WithStatus(kind=Kind.CONTACT, statuses=["hot"])).ids == []
        assert settings(ben).with_status(WithStatus(kind=Kind.CONTACT, statuses=["working"])).ids == [bo]

    def test_a_status_of_the_other_kind_is_refused(self, settings, ann):
        with pytest.raises(Invalid):
            settings(ann).with_status(WithStatus(kind=Kind.CONTACT, statuses=["A"]))


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


class TestForgetOldKeys:
    def test_forgets_keys_after_two_days_and_keeps_the_younger(self, settings, ann, database):
        bo = uuid4()
        settings(ann, key="old").change(change(bo, status="hot"))
        settings(ann, key="young").change(change(bo, status="working"))
        with database.engine("postgres").begin() as connection:
            connection.exec_driver_sql(
                "update settings.idempotency_keys set created_at = now() - interval '49 hours' where key = 'old'"
            )

        assert settings(None).forget_old_keys()
        assert not settings(None).forget_old_keys()

        settings(ann, key="old").change(change(bo, status="follow_up"))
        with pytest.raises(KeyReused):
            settings(ann, key="young").change(change(bo, status="follow_up"))


class TestPlans:
    """Row level security must not keep Postgres from the indexes: settings are asked for with every list."""

    @pytest.fixture
    def connection(self, database, ann):
        """Ann's. Of her 5,000 contacts every seventh is hot and every third has a date; four more are like her."""
        with database.engine("postgres").connect() as connection:
            for person_id in (ann.person_id, uuid4(), uuid4(), uuid4(), uuid4()):
                connection.execute(SOME_PLANS, {"person": person_id, "team": ann.team_id})
            connection.execute(text("analyze settings.user_contact_settings"))
            connection.execute(text("set local role settings_app"))
            act_for(connection, team_id=ann.team_id, person_id=ann.person_id)
            yield connection
            connection.rollback()

    @pytest.mark.parametrize(
        ("condition", "index"),
        [
            ("contact_id = gen_random_uuid()", "user_contact_settings_pkey"),
            ("status in ('hot', 'working')", "user_contact_settings_by_status"),
            ("follow_up_at > now() order by follow_up_at, contact_id limit 51", "user_contact_settings_by_follow_up"),
        ],
        ids=["get_many", "with_status", "follow_ups"],
    )
    def test_each_question_has_its_index(self, connection, ann, condition, index):
        mine = "explain select contact_id from settings.user_contact_settings where person_id = :me and "

        plan = connection.scalars(text(mine + condition), {"me": ann.person_id})

        assert index in "\n".join(plan)
