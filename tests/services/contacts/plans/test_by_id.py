"""Contacts, calls and tags are read by their indexes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text
from support.crowd import OWNERS

from contracts.contacts import CallLogsOf, ManyContacts, OneContact, OneList, RecentCalls, RecentSettings
from contracts.kinds import Kind
from kit import cursor
from kit.planning import AS_WRITTEN, plan
from services.contacts.service import ContactsService
from services.contacts.storage.contacts import MOST_TAGS_LISTED

TAGS_OF_A_HOARDER = text("""
    insert into contacts.tags (team_id, kind, key, name, contacts)
    select :team, 'contact', 'tag ' || n, 'Tag ' || n, 1 + n % 7 from generate_series(1, 5000) n
""")


def unheard_by(answering: ContactsService) -> Callable[[list[RecentSettings]], object]:
    def look_up(recent: list[RecentSettings]) -> object:
        with answering.store.transaction() as book:
            plan(book.connection, AS_WRITTEN)
            return book.personal_settings.unheard(Kind.CONTACT, recent)

    return look_up


class TestById:
    def test_one_is_one_row(self, answering, reading, ids):
        found = reading(answering.get, OneContact(kind=Kind.CONTACT, id=ids[0]))

        assert (found.indexes, found.rows) == ({"contacts_pkey"}, 1)

    def test_500_are_500_rows(self, answering, reading, ids):
        found = reading(answering.get_many, ManyContacts(ids=ids[:500]))

        assert (found.indexes, found.whole_tables, found.rows) == ({"contacts_pkey"}, set(), 500)


class TestTags:
    def test_they_are_read_the_most_used_first_and_no_contact_is(self, answering, reading):
        listed = reading(answering.tags, OneList(kind=Kind.CONTACT))

        assert (listed.indexes, listed.whole_tables) == ({"tags_by_use"}, set())
        assert listed.rows <= 40

    def test_of_very_many_only_those_are_read_that_are_shown(self, database, contacts, reading, crowd):
        hoarder = contacts(crowd.model_copy(update={"team_id": uuid4()}))
        with database.engine("postgres").begin() as connection:
            connection.execute(TAGS_OF_A_HOARDER, {"team": hoarder.asking.team_id})

        listed = reading(hoarder.tags, OneList(kind=Kind.CONTACT))

        assert (listed.indexes, listed.whole_tables, listed.rows) == ({"tags_by_use"}, set(), MOST_TAGS_LISTED)


class TestCallLogs:
    def test_the_newest_of_500_contacts_are_read_and_no_others(self, answering, reading, ids):
        ask = CallLogsOf(kind=Kind.CONTACT, contact_ids=ids[:500], per_contact=1)

        newest = reading(answering.call_logs_of, ask)

        assert (newest.indexes, newest.whole_tables) == ({"contacts_pkey", "call_logs_of_contact"}, set())
        assert newest.rows == 1_000

    def test_a_page_of_the_teams_calls_reads_only_its_own_rows_however_deep(self, answering, reading):
        now = datetime.now(UTC)
        deep = cursor.encode([(now - timedelta(days=150)).isoformat(), str(uuid4())])

        for at in (None, deep):
            recent = reading(answering.recent_calls, RecentCalls(since=now - timedelta(days=300), cursor=at))

            assert (recent.indexes, recent.whole_tables, recent.rows) == ({"call_logs_of_team"}, set(), 51)

    def test_a_page_of_one_persons_calls_reads_only_its_own_rows(self, answering, reading):
        since = datetime.now(UTC) - timedelta(days=300)

        recent = reading(answering.recent_calls, RecentCalls(since=since, person_id=OWNERS[5]))

        assert (recent.indexes, recent.whole_tables, recent.rows) == ({"call_logs_of_person"}, set(), 51)


class TestPersonalSettings:
    def test_of_500_that_were_just_set_are_looked_up_by_key(self, answering, reading, ids):
        pressed = [RecentSettings(contact_id=one, status="hot", follow_up_at=None, version=9) for one in ids[:500]]

        found = reading(unheard_by(answering), pressed)

        assert (found.indexes, found.whole_tables) == ({"personal_settings_pkey"}, set())
        assert found.rows <= 500


class TestATeamThatStatisticsDoNotKnow:
    def test_500_contacts_are_500_rows(self, contacts, reading, newcomer, ids_of):
        found = reading(contacts(newcomer).get_many, ManyContacts(ids=ids_of(newcomer)[:500]))

        assert (found.indexes, found.rows) == ({"contacts_pkey"}, 500)

    def test_the_newest_of_500_contacts_are_read_and_no_others(self, contacts, reading, newcomer, ids_of):
        ask = CallLogsOf(kind=Kind.CONTACT, contact_ids=ids_of(newcomer)[:500], per_contact=1)

        newest = reading(contacts(newcomer).call_logs_of, ask)

        assert (newest.indexes, newest.rows) == ({"contacts_pkey", "call_logs_of_contact"}, 1_000)
