from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.kinds import Kind
from contracts.settings import ChangeSettings, ContactStatus, PersonalSettings, Scope, SettingsChanges, TmaStatus
from contracts.wire import Invalid, VersionMismatch
from services.settings.domain import LONGEST_NOTE, Span, carried, changed, span_of, taken_back

BO = UUID("00000000-0000-4000-8000-00000000000b")
MONDAY_NINE = datetime(2026, 11, 30, 8, tzinfo=UTC)
CURRENT = PersonalSettings(
    kind=Kind.CONTACT,
    contact_id=BO,
    status=ContactStatus.HOT,
    follow_up_at=MONDAY_NINE,
    follow_up_note="Ask about the boat",
    version=7,
)


def asking(kind: Kind = Kind.CONTACT, version: int | None = None, **changes) -> ChangeSettings:
    return ChangeSettings(kind=kind, contact_id=BO, version=version, changes=SettingsChanges(**changes))


def instants(first_year: int, last_year: int) -> st.SearchStrategy[datetime]:
    first, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    return st.timedeltas(timedelta(), end - first).map(lambda since: first + since)


def scope_of(at: datetime, zone: str, now: datetime) -> Scope:
    [scope] = [scope for scope in Scope if holds(span_of(scope, zone, now=now), at)]
    return scope


def holds(span: Span, at: datetime) -> bool:
    return (span.start is None or span.start <= at) and (span.end is None or at < span.end)


