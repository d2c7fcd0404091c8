"""Nothing that is read depends on what Postgres was told of the tables, or when."""

from datetime import UTC, datetime

import pytest
from support.crowd import OWNERS, find

from contracts.contacts import RecentSettings, Sort
from services.contacts.service import ContactsService


@pytest.mark.usefixtures("statistics")
class TestStatistics:
    @pytest.mark.parametrize("sort", Sort)
    def test_a_page_of_an_order_reads_that(self, answering, reading, sort):
        assert reading(answering.find, find(sort=sort)).rows < 150

    @pytest.mark.parametrize(
        "q", ["070-123", "eva.ek1", "forsberg 12 bertil", "bertil 070-1", "zzz", "zq", "a", "070", "son ab", "sson 99"]
    )
    @pytest.mark.parametrize("sort", [Sort.NAME, Sort.LAST_CHANGED])
    def test_a_search_reads_a_glance_and_a_few(self, answering, reading, sort, q):
        searched = reading(answering.find, find(q=q, sort=sort))

        assert searched.whole_tables == set()
        assert searched.rows < 5_000

    def test_a_search_for_many_who_come_late_in_the_order_reads_them_or_those_before(self, answering, reading):
        assert reading(answering.find, find(q="ingrid")).rows < 20_000

    def test_a_tag_reads_a_glance_and_its_contacts(self, answering, reading):
        assert reading(answering.find, find(tag="Tag 7")).rows < 1_000

    @pytest.mark.parametrize("sort", [Sort.NAME, Sort.LAST_CALLED])
    def test_an_owners_contacts_read_a_glance_and_a_few(self, answering, reading, sort):
        assert reading(answering.find, find(owner_id=OWNERS[3], sort=sort)).rows < 5_000

    def test_a_page_of_history_reads_that(self, answering, reading, ids, busy):
        assert reading(answering.history, busy(ids[5])).rows == 1 + 51

    def test_twins_read_some_hundred(self, answering, reading, crowd, ids, alike):
        """A hundred of the company, as many of each beginning of a name, and who has the same phone or e-mail."""
        found = reading(answering.twins, alike(crowd, ids[5]))

        assert (found.whole_tables, found.rows < 1_000) == (set(), True)

    @pytest.fixture(params=OWNERS[:2], ids=["who plans much", "who plans little"])
    def asking(self, request, contacts, crowd) -> ContactsService:
        return contacts(crowd.model_copy(update={"person_id": request.param}))

    @pytest.mark.parametrize("q", ["", "070-123"])
    @pytest.mark.parametrize("sort", [Sort.NAME, Sort.FOLLOW_UP])
    @pytest.mark.parametrize("statuses", [["hot", "follow_up"], ["none"]], ids="+".join)
    def test_what_somebody_plans_is_looked_up_one_by_one(self, asking, reading, ids, *, statuses, sort, q):
        pressed = [
            RecentSettings(contact_id=one, status="hot", follow_up_at=datetime.now(UTC), version=9) for one in ids[:200]
        ]

        for recent in ([], pressed):
            page = reading(asking.find, find(statuses=statuses, sort=sort, q=q, recent=recent))

            assert page.whole_tables == set()
            assert page.rows < 7_500
