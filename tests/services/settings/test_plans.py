"""Each question has its index, with row level security and 30,000 settings a person: they are asked with every list."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text
from support.reading import said_by

from contracts.kinds import Kind
from contracts.settings import SettingsAfter
from contracts.wire import Caller, Role
from kit import cursor
from kit.database import act_for
from services.settings.domain import Redirect, Span
from services.settings.merges import planners, redirect_from, set_aside
from services.settings.snapshot import snapshot_page
from services.settings.storage import PersonalBook

NOW = datetime.now(UTC)
SETTINGS = 30_000

# Every third has a date, half of these long past and announced; every tenth contact is archived.
SOME_PLANS = text("""
    with planned as (
        insert into settings.user_contact_settings
        select :person, gen_random_uuid(), :team, case when mod(n, 7) = 0 then 'hot' end,
            case when mod(n, 3) = 0 then :now + (n - 15000) * interval '1 hour' end, '', 1, now() - interval '1 day',
            case when mod(n, 3) = 0 and n < 15000 then :now + (n - 15000) * interval '1 hour' end
        from generate_series(1, :count) n
        returning contact_id)
    insert into settings.archived_contacts
    select :team, contact_id, true, 2 from (select contact_id, row_number() over () from planned) numbered
    where mod(row_number, 10) = 0
""")
# Every twentieth contact was merged into another one that is planned with as well.
SOME_MERGES = text("""
    insert into settings.redirects (team_id, merged_id, survivor_id, kind, merge_id, merged_at)
    select :team, merged_id, survivor_id, 'contact', gen_random_uuid(), now()
    from (select contact_id as merged_id, lead(contact_id) over () as survivor_id, row_number() over ()
        from settings.user_contact_settings where team_id = :team) numbered
    where mod(row_number, 20) = 1
""")
GATHER = "analyze settings.user_contact_settings, settings.archived_contacts, settings.redirects"
STATISTICS = {
    "gathered": [GATHER],
    "of few rows": ["set local default_statistics_target = 1", GATHER],
    "never gathered": [
        """delete from pg_statistic
            where starelid in (select oid from pg_class where relnamespace = 'settings'::regnamespace)""",
        "update pg_class set relpages = 0, reltuples = -1 where relnamespace = 'settings'::regnamespace",
    ],
}
MOST_PAGES = 3_000
"""Of 8 KB, in memory or on disk, and most of them the same few. To look at all of a person's would take more."""
OF_ONE_CONTACT = 100
"""Pages. Of a table or an index read from end to end it would be more."""


@pytest.fixture(scope="module")
def ann() -> Caller:
    return Caller(
        person_id=uuid4(),
        team_id=uuid4(),
        session_id=uuid4(),
        role=Role.MEMBER,
        time_zone="Europe/Stockholm",
        country="SE",
    )


@pytest.fixture(scope="module", params=["gathered", "of few rows", "never gathered"])
def connection(request, database, ann):
    """Ann's; four of her team are like her. What she asks is read in one way, whatever statistics there are."""
    with database.engine("postgres").connect() as connection:
        for person_id in (ann.person_id, uuid4(), uuid4(), uuid4(), uuid4()):
            plans = {"person": person_id, "team": ann.team_id, "now": NOW, "count": SETTINGS}
            connection.execute(SOME_PLANS, plans)
        connection.execute(SOME_MERGES, {"team": ann.team_id})
        for statement in STATISTICS[request.param]:
            connection.execute(text(statement))
        connection.execute(text("set local role settings_app"))
        act_for(connection, team_id=ann.team_id, person_id=ann.person_id)
        yield connection
        connection.rollback()


@pytest.fixture
def book(connection, ann):
    return PersonalBook(connection, ann)


def plan(connection: Connection, asked: Callable[[], object], most_pages: int = MOST_PAGES) -> str:
    """How Postgres answered the last statement of what was asked."""
    statement, parameters = said_by(asked, to=connection)[-1]
    [[told]] = connection.exec_driver_sql(f"explain (analyze, buffers, format json) {statement}", parameters).all()
    [answered] = told
    pages = answered["Plan"]["Shared Hit Blocks"] + answered["Plan"]["Shared Read Blocks"]
    way = json.dumps(answered)
    assert pages < most_pages, way
    return way