def local(zone: str, *at: int, fold: int = 0) -> datetime:
    return datetime(*at, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


class TestChanged:
    def test_a_status_leaves_the_follow_up_alone(self):
        after = changed(CURRENT, asking(status="working"))

        assert after == CURRENT.model_copy(update={"status": ContactStatus.WORKING, "version": 8})

    def test_a_date_leaves_status_and_note_alone(self):
        after = changed(CURRENT, asking(follow_up_at=MONDAY_NINE + timedelta(days=1)))

        assert after == CURRENT.model_copy(update={"follow_up_at": MONDAY_NINE + timedelta(days=1), "version": 8})

    def test_a_note_leaves_status_and_date_alone(self):
        after = changed(CURRENT, asking(follow_up_note="Sold"))

        assert after == CURRENT.model_copy(update={"follow_up_note": "Sold", "version": 8})

    def test_null_clears_a_field_and_the_version_goes_on(self):
        after = changed(CURRENT, asking(status=None, follow_up_at=None, follow_up_note=None))

        assert after == PersonalSettings(kind=Kind.CONTACT, contact_id=BO, version=8)

    def test_what_is_so_already_is_no_change(self):
        same_instant = MONDAY_NINE.astimezone(ZoneInfo("Asia/Bangkok"))

        assert changed(CURRENT, asking(status="hot", follow_up_at=same_instant)) is CURRENT

    def test_naming_no_field_is_no_change(self):
        assert changed(CURRENT, asking()) is CURRENT

    def test_the_version_that_was_seen_may_be_said(self):
        assert changed(CURRENT, asking(version=7, status=None)).version == 8

    @pytest.mark.parametrize("status", ["hot", "working"])
    def test_another_version_is_refused_with_what_is_now(self, status):
        with pytest.raises(VersionMismatch) as refused:
            changed(CURRENT, asking(version=6, status=status))

        assert refused.value.facts == {"current": CURRENT.model_dump(mode="json")}

    @pytest.mark.parametrize(
        ("kind", "status", "words"), [(Kind.CONTACT, "A", "hot, working, follow_up"), (Kind.TMA, "hot", "A, B, C")]
    )
    def test_a_status_of_the_other_kind_is_refused_with_the_words_that_fit(self, kind, status, words):
        with pytest.raises(Invalid) as refused:
            changed(PersonalSettings(kind=kind, contact_id=BO), asking(kind, status=status))

        [error] = refused.value.errors
        assert (error.field, error.code) == ("status", "status")
        assert words in error.detail

    @pytest.mark.parametrize("status", TmaStatus)
    def test_a_candidate_takes_each_of_its_statuses(self, status):
        assert changed(PersonalSettings(kind=Kind.TMA, contact_id=BO), asking(Kind.TMA, status=status)).status == status

    def test_a_note_has_at_most_2000_characters(self):
        assert changed(CURRENT, asking(follow_up_note="å" * LONGEST_NOTE)).version == 8

        with pytest.raises(Invalid, match="at most 2000 characters, this one has 2001") as refused:
            changed(CURRENT, asking(follow_up_note="å" * 2001))

        assert [error.field for error in refused.value.errors] == ["follow_up_note"]

    def test_a_note_with_a_character_that_cannot_be_kept_is_refused(self):
        with pytest.raises(Invalid) as refused:
            changed(CURRENT, asking(follow_up_note="a\0b"))

        assert [error.field for error in refused.value.errors] == ["follow_up_note"]

    @pytest.mark.parametrize("at", ["1999-12-31T23:59:59Z", "2101-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
    def test_a_date_out_of_this_century_is_refused(self, at):
        with pytest.raises(Invalid, match="years 2000 to 2100") as refused:
            changed(CURRENT, asking(follow_up_at=at))

        assert [error.field for error in refused.value.errors] == ["follow_up_at"]

    @pytest.mark.parametrize("at", ["2000-01-01T00:00:00Z", "2100-12-31T23:59:59Z"])
    def test_a_date_at_either_end_is_taken(self, at):
        assert changed(CURRENT, asking(follow_up_at=at)).version == 8

    def test_every_fault_is_named_at_once(self):
        with pytest.raises(Invalid) as refused:
            changed(CURRENT, asking(status="B", follow_up_at="1900-01-01T00:00:00Z", follow_up_note="x" * 3000))

        assert [error.field for error in refused.value.errors] == ["status", "follow_up_at", "follow_up_note"]


class TestSpanOf:
    @pytest.mark.parametrize("zone", ["Asia/Bangkok", "Pacific/Pitcairn"], ids=["UTC+7", "UTC-8"])
    def test_half_past_eleven_at_night_is_still_that_day(self, zone):
        late = local(zone, 2026, 11, 22, 23, 30)

        assert scope_of(late, zone, now=local(zone, 2026, 11, 22, 0, 5)) == Scope.TODAY
        assert scope_of(late, zone, now=late) == Scope.TODAY
        assert scope_of(late, zone, now=local(zone, 2026, 11, 21, 23, 59)) == Scope.UPCOMING
        assert scope_of(late, zone, now=local(zone, 2026, 11, 23, 0, 0)) == Scope.OVERDUE

    def test_one_instant_is_in_another_group_for_somebody_elsewhere(self):
        now = datetime(2026, 11, 22, 12, tzinfo=UTC)
        evening_utc = datetime(2026, 11, 22, 18, tzinfo=UTC)

        assert scope_of(evening_utc, "America/Los_Angeles", now) == Scope.TODAY
        assert scope_of(evening_utc, "Asia/Bangkok", now) == Scope.UPCOMING

    def test_midnight_belongs_to_the_day_it_begins(self):
        now = local("Europe/Stockholm", 2026, 11, 22, 12)

        assert scope_of(local("Europe/Stockholm", 2026, 11, 22), "Europe/Stockholm", now) == Scope.TODAY
        assert scope_of(local("Europe/Stockholm", 2026, 11, 23), "Europe/Stockholm", now) == Scope.UPCOMING

    @pytest.mark.parametrize(
        ("zone", "day", "hours"),
        [
            ("Europe/Stockholm", (2026, 3, 29), 23),
            ("Europe/Stockholm", (2026, 10, 25), 25),
            ("America/Los_Angeles", (2026, 3, 8), 23),
            ("America/Los_Angeles", (2026, 11, 1), 25),
            ("Africa/Cairo", (2026, 4, 24), 23),
        ],
        ids=["Stockholm spring", "Stockholm autumn", "Los Angeles spring", "Los Angeles autumn", "Cairo, no midnight"],
    )
    def test_the_day_the_clock_is_changed_is_shorter_or_longer(self, zone, day, hours):
        noon = local(zone, *day, 12)
        today = span_of(Scope.TODAY, zone, now=noon)

        assert today.start.astimezone(ZoneInfo(zone)).date() == date(*day)
        assert today.end - today.start == timedelta(hours=hours)
        assert scope_of(local(zone, *day, 23, 30), zone, now=noon) == Scope.TODAY
        assert scope_of(today.start - timedelta(minutes=30), zone, now=noon) == Scope.OVERDUE
        assert scope_of(today.end, zone, now=noon) == Scope.UPCOMING

    def test_both_of_a_repeated_hour_are_the_same_day(self):
        noon = local("Europe/Stockholm", 2026, 10, 25, 12)

        for fold in (0, 1):
            repeated = local("Europe/Stockholm", 2026, 10, 25, 2, 30, fold=fold)
            assert scope_of(repeated, "Europe/Stockholm", now=noon) == Scope.TODAY

    @given(
        at=instants(2000, 2100),
        now=instants(2024, 2037),
        zone=st.timezone_keys(),
    )
    def test_each_instant_falls_in_exactly_one_group_and_now_is_today(self, at, now, zone):
        assert sum(holds(span_of(scope, zone, now=now), at) for scope in Scope) == 1
        assert scope_of(now, zone, now) == Scope.TODAY

    @given(
        now=instants(2024, 2037),
        ahead=st.timedeltas(timedelta(days=-3), timedelta(days=3)),
        zone=st.sampled_from(["Europe/Stockholm", "America/Los_Angeles", "Asia/Bangkok", "Australia/Lord_Howe"]),
    )
    def test_the_group_is_the_order_of_the_two_local_dates(self, now, ahead, zone):
        today, day = (instant.astimezone(ZoneInfo(zone)).date() for instant in (now, now + ahead))

        expected = Scope.OVERDUE if day < today else Scope.UPCOMING if day > today else Scope.TODAY
        assert scope_of(now + ahead, zone, now) == expected


NOTHING = PersonalSettings(kind=Kind.CONTACT, contact_id=BO)
BEA = UUID("00000000-0000-4000-8000-0000000000be")
WITH_BEA = PersonalSettings(kind=Kind.CONTACT, contact_id=BEA, version=3)
ANYTHING = [{"status": ContactStatus.WORKING}, {"follow_up_at": MONDAY_NINE}, {"follow_up_note": "House"}]


class TestCarried:
    @pytest.mark.parametrize("anything", ANYTHING)
    def test_is_all_that_was_planned_where_nothing_is_planned_with_the_survivor(self, anything):
        merged = NOTHING.model_copy(update={**anything, "version": 9})

        assert carried(merged, WITH_BEA) == WITH_BEA.model_copy(update={**anything, "version": 4})

    @pytest.mark.parametrize("anything", ANYTHING)
    def test_is_nothing_where_anything_is_planned_with_the_survivor(self, anything):
        assert carried(CURRENT, WITH_BEA.model_copy(update=anything)) is None

    def test_is_nothing_of_nothing(self):
        assert carried(NOTHING, WITH_BEA) is None


class TestTakenBack:
    def test_is_all_of_what_nobody_changed_since(self):
        assert taken_back(CURRENT, 7) == NOTHING.model_copy(update={"version": 8})

    def test_is_nothing_of_what_was_changed_since(self):
        assert taken_back(CURRENT, 6) is None
