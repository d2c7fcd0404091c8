"""Every list is read by an index, and none reads more of a larger table."""

import pytest
from support.crowd import OWNERS, find

from contracts.contacts import ExportContacts, Sort
from contracts.kinds import Kind
from services.contacts.storage.lists import FAR, FEW, NEAR

ORDERS_OF_THE_TEAM = [sort for sort in Sort if sort != Sort.FOLLOW_UP]


class TestFind:
    @pytest.mark.parametrize(
        ("sort", "index"),
        [
            (Sort.NAME, "contacts_by_name"),
            (Sort.COMPANY, "contacts_by_company"),
            (Sort.OLDEST, "contacts_by_created"),
            (Sort.NEWEST, "contacts_by_created"),
            (Sort.LAST_CHANGED, "contacts_by_updated"),
            (Sort.LAST_CALLED, "contacts_by_called"),
        ],
    )
    def test_a_page_reads_only_its_own_rows_however_deep(self, answering, reading, middle, sort, index):
        first = reading(answering.find, find(sort=sort))

        assert (first.indexes, first.whole_tables, first.rows) == ({index}, set(), 51)

        deep = reading(answering.find, find(sort=sort, cursor=middle(answering.asking, sort)))

        assert (deep.indexes, deep.whole_tables, deep.rows) == ({index}, set(), 51)

    @pytest.mark.parametrize(
        "q",
        [
            "070-123",
            "+46 70 123 4",
            "0046 70 12",
            "70123",
            "anna andersson",
            "sson 99",
            "eva.ek1",
            "forsberg 12 bertil",
            "zzz",
            "zq",
            "q",
            "a-b",
            "@@@",
            "+99",
        ],
    )
    def test_a_search_for_what_few_have_reads_few_rows(self, answering, reading, q):
        searched = reading(answering.find, find(q=q))

        assert searched.whole_tables == set()
        assert searched.rows < 5_000

    @pytest.mark.parametrize("q", ["a", "an", "ann", "070", "+46", "example", "07", "son ab"])
    def test_a_search_for_what_many_have_stops_at_a_full_page(self, answering, reading, q):
        searched = reading(answering.find, find(q=q))

        assert searched.whole_tables == set()
        assert searched.rows < 5_000

    def test_a_search_for_many_who_come_late_in_the_order_looks_for_them_no_further_than_that(self, answering, reading):
        searched = reading(answering.find, find(q="ingrid"))

        assert searched.whole_tables == set()
        assert searched.rows < 20_000

    def test_the_trigrams_of_a_phone_fragment_find_it(self, answering, reading):
        assert "contacts_searched" in reading(answering.find, find(q="070-123")).indexes

    @pytest.mark.parametrize("q", ["eva.ek12", "zzz", "zq", "@@@"])
    def test_what_few_have_is_found_without_reading_of_the_index_what_all_of_the_team_have(
        self, answering, reading, sorted_in, q
    ):
        """The entries of the team and of its kind alone would be some 50 pages of it."""
        searched = reading(answering.find, find(q=q))

        assert searched.pages_by_index["contacts_searched"] < 30

    def test_a_tag_is_found_by_its_index(self, answering, reading):
        tagged = reading(answering.find, find(tag="Tag 7"))

        assert (tagged.indexes, tagged.whole_tables) == (
            {"contacts_by_name", "contacts_searched", "contacts_pkey"},
            set(),
        )
        assert tagged.rows < 1_000

    @pytest.mark.parametrize("sort", ORDERS_OF_THE_TEAM)
    def test_an_owners_contacts_in_any_order_read_a_few_pages_of_rows(self, answering, reading, sort):
        owned = reading(answering.find, find(owner_id=OWNERS[3], sort=sort))

        assert owned.whole_tables == set()
        assert owned.rows < 5_000

    def test_archived_ones_have_an_index_of_their_own(self, answering, reading):
        archived = reading(answering.find, find(archived=True))

        assert (archived.indexes, archived.whole_tables) == ({"contacts_archived"}, set())


class TestExport:
    def test_a_page_reads_only_its_own_rows_however_deep(self, answering, reading, middle):
        for place in (None, middle(answering.asking, Sort.OLDEST)):
            page = reading(answering.export, ExportContacts(kind=Kind.CONTACT, cursor=place))

            assert (page.indexes, page.whole_tables, page.rows) == ({"contacts_by_created"}, set(), 201)

    def test_archived_ones_are_read_in_the_same_order(self, answering, reading):
        page = reading(answering.export, ExportContacts(kind=Kind.CONTACT, archived=True))

        assert (page.indexes, page.whole_tables) == ({"contacts_archived_by_created"}, set())

    @pytest.mark.parametrize("narrowed", [{"q": "070-123"}, {"q": "a"}, {"tag": "Tag 7"}, {"owner_id": OWNERS[3]}])
    def test_a_narrowed_page_reads_few_rows(self, answering, reading, narrowed):
        page = reading(answering.export, ExportContacts(kind=Kind.CONTACT, **narrowed))

        assert page.whole_tables == set()
        assert page.rows < NEAR + FEW + FAR


class TestATeamThatStatisticsDoNotKnow:
    @pytest.mark.parametrize("sort", ORDERS_OF_THE_TEAM)
    def test_a_page_reads_only_its_own_rows(self, contacts, reading, newcomer, sort):
        page = reading(contacts(newcomer).find, find(sort=sort))

        assert (page.whole_tables, page.rows) == (set(), 51)

    @pytest.mark.parametrize("q", ["070-123", "anna andersson", "zq", "a"])
    def test_a_search_reads_no_other_teams_rows(self, contacts, reading, newcomer, q):
        """At worst all of its own, for each of the three ways to write a number."""
        searched = reading(contacts(newcomer).find, find(q=q))

        assert searched.whole_tables == set()
        assert searched.rows <= 500 + 3 * 5_000
