"""Twins, pairs and old ids are found by their indexes, in a team of many and in one that statistics do not know."""

from support.crowd import IMPORT

from contracts.contacts import CallLogsOf, ManyContacts, OneContact
from contracts.kinds import Kind
from contracts.merges import FindSuspicions, MergesOf

TWINS = {"contacts_by_reach", "contacts_by_company", "contacts_pkey"}


class TestTwins:
    def test_read_some_hundred_of_a_large_team(self, answering, reading, crowd, ids, alike):
        found = reading(answering.twins, alike(crowd, ids[0]))

        assert (found.indexes, found.whole_tables) == (TWINS, set())
        assert found.rows < 500

    def test_read_as_few_of_a_team_that_statistics_do_not_know(self, contacts, reading, newcomer, ids_of, alike):
        found = reading(contacts(newcomer).twins, alike(newcomer, ids_of(newcomer)[0]))

        assert (found.indexes, found.whole_tables) == (TWINS, set())
        assert found.rows < 500


class TestSuspicions:
    def test_a_page_reads_its_own_pairs_and_their_contacts(self, answering, reading):
        page = answering.suspicions(FindSuspicions(kind=Kind.CONTACT, limit=20))

        for cursor in (None, page.next_cursor):
            found = reading(answering.suspicions, FindSuspicions(kind=Kind.CONTACT, limit=20, cursor=cursor))
            assert (found.indexes, found.whole_tables) == ({"suspicions_listed", "contacts_pkey"}, set())
            assert found.rows <= 21 + 40

    def test_a_page_of_an_import_reads_its_own(self, answering, reading):
        found = reading(answering.suspicions, FindSuspicions(kind=Kind.CONTACT, import_id=IMPORT, limit=20))

        assert (found.indexes, found.whole_tables) == ({"suspicions_of_import", "contacts_pkey"}, set())
        assert found.rows <= 21 + 40


class TestOldIds:
    def test_500_read_a_merge_each_and_their_survivors(self, answering, reading, merged_away):
        found = reading(answering.get_many, ManyContacts(kind=Kind.CONTACT, ids=merged_away[:500]))

        assert (found.indexes, found.whole_tables) == ({"merges_of_merged", "contacts_pkey"}, set())
        assert found.rows <= 4 * 500

    def test_one_reads_its_merge(self, answering, reading, merged_away):
        found = reading(answering.get, OneContact(kind=Kind.CONTACT, id=merged_away[0]))

        assert (found.indexes, found.whole_tables) == ({"merges_of_merged", "contacts_pkey"}, set())
        assert found.rows <= 3

    def test_500_read_their_survivors_newest_calls(self, answering, reading, merged_away):
        ask = CallLogsOf(kind=Kind.CONTACT, contact_ids=merged_away[:500], per_contact=1)

        found = reading(answering.call_logs_of, ask)

        assert found.indexes == {"merges_of_merged", "contacts_pkey", "call_logs_of_contact"}
        assert found.whole_tables == set()
        assert found.rows <= 5 * 500

    def test_the_merges_of_one_are_its_own(self, answering, reading, merged_away):
        found = reading(answering.merges_of, MergesOf(kind=Kind.CONTACT, contact_id=merged_away[0]))

        assert found.indexes == {"merges_of_merged", "merges_of_survivor", "contacts_pkey"}
        assert (found.whole_tables, found.rows <= 5) == (set(), True)
