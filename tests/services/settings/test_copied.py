"""What others copy or have not heard of yet: somebody's newest settings, and everybody's page by page."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from contracts.kinds import Kind
from contracts.settings import (
    ChangeSettings,
    JustChanged,
    Settings,
    SettingsAfter,
    SettingsChanges,
    SomebodysSettings,
)
from contracts.wire import Caller, Feed, Invalid
from services.settings.snapshot import LARGEST_SNAPSHOT

AT = datetime(2030, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def plan(settings) -> Callable[..., UUID]:
    """`plan(ann, status="hot")`: the id of a contact with which Ann plans that."""

    def planned(caller: Caller, kind: Kind = Kind.CONTACT, contact_id: UUID | None = None, **changes) -> UUID:
        contact_id = contact_id or uuid4()
        settings(caller).change(ChangeSettings(kind=kind, contact_id=contact_id, changes=SettingsChanges(**changes)))
        return contact_id

    return planned


@pytest.fixture
def long_ago(database) -> Callable[[UUID], None]:
    def backdate(contact_id: UUID) -> None:
        aged = text(
            "update settings.user_contact_settings set updated_at = now() - interval '61 s' where contact_id = :id"
        )
        with database.engine("postgres").begin() as connection:
            connection.execute(aged, {"id": contact_id})

    return backdate


class TestJustChanged:
    def test_are_the_askers_own_of_the_last_minute_the_newest_first(self, settings, plan, long_ago, ann, ben):
        old, first, second = [plan(ann, status="hot") for _ in range(3)]
        long_ago(old)
        plan(ann, Kind.TMA, status="A")
        plan(ben, status="hot")

        found = settings(ann).just_changed(JustChanged(kind=Kind.CONTACT)).items

        assert [(own.contact_id, own.status, own.version) for own in found] == [(second, "hot", 1), (first, "hot", 1)]

    def test_name_also_what_was_taken_away(self, settings, plan, long_ago, ann):
        bo = plan(ann, status="hot")
        long_ago(bo)
        plan(ann, contact_id=bo, status=None)

        [own] = settings(ann).just_changed(JustChanged(kind=Kind.CONTACT)).items

        assert (own.status, own.version) == (None, 2)

    def test_are_500_at_most(self, settings, ann, database):
        many = text("""
            insert into settings.user_tma_settings (person_id, contact_id, team_id, status, follow_up_note, version)
            select :person, gen_random_uuid(), :team, 'A', '', 1 from generate_series(1, 501)
        """)
        with database.engine("postgres").begin() as connection:
            connection.execute(many, {"person": ann.person_id, "team": ann.team_id})

        assert len(settings(ann).just_changed(JustChanged(kind=Kind.TMA)).items) == 500


class TestSnapshot:
    def everybodys(self, settings, limit: int) -> list[SomebodysSettings]:
        items, after = [], None
        while True:
            page = settings(None).snapshot(SettingsAfter(after=after, limit=limit))
            assert len(page.items) == limit or page.next_after is None
            items += page.items
            after = page.next_after
            if after is None:
                return items

    @pytest.mark.parametrize("limit", [7, 5_000])
    def test_holds_each_of_everybodys_settings_once(self, settings, plan, *, ann, ben, xena, limit):
        bo = plan(ann, status="hot", follow_up_at=AT)
        made = {(who.team_id, who.person_id, Kind.CONTACT, plan(who, status="hot")) for who in (ann, ben, ben, xena)}
        made |= {(who.team_id, who.person_id, Kind.TMA, plan(who, Kind.TMA, status="A")) for who in (ann, xena)}
        made |= {(ann.team_id, ann.person_id, Kind.TMA, plan(ann, Kind.TMA, contact_id=bo, follow_up_at=AT))}

        found = self.everybodys(settings, limit)

        keys = [(one.kind, one.person_id, one.contact_id) for one in found]
        assert keys == sorted(set(keys))
        teams = {ann.team_id, xena.team_id}
        owned = {(one.team_id, one.person_id, one.kind, one.contact_id) for one in found if one.team_id in teams}
        assert owned == made | {(ann.team_id, ann.person_id, Kind.CONTACT, bo)}
        assert [(one.status, one.follow_up_at, one.version) for one in found if one.contact_id == bo] == [
            ("hot", AT, 1),
            (None, AT, 1),
        ]

    def test_tells_no_note(self, settings, plan, ann):
        plan(ann, follow_up_note="Boat")

        assert "Boat" not in settings(None).snapshot(SettingsAfter()).model_dump_json()

    def test_keeps_what_was_cleared_for_its_version_goes_on(self, settings, plan, ann):
        bo = plan(ann, status="hot")
        plan(ann, contact_id=bo, status=None)

        [cleared] = [one for one in self.everybodys(settings, 500) if one.contact_id == bo]

        assert (cleared.status, cleared.follow_up_at, cleared.version) == (None, None, 2)

    @pytest.mark.parametrize("limit", [0, LARGEST_SNAPSHOT + 1])
    def test_page_of_no_size_or_too_large_is_refused(self, settings, limit):
        with pytest.raises(Invalid, match="limit is 1 to 5000"):
            settings(None).snapshot(SettingsAfter(limit=limit))

    @pytest.mark.parametrize("after", ["nonsense", "W10", "WyJuZWl0aGVyIiwgIngiLCAieSJd"])
    def test_place_that_no_page_gave_out_is_refused(self, settings, after):
        with pytest.raises(Invalid):
            settings(None).snapshot(SettingsAfter(after=after))

    def test_is_no_question_of_a_person(self):
        assert isinstance(Settings.snapshot, Feed)
