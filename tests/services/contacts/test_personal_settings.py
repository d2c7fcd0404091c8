"""The copy of what people plan: what it takes from events, and from settings itself."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from contracts.kinds import Kind
from contracts.settings import ContactStatus, Settings, SettingsAfter, SettingsSnapshotPage, SomebodysSettings
from contracts.wire import Caller

AT = datetime(2030, 3, 1, 8, tzinfo=UTC)
KEPT = text("""
    select kind, contact_id, team_id, status, follow_up_at, version from contacts.personal_settings
    where person_id = :person order by contact_id
""")


@pytest.fixture
def copied(database):
    """All that is kept of somebody's."""

    def rows(caller: Caller) -> list[tuple[object, ...]]:
        with database.engine("postgres").begin() as connection:
            return [tuple(row) for row in connection.execute(KEPT, {"person": caller.person_id})]

    return rows


class TestAnEvent:
    def test_is_kept_without_its_note(self, add, hear, copied, ann):
        bo = add(ann)

        hear(ann, bo, status="hot", follow_up_at=AT, follow_up_note="Boat", version=4)

        assert copied(ann) == [("contact", bo.id, ann.team_id, "hot", AT, 4)]

    def test_heard_twice_or_late_changes_nothing(self, add, hear, copied, ann):
        bo = add(ann)
        for version, status in ((1, "hot"), (3, "working"), (2, "follow_up"), (3, "hot")):
            hear(ann, bo, status=status, version=version)

        assert copied(ann) == [("contact", bo.id, ann.team_id, "working", None, 3)]

    def test_that_clears_all_leaves_the_version(self, add, hear, copied, ann):
        bo = add(ann)
        hear(ann, bo, status="hot", follow_up_at=AT, version=1)
        hear(ann, bo, version=2)
        hear(ann, bo, status="hot", version=1)

        assert copied(ann) == [("contact", bo.id, ann.team_id, None, None, 2)]

    def test_of_the_same_id_in_the_other_list_is_another_row(self, add, hear, copied, ann):
        bo = add(ann)
        hear(ann, bo, status="hot")
        hear(ann, bo.model_copy(update={"kind": Kind.TMA}), status="A")

        assert {row[0] for row in copied(ann)} == {"contact", "tma"}


def told(caller: Caller, contact_id: UUID, version: int = 1, status: ContactStatus | None = None) -> SomebodysSettings:
    return SomebodysSettings(
        team_id=caller.team_id,
        person_id=caller.person_id,
        kind=Kind.CONTACT,
        contact_id=contact_id,
        status=status,
        follow_up_at=None,
        version=version,
    )


def feed(*pages: list[SomebodysSettings]):
    """What settings answers, a page for each ask."""

    def ask_feed(call, ask: SettingsAfter) -> SettingsSnapshotPage:
        assert call is Settings.snapshot
        number = int(ask.after or 0)
        following = str(number + 1) if number + 1 < len(pages) else None
        return SettingsSnapshotPage(items=pages[number], next_after=following)

    return ask_feed


class TestRebuilding:
    def test_copies_everybodys_page_by_page(self, contacts, copied, ann, ben, xena):
        ids = sorted(uuid4() for _ in range(3))
        pages = [told(ann, ids[0]), told(ann, ids[1]), told(ben, ids[0])], [told(ben, ids[2]), told(xena, ids[0])]

        contacts(None).rebuild_from_settings(feed(*pages))

        assert [row[1] for row in copied(ann)] == ids[:2]
        assert [row[1] for row in copied(ben)] == [ids[0], ids[2]]
        assert [row[2] for row in copied(xena)] == [xena.team_id]

    def test_keeps_what_was_heard_of_later(self, contacts, add, hear, copied, ann):
        heard, missed = add(ann), add(ann)
        hear(ann, heard, status="hot", version=5)
        hear(ann, missed, status="hot", version=1)
        page = [told(ann, bo.id, 4, ContactStatus.WORKING) for bo in (heard, missed)]

        contacts(None).rebuild_from_settings(feed(page))

        assert {row[1]: row[3:] for row in copied(ann)} == {
            heard.id: ("hot", None, 5),
            missed.id: ("working", None, 4),
        }

    def test_again_changes_nothing(self, contacts, copied, ann):
        page = [told(ann, uuid4(), 2, ContactStatus.HOT)]
        contacts(None).rebuild_from_settings(feed(page))
        before = copied(ann)

        contacts(None).rebuild_from_settings(feed(page))

        assert copied(ann) == before

    def test_of_nothing_is_nothing(self, contacts, copied, ann):
        contacts(None).rebuild_from_settings(feed([]))

        assert copied(ann) == []
