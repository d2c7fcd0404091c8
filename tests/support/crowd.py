"""100,000 contacts of two teams, 200,000 calls, as many entries of history, and 600,000 plans of 20 people.

As statistics and indexes meet them.
"""

import random
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from contracts.contacts import FindContacts
from contracts.kinds import Kind
from contracts.records import ContactFields
from contracts.wire import Caller, Role
from services.contacts.domain.contacts import clean
from services.contacts.storage.contacts import columns
from services.contacts.tables import contacts as contacts_table

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
HAPPEN = """
insert into contacts.history (team_id, contact_id, kind, person_id, what, version, changes)
select team_id, id, kind, created_by, what, 1, '{}'
from contacts.contacts, unnest(array['imported', 'changed']) what where team_id in (:team, :other_team);
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
WORK = """
insert into contacts.history (team_id, contact_id, kind, person_id, what, version, changes)
select team_id, id, kind, created_by, 'changed', 1, '{}'
from contacts.contacts, generate_series(1, 2000) where id = :contact
"""
# Of every fifth contact a merge, whose other half is nowhere else; not of those that tests name, which come first.
MERGE = """
insert into contacts.merges (team_id, id, kind, survivor_id, merged_id, merged, merged_name_key, merged_version,
    survivor_before, survivor_after, call_log_ids, merged_by)
select team_id, gen_random_uuid(), kind, id, gen_random_uuid(), to_jsonb(survivor), name_key, 1, '{}', '{}', '{}',
    created_by
from contacts.contacts survivor where team_id in (:team, :other_team) and id > '01000000-0000-0000-0000-000000000000'
    and hashtext(id::text) % 5 = 0;
"""
# Each with the next one that has the same phone; every tenth pair is of one import.
SUSPECT = """
insert into contacts.suspicions (team_id, kind, one_id, other_id, import_id)
select team_id, kind, id, next_id,
    case when kind = 'contact' and hashtext(id::text) % 10 = 0 then cast(:import as uuid) end
from (
    select team_id, kind, id, lead(id) over (partition by team_id, kind, phones order by id) as next_id
    from contacts.contacts where team_id in (:team, :other_team)) as alike
where next_id is not null;
"""
IMPORT = uuid4()
BUILT_AT_ONCE = ("contacts_searched", "contacts_by_reach")
TABLES = (
    "contacts.contacts",
    "contacts.call_logs",
    "contacts.history",
    "contacts.personal_settings",
    "contacts.merges",
    "contacts.suspicions",
)


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


def fill(connection: Connection) -> Caller:
    """Answers somebody of the larger team."""
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
    # Built once for all, an index of what is in a value is built ten times as quickly.
    connection.execute(text("set local maintenance_work_mem = '512MB'"))
    definition = text("select pg_get_indexdef(cast(:name as regclass))")
    indexes = [connection.execute(definition, {"name": f"contacts.{name}"}).scalar_one() for name in BUILT_AT_ONCE]
    for name in BUILT_AT_ONCE:
        connection.execute(text(f"drop index contacts.{name}"))
    connection.execute(contacts_table.insert(), people)
    connection.execute(text(COPY), {**teams, "copies": COPIES - 1})
    connection.execute(text(CALL), {**teams, "people": OWNERS})
    connection.execute(text(HAPPEN), teams)
    connection.execute(text(PLAN), {**teams, "people": OWNERS})
    connection.execute(text(SELDOM), {"person": OWNERS[1]})
    connection.execute(text(MERGE), teams)
    connection.execute(text(SUSPECT), {**teams, "import": IMPORT})
    for index in indexes:
        connection.execute(text(index))
    gather_statistics(connection)
    return somebody


def add_team(connection: Connection, like: Caller) -> Caller:
    """Somebody of a new team: 5,000 contacts, 10,000 calls, 10,000 entries of history."""
    somebody = like.model_copy(update={"team_id": uuid4()})
    connection.execute(text(MOVE), {"team": like.team_id, "new_team": somebody.team_id})
    connection.execute(text(CALL), {"team": somebody.team_id, "other_team": None, "people": OWNERS})
    connection.execute(text(HAPPEN), {"team": somebody.team_id, "other_team": None})
    return somebody


def work_on(connection: Connection, contact_id: UUID) -> None:
    """2,000 changes of one contact."""
    connection.execute(text(WORK), {"contact": contact_id})


def gather_statistics(connection: Connection) -> None:
    connection.execute(text(f"analyze {', '.join(TABLES)}"))


def find(**ask) -> FindContacts:
    return FindContacts(**{"kind": Kind.CONTACT, **ask})
