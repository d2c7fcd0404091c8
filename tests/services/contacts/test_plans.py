"""Every list is read by an index: on 100,000 contacts, 200,000 calls and 600,000 plans, as Postgres tells it."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select, text

from contracts.contacts import (
    CallLogsOf,
    ContactFields,
    FindContacts,
    ManyContacts,
    OneContact,
    OneList,
    RecentCalls,
    RecentSettings,
    Sort,
)
from contracts.kinds import Kind
from contracts.wire import Caller, Role
from kit import cursor
from kit.database import act_for
from services.contacts.domain.contacts import clean
from services.contacts.domain.search import ORDERS
from services.contacts.service import ContactsService
from services.contacts.storage.contacts import columns
from services.contacts.tables import contacts as contacts_table
from services.contacts.tables import team_contacts

PEOPLE = 2_500
COPIES = 40
OWNERS = [uuid4() for _ in range(20)]
FIRST_NAMES = ("Anna", "Bertil", "Cecilia", "David", "Eva", "Fredrik", "Gunilla", "Hans", "Ingrid", "Johan")
LAST_NAMES = ("Andersson", "Berg", "Carlsson", "Dahl", "Ek", "Forsberg", "Gustafsson", "Holm", "Isaksson", "Jonsson")

# Three of four contacts are of the one team, one of ten is a candidate.
COPY = """
insert into contacts.contacts (team_id, id, kind, name, company, title, phones, emails, tags, owner_id, notes,
    created_by, created_at, updated_at, last_called_at, name_key, company_key, search_text, pieces, tag_keys)
select case when copy % 4 > 0 then team_id else :other_team end, gen_random_uuid(),
    case when copy % 10 = 5 then 'tma' else 'contact' end,
    name, company, title, phones, emails, tags, owner_id, notes, created_by,
    now() - random() * interval '1 year', now() - random() * interval '1 year',
    case when random() < 0.5 then now() - random() * interval '1 year' end,
    name_key, company_key, search_text, pieces, tag_keys
from contacts.contacts, generate_series(1, :copies) copy
where team_id = :team;
"""
CALL = """
insert into contacts.call_logs (team_id, id, contact_id, kind, person_id, outcome, called_at, note)
select team_id, gen_random_uuid(), id, kind, (cast(:people as uuid[]))[1 + floor(random() * 20)], 'busy',
    now() - random() * interval '1 year', ''
from contacts.contacts, generate_series(1, 2) where team_id in (:team, :other_team);
"""
MOVE = """
insert into contacts.contacts (team_id, id, kind, name, company, title, phones, emails, tags, owner_id, notes,
    created_by, name_key, company_key, search_text, pieces, tag_keys)
select :new_team, gen_random_uuid(), kind, name, company, title, phones, emails, tags, owner_id, notes,
    created_by, name_key, company_key, search_text, pieces, tag_keys
from contacts.contacts where team_id = :team and kind = 'contact' limit 5000
"""
# What 20 people plan with four of ten contacts, as unevenly as people are.
PLAN = """
insert into contacts.personal_settings (person_id, kind, contact_id, team_id, status, follow_up_at, version)
select person, kind, id, team_id,
    (array['hot', 'working', 'working', 'working', 'follow_up', 'follow_up', null])[1 + floor(random() * 7)],
    case when random() < 0.5 then now() + (random() - 0.3) * interval '60 days' end, 1
