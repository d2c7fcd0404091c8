from datetime import timedelta

import pytest
from sqlalchemy import column, func, select, table, update

from contracts.accounts import InvitePerson, StartReset
from services.accounts.domain.throttles import ACCOUNT_PACE
from services.accounts.tables import invites, resets, sessions

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
THROTTLES = table("throttles", column("key"), column("full_at"), schema="accounts")


@pytest.fixture
def rows_of_each_table(accounts, book, ben, ann):
    """And nothing that other tests have made old."""
    accounts().forget()
    accounts(ben).invite_person(InvitePerson(email="cia@example.com"))
    accounts(ben).start_reset(StartReset(person_id=ann.id))
    with book() as trying:
        trying.doors.take_attempt("account:ann", ACCOUNT_PACE)


@pytest.fixture
def rows_of(database):
    def count(kept) -> int:
        with database.engine("postgres").begin() as connection:
            return connection.execute(select(func.count()).select_from(kept)).scalar_one()

    return count


@pytest.mark.usefixtures("rows_of_each_table")
class TestForget:
    @pytest.mark.parametrize(
        ("time", "kept_for"),
        [
            (sessions.c.last_seen_at, 14 * DAY),
            (sessions.c.created_at, 60 * DAY),
            (invites.c.expires_at, 30 * DAY),
            (resets.c.expires_at, 30 * DAY),
            (THROTTLES.c.full_at, 0 * DAY),
        ],
        ids=str,
    )
    def test_forgets_what_can_never_matter_again_and_nothing_else(self, accounts, by_hand, rows_of, time, kept_for):
        by_hand(update(time.table).values({time: func.now() - kept_for + HOUR}))
        before = rows_of(time.table)

        accounts().forget()
        assert rows_of(time.table) == before > 0

        by_hand(update(time.table).values({time: func.now() - kept_for - HOUR}))
        accounts().forget()
        assert rows_of(time.table) == 0

    def test_has_more_to_do_only_after_a_whole_batch(self, accounts):
        assert accounts().forget() is False
