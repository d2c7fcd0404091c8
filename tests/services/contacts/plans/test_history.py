"""A page of history is read by its index, however much has happened."""

from contracts.history import HistoryOf
from kit.database import act_for
from services.contacts.storage.history import HistoryBook

A_PAGE = ({"contacts_pkey", "merges_of_survivor", "history_of_contact"}, set(), 1 + 51)
"""Its contact, none that was merged into it, and its entries with one more."""


class TestHistory:
    def test_a_page_reads_only_its_own_rows_however_deep(self, answering, reading, ids, busy):
        ask = busy(ids[0])
        cursor = None
        for _ in range(3):
            deep = ask.model_copy(update={"cursor": cursor})

            page = reading(answering.history, deep)

            assert (page.indexes, page.whole_tables, page.rows) == A_PAGE
            cursor = answering.history(deep.model_copy(update={"limit": 200})).next_cursor

    def test_a_page_of_several_contacts_reads_at_most_a_page_of_each(self, database, reading, crowd, ids, busy):
        asks = [busy(one) for one in ids[1:4]]

        def of_all(ask: HistoryOf) -> None:
            with database.engine("contacts_app").begin() as connection:
                act_for(connection, team_id=crowd.team_id, person_id=crowd.person_id)
                HistoryBook(connection).page(ask, [each.contact_id for each in asks])

        page = reading(of_all, asks[0])

        assert (page.indexes, page.whole_tables, page.rows) == ({"history_of_contact"}, set(), 3 * 51)

    def test_a_page_of_a_team_that_statistics_do_not_know_reads_only_its_own_rows(
        self, contacts, reading, newcomer, ids_of, busy
    ):
        page = reading(contacts(newcomer).history, busy(ids_of(newcomer)[0]))

        assert (page.indexes, page.whole_tables, page.rows) == A_PAGE