def ids_of(connection: Connection, ann) -> list[UUID]:
    own = text("select contact_id from settings.user_contact_settings where person_id = :me limit 500")
    return list(connection.scalars(own, {"me": ann.person_id}))


def a_redirect(connection: Connection, ann) -> Redirect:
    """Of a contact that is hot to her."""
    one = text("""
        select redirects.* from settings.redirects join settings.user_contact_settings on contact_id = merged_id
        where person_id = :me and status = 'hot' limit 1
    """)
    return redirect_from(connection.execute(one, {"me": ann.person_id}).one())


def test_settings_of_500_contacts_are_read_by_their_key(connection, book, ann):
    ids = ids_of(connection, ann)

    assert "user_contact_settings_pkey" in plan(connection, lambda: book.settings_of_many(Kind.CONTACT, ids))


def test_what_is_changed_is_read_by_keys_and_so_is_where_its_contact_went(connection, book, ann):
    contact_id = ids_of(connection, ann)[0]

    found = plan(connection, lambda: book.settings_of(Kind.CONTACT, contact_id), OF_ONE_CONTACT)

    assert "redirects_pkey" in found


def test_what_was_set_aside_is_read_by_survivor_and_key(connection, book, ann):
    survivor_id = a_redirect(connection, ann).survivor_id

    found = plan(connection, lambda: set_aside(book, Kind.CONTACT, survivor_id), OF_ONE_CONTACT)

    assert "redirects_by_survivor" in found
    assert "user_contact_settings_pkey" in found


def test_who_plans_with_a_contact_is_found_without_looking_at_what_else_they_plan(connection, ann):
    redirect = a_redirect(connection, ann)

    # The first time, a function is read from the catalog as well.
    assert len(planners(connection, redirect)) == 1
    plan(connection, lambda: planners(connection, redirect), OF_ONE_CONTACT)


def test_a_page_of_everybodys_reads_no_further_than_it_goes(connection, ann):
    """150,000 are there; 500 of them lie on some 500 pages."""
    after = cursor.encode([Kind.CONTACT, str(ann.person_id), str(UUID(int=1 << 127))])

    plan(connection, lambda: snapshot_page(connection, SettingsAfter(after=after, limit=500)), most_pages=1_000)


def test_what_was_just_changed_is_read_by_when(connection, book):
    assert "user_contact_settings_by_change" in plan(connection, lambda: book.just_changed(Kind.CONTACT))


@pytest.mark.parametrize(
    "span",
    [Span(None, NOW), Span(NOW, NOW + timedelta(days=1)), Span(NOW + timedelta(days=1), None)],
    ids=["overdue", "today", "upcoming"],
)
@pytest.mark.parametrize("limit", [50, 200])
def test_follow_ups_are_read_by_their_time_and_what_is_archived_by_its_key(connection, book, span, limit):
    found = plan(connection, lambda: book.follow_ups(span, after=None, limit=limit))

    assert "user_contact_settings_by_follow_up" in found
    assert "archived_contacts_pkey" in found


def test_a_page_in_the_middle_is_read_no_slower(connection, book):
    _, after = book.follow_ups(Span(NOW + timedelta(days=200), None), after=None, limit=50)

    found = plan(connection, lambda: book.follow_ups(Span(NOW, None), after=after, limit=50))

    assert "user_contact_settings_by_follow_up" in found


def test_what_is_due_is_found_without_looking_at_what_is_not(connection, ann):
    """Here nothing is, but 500 of archived contacts wait."""
    waiting = text("""
        update settings.user_contact_settings set announced_for = null where contact_id in (
            select contact_id from settings.user_contact_settings join settings.archived_contacts using (contact_id)
            where person_id = :me and follow_up_at < now() limit 1000)
    """)
    connection.execute(text("set local role settings_app"))
    taken = "select * from settings.take_due_user_contact_settings(100)"
    # What other tests have left over.
    while connection.execute(text(taken)).all():
        pass
    connection.execute(text("reset role"))
    connection.execute(waiting, {"me": ann.person_id})
    connection.execute(text("set local role settings_app"))

    [[told]] = connection.execute(text(f"explain (analyze, buffers, format json) {taken}")).all()

    plan = told[0]["Plan"]
    assert plan["Actual Rows"] == 0
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < MOST_PAGES