from contacts.contacts, unnest(cast(:people as uuid[])) person
where team_id = :team and random() < 0.4;
"""
SELDOM = """
update contacts.personal_settings set status = 'working', follow_up_at = null
where person_id = :person and hashtext(contact_id::text) % 5000 <> 0
"""
ORDERS_OF_THE_TEAM = [sort for sort in Sort if sort != Sort.FOLLOW_UP]
TABLES = ("contacts.contacts", "contacts.call_logs", "contacts.personal_settings")


def person(chance: random.Random) -> ContactFields:
    name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
    return ContactFields(
        name=name,
        company=f"{chance.choice(LAST_NAMES)} {chance.randrange(1_000)} AB",
        phones=[f"07{chance.randrange(10**8):08}"],
        emails=[f"{name.lower().replace(' ', '.')}{chance.randrange(10_000)}@example.se"],
        tags=[f"Tag {chance.randrange(40)}"] if chance.random() < 0.05 else [],
        owner_id=chance.choice(OWNERS),
    )


@pytest.fixture(scope="module")
def crowd(database) -> Caller:
    """Somebody of the larger of two teams."""
    chance = random.Random(7)
    somebody = Caller(
        person_id=OWNERS[0],
        team_id=uuid4(),
        session_id=uuid4(),
        role=Role.MEMBER,
        time_zone="Europe/Stockholm",
        country="SE",
    )
    who = {"team_id": somebody.team_id, "created_by": somebody.person_id, "kind": Kind.CONTACT}
    people = [{"id": uuid4(), **who, **columns(clean(person(chance), "SE"))} for _ in range(PEOPLE)]
    teams = {"team": somebody.team_id, "other_team": uuid4()}
    with database.engine("postgres").begin() as connection:
        # Built once for all, an index of words is built ten times as quickly.
        connection.execute(text("set local maintenance_work_mem = '512MB'"))
        index = connection.execute(text("select pg_get_indexdef('contacts.contacts_searched'::regclass)")).scalar()
        connection.execute(text("drop index contacts.contacts_searched"))
        connection.execute(contacts_table.insert(), people)
        connection.execute(text(COPY), {**teams, "copies": COPIES - 1})
        connection.execute(text(CALL), {**teams, "people": OWNERS})
        connection.execute(text(PLAN), {**teams, "people": OWNERS})
        connection.execute(text(SELDOM), {"person": OWNERS[1]})
        connection.execute(text(index))
        connection.execute(text(f"analyze {', '.join(TABLES)}"))
    return somebody


@pytest.fixture(scope="module")
def newcomer(database, crowd) -> Iterator[Caller]:
    """Somebody of a team that came after the statistics were made: 5,000 contacts, 10,000 calls."""
    somebody = crowd.model_copy(update={"team_id": uuid4()})
    teams = {"team": crowd.team_id, "new_team": somebody.team_id}
    with database.engine("postgres").begin() as connection:
        for table in TABLES:
            connection.execute(text(f"alter table {table} set (autovacuum_enabled = false)"))
        connection.execute(text(MOVE), teams)
        connection.execute(text(CALL), {"team": somebody.team_id, "other_team": None, "people": OWNERS})
    yield somebody
    with database.engine("postgres").begin() as connection:
        for table in TABLES:
            connection.execute(text(f"alter table {table} reset (autovacuum_enabled)"))


@pytest.fixture
def answering(contacts, crowd) -> ContactsService:
    return contacts(crowd)


@pytest.fixture
def ids_of(database) -> Callable[[Caller], list[UUID]]:
    def contact_ids(caller: Caller) -> list[UUID]:
        every = select(contacts_table.c.id).where(
            contacts_table.c.team_id == caller.team_id, contacts_table.c.kind == Kind.CONTACT
        )
        with database.engine("postgres").begin() as connection:
            return list(connection.execute(every.order_by(contacts_table.c.id)).scalars())

    return contact_ids


@pytest.fixture
def ids(ids_of, crowd) -> list[UUID]:
    return ids_of(crowd)


class Reading:
    """What one statement read: how many rows, by which indexes, and tables from end to end."""

    def __init__(self, plan: dict[str, Any]) -> None:
        nodes = list(walk(plan))
        self.indexes = {node["Index Name"] for node in nodes if "Index Name" in node}
        self.whole_tables = {node["Relation Name"] for node in nodes if node["Node Type"].endswith("Seq Scan")}
        self.rows = sum(rows_of(node) for node in nodes if "Relation Name" in node)


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from walk(child)


def rows_of(node: dict[str, Any]) -> int:
    found = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return int(node["Actual Loops"] * sum(node.get(name, 0) for name in found))


@pytest.fixture
def reading(database) -> Callable[..., Reading]:
    """`reading(answering.find, ask)`: how Postgres reads for the call's last statement, after all before it."""
    engine = database.engine("contacts_app")
    said: list[tuple[str, Any]] = []

    def listen(_connection, _cursor, statement, parameters, _context, _executemany) -> None:
        said.append((statement, parameters))

    def read(call: Callable[[Any], Any], ask: Any) -> Reading:
        said.clear()
        event.listen(engine, "before_cursor_execute", listen)
        try:
            call(ask)
        finally:
            event.remove(engine, "before_cursor_execute", listen)
        *settings, (statement, parameters) = said
        with engine.begin() as connection:
            for setting, values in settings:
                connection.exec_driver_sql(setting, values)
            explain = f"explain (analyze, format json) {statement}"
            [[told]] = connection.exec_driver_sql(explain, parameters).all()
        return Reading(told[0]["Plan"])

    return read


def middle(database, caller: Caller, sort: Sort) -> str:
    """A cursor 20,000 contacts into the list."""
    [order] = ORDERS[sort]
    direction = "desc" if order.descending else "asc"
    names = [*order.columns, "id"]
    statement = (
        select(*(team_contacts.c[name] for name in names))
        .where(team_contacts.c.kind == Kind.CONTACT, team_contacts.c.archived_at.is_(None))
        .order_by(*(getattr(team_contacts.c[name], direction)() for name in names))
        .offset(20_000)
        .limit(1)
    )
    with database.engine("contacts_app").begin() as connection:
        act_for(connection, team_id=caller.team_id, person_id=caller.person_id)
        row = connection.execute(statement).one()
    return cursor.encode([sort, *(key.isoformat() if isinstance(key, datetime) else str(key) for key in row)])


