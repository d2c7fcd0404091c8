"""A list of what somebody plans is read by an index as well."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from support.crowd import OWNERS, find

from contracts.contacts import RecentSettings, Sort
from kit import cursor
from services.contacts.service import ContactsService

ORDERS_OF_THE_TEAM = [sort for sort in Sort if sort != Sort.FOLLOW_UP]
PEOPLE_WHO_PLAN = {"who plans much": OWNERS[0], "who plans little": OWNERS[1], "who never plans": uuid4()}
NEXT_PAGE = cursor.encode(["my_follow_up", (datetime.now(UTC) + timedelta(days=9)).isoformat(), str(uuid4())])


class TestWhatSomebodyPlans:
    """Of 20 people with about 27,000 contacts each; one of them has set five statuses, and one is new."""

    @pytest.fixture(params=PEOPLE_WHO_PLAN)
    def asking(self, request, contacts, crowd) -> ContactsService:
        return contacts(crowd.model_copy(update={"person_id": PEOPLE_WHO_PLAN[request.param]}))

    @pytest.mark.parametrize("q", ["", "070-123", "anna"])
    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("statuses", [["hot", "follow_up"], ["none"], ["hot", "none"]], ids="+".join)
    def test_is_filtered_and_sorted_by_indexes(self, asking, reading, statuses, sort, q):
        page = reading(asking.find, find(statuses=statuses, sort=sort, q=q))

        assert page.whole_tables == set()
        assert page.rows < 20_000

    @pytest.mark.parametrize("sort", ORDERS_OF_THE_TEAM)
    @pytest.mark.parametrize("statuses", [["hot"], ["none"]], ids="+".join)
    def test_of_a_list_that_is_not_searched_a_page_reads_a_few_pages_of_rows(self, asking, reading, statuses, sort):
        assert reading(asking.find, find(statuses=statuses, sort=sort)).rows < 5_000

    @pytest.mark.parametrize("sort", ORDERS_OF_THE_TEAM)
    @pytest.mark.parametrize("statuses", [["hot"], ["none"]], ids="+".join)
    def test_far_down_a_list_a_page_reads_no_more(self, asking, reading, middle, statuses, sort):
        deep = find(statuses=statuses, sort=sort, cursor=middle(asking.asking, sort))

        assert reading(asking.find, deep).rows < 5_000

    @pytest.mark.parametrize("at", [None, NEXT_PAGE], ids=["first page", "further down"])
    def test_sorts_by_its_dates_reading_only_their_rows(self, answering, reading, at):
        dated = reading(answering.find, find(sort=Sort.FOLLOW_UP, cursor=at))

        assert dated.indexes == {"personal_settings_by_follow_up", "contacts_pkey"}
        assert dated.rows <= 2 * 60

    def test_without_a_date_is_sorted_by_name_reading_a_few_pages_of_rows(self, asking, reading):
        at = cursor.encode(["my_follow_up none", "d", str(uuid4())])

        assert reading(asking.find, find(sort=Sort.FOLLOW_UP, cursor=at)).rows < 500

    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("statuses", [["hot"], ["none"]], ids="+".join)
    def test_that_was_not_heard_of_yet_reads_no_more_than_that(self, asking, reading, ids, statuses, sort):
        pressed = [
            RecentSettings(contact_id=one, status="hot", follow_up_at=datetime.now(UTC), version=9) for one in ids[:500]
        ]

        page = reading(asking.find, find(statuses=statuses, sort=sort, recent=pressed))

        assert page.whole_tables == set()
        assert page.rows < 20_000