def find(**ask) -> FindContacts:
    return FindContacts(**{"kind": Kind.CONTACT, **ask})


class TestFind:
    @pytest.mark.parametrize(
        ("sort", "index"),
        [
            (Sort.NAME, "contacts_by_name"),
            (Sort.COMPANY, "contacts_by_company"),
            (Sort.NEWEST, "contacts_by_created"),
            (Sort.LAST_CHANGED, "contacts_by_updated"),
            (Sort.LAST_CALLED, "contacts_by_called"),
        ],
    )
    def test_a_page_reads_only_its_own_rows_however_deep(self, answering, reading, database, sort, index):
        first = reading(answering.find, find(sort=sort))

        assert (first.indexes, first.whole_tables, first.rows) == ({index}, set(), 51)

        deep = reading(answering.find, find(sort=sort, cursor=middle(database, answering.asking, sort)))

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
        assert searched.rows < 2_500

    @pytest.mark.parametrize("q", ["a", "an", "ann", "070", "+46", "example", "07", "son ab"])
    def test_a_search_for_what_many_have_stops_at_a_full_page(self, answering, reading, q):
        searched = reading(answering.find, find(q=q))

        assert searched.whole_tables == set()
        assert searched.rows < 2_500

    def test_the_trigrams_of_a_phone_fragment_find_it(self, answering, reading):
        assert "contacts_searched" in reading(answering.find, find(q="070-123")).indexes

    def test_a_tag_is_found_by_its_index(self, answering, reading):
        tagged = reading(answering.find, find(tag="Tag 7"))

        assert (tagged.indexes, tagged.whole_tables) == ({"contacts_searched"}, set())
        assert tagged.rows < 500

    @pytest.mark.parametrize("sort", ORDERS_OF_THE_TEAM)
    def test_an_owners_contacts_in_any_order_read_a_few_pages_of_rows(self, answering, reading, sort):
        owned = reading(answering.find, find(owner_id=OWNERS[3], sort=sort))

        assert owned.whole_tables == set()
        assert owned.rows < 5_000

    def test_archived_ones_have_an_index_of_their_own(self, answering, reading):
        archived = reading(answering.find, find(archived=True))

        assert (archived.indexes, archived.whole_tables) == ({"contacts_archived"}, set())


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
    def test_far_down_a_list_a_page_reads_no_more(self, asking, reading, database, statuses, sort):
        deep = find(statuses=statuses, sort=sort, cursor=middle(database, asking.asking, sort))

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


class TestById:
    def test_one_is_one_row(self, answering, reading, ids):
        found = reading(answering.get, OneContact(kind=Kind.CONTACT, id=ids[0]))

        assert (found.indexes, found.rows) == ({"contacts_pkey"}, 1)

    def test_500_are_500_rows(self, answering, reading, ids):
        found = reading(answering.get_many, ManyContacts(ids=ids[:500]))

        assert (found.indexes, found.whole_tables, found.rows) == ({"contacts_pkey"}, set(), 500)


class TestTags:
    def test_only_tagged_contacts_are_read(self, answering, reading, ids):
        listed = reading(answering.tags, OneList(kind=Kind.CONTACT))

        assert listed.whole_tables == set()
        assert listed.rows < len(ids) * 0.1


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


class TestATeamThatStatisticsDoNotKnow:
    def test_500_contacts_are_500_rows(self, contacts, reading, newcomer, ids_of):
        found = reading(contacts(newcomer).get_many, ManyContacts(ids=ids_of(newcomer)[:500]))

        assert (found.indexes, found.rows) == ({"contacts_pkey"}, 500)

    def test_the_newest_of_500_contacts_are_read_and_no_others(self, contacts, reading, newcomer, ids_of):
        ask = CallLogsOf(kind=Kind.CONTACT, contact_ids=ids_of(newcomer)[:500], per_contact=1)

        newest = reading(contacts(newcomer).call_logs_of, ask)

        assert (newest.indexes, newest.rows) == ({"contacts_pkey", "call_logs_of_contact"}, 1_000)

    @pytest.mark.parametrize("sort", ORDERS_OF_THE_TEAM)
    def test_a_page_reads_only_its_own_rows(self, contacts, reading, newcomer, sort):
        page = reading(contacts(newcomer).find, find(sort=sort))

        assert (page.whole_tables, page.rows) == (set(), 51)

    @pytest.mark.parametrize("q", ["070-123", "anna andersson", "zq", "a"])
    def test_a_search_reads_no_other_teams_rows(self, contacts, reading, newcomer, q):
        searched = reading(contacts(newcomer).find, find(q=q))

        assert searched.whole_tables == set()
        assert searched.rows <= 5_000
