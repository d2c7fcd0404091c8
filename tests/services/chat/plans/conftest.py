"""Somebody in 500 conversations of 1,000 messages each, in one of ten, and in one of a million."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, text
from support.reading import Reading, read_by

from contracts.wire import Caller, Role
from services.chat.domain.search import TEAM_DIGITS, WEEK_SECONDS
from services.chat.service import ChatService

TABLES = ("conversations", "members", "messages", "mentions", "people")

# Written as the owner's own tools would, past triggers and one by one: what a session would write in days.
CONVERSATIONS = text("""
    insert into chat.conversations
        (team_id, id, kind, name, topic, is_private, member_ids, last_number, last_posted_at, created_by, created_at)
    select :team, id, 'group', 'Boats ' || n, '', true, :members, 1000, now() - n * interval '1 minute', :person,
        now() - interval '700 days'
    from (select n, gen_random_uuid() id from generate_series(1, 500) n) numbered
""")
ONE = text("""
    insert into chat.conversations
        (team_id, id, kind, name, topic, is_private, member_ids, last_number, last_posted_at, created_by, created_at)
    values (:team, :id, 'group', 'Boats', '', true, :members, :count, now(), :person, now() - interval '700 days')
""")
SEATS = text("""
    insert into chat.members (team_id, person_id, conversation_id, read_number)
    select team_id, person_id, id, greatest(0, last_number - 40)
    from chat.conversations, unnest(member_ids) person_id where team_id = :team
""")
# "everywhere" is in each message, "longago" in each of the first half of the time, "rare" in five, "oldest" in one.
MESSAGES = text("""
    insert into chat.messages
        (team_id, conversation_id, number, id, author_id, text, mentions, contacts, posted_at, words)
    select team_id, id, number, lpad(to_hex(row_number() over ()), 32, '0')::uuid, :author, 'Hello', '{}', '[]',
        posted_at,
        array_to_tsvector(array_remove(array[
            begins || 'everywhere',
            case when number <= 500 then begins || 'longago' end,
            case when mod(number, 200) = 7 and name = 'Boats 3' then begins || 'rare' end,
            case when number = 1 and name = 'Boats 9' then begins || 'oldest' end], null))
    from (
        select c.*, number, posted_at,
            :digits || '.' || (extract(epoch from posted_at)::bigint / :week) || '.' as begins
        from chat.conversations c, generate_series(1, 1000) number,
            lateral (select c.last_posted_at - (1000 - number) * interval '16 hours' as posted_at) at
        where c.team_id = :team and c.last_number = 1000) numbered
""")
MANY_MESSAGES = text("""
    insert into chat.messages
        (team_id, conversation_id, number, id, author_id, text, mentions, contacts, posted_at, words)
    select :team, :id, number, lpad(to_hex(number + :offset), 32, '0')::uuid, :author, 'Hello', '{}', '[]',
        now() - (:count - number) * interval '1 second', ''
    from generate_series(1, :count) number
""")
MENTIONS = text("""
    insert into chat.mentions (team_id, person_id, conversation_id, number)
    select team_id, :person, id, number from chat.conversations, generate_series(1, 1000, 5) number
    where team_id = :team and last_number = 1000
""")
PEOPLE = text("""
    insert into chat.people (team_id, person_id, active, version)
    select :team, person_id, true, 1 from unnest(:members) person_id
    union all select :team, gen_random_uuid(), mod(n, 5) > 0, 1 from generate_series(1, 5000) n
""")
# Built once over all rows: kept row by row they would take a minute.
BUILT_LATER = text("""
    select 'alter table chat.messages drop constraint ' || conname,
        'alter table chat.messages add constraint ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where conrelid = 'chat.messages'::regclass and contype in ('p', 'u')
    union all select 'drop index chat.messages_by_words', pg_get_indexdef('chat.messages_by_words'::regclass)
""")


@dataclass(frozen=True)
class Crowd:
    ann: Caller
    small: UUID
    large: UUID


@pytest.fixture(scope="session")
def crowd(database) -> Iterator[Crowd]:
    """Nobody gathers statistics behind the tests' back."""
    with database.engine("postgres").begin() as connection:
        filled = fill(connection)
        set_on_each_table(connection, "set (autovacuum_enabled = false)")
    with database.engine("postgres").connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in TABLES:
            connection.execute(text(f"vacuum analyze chat.{table}"))
    yield filled
    with database.engine("postgres").begin() as connection:
        set_on_each_table(connection, "reset (autovacuum_enabled)")


def fill(connection: Connection) -> Crowd:
    ann = Caller(
        person_id=uuid4(),
        team_id=uuid4(),
        session_id=uuid4(),
        role=Role.MEMBER,
        time_zone="Europe/Stockholm",
        country="SE",
    )
    crowd = Crowd(ann, uuid4(), uuid4())
    others = [uuid4() for _ in range(19)]
    whose = {"team": ann.team_id, "person": ann.person_id, "members": [ann.person_id, *others]}
    connection.execute(text("set local session_replication_role = replica"))
    connection.execute(CONVERSATIONS, whose)
    for each, count in ((crowd.small, 10), (crowd.large, 1_000_000)):
        connection.execute(ONE, {**whose, "id": each, "count": count})
    connection.execute(SEATS, whose)
    connection.execute(PEOPLE, whose)
    built_later = connection.execute(BUILT_LATER).all()
    for drop, _ in built_later:
        connection.execute(text(drop))
    words = {"digits": ann.team_id.hex[:TEAM_DIGITS], "week": WEEK_SECONDS}
    connection.execute(MESSAGES, {"team": ann.team_id, "author": others[0], **words})
    for each, count in ((crowd.small, 10), (crowd.large, 1_000_000)):
        numbers = {"id": each, "count": count, "offset": 1_000_000 * count}
        connection.execute(MANY_MESSAGES, {"team": ann.team_id, "author": others[1], **numbers})
    for _, build in built_later:
        connection.execute(text(build))
    connection.execute(MENTIONS, {"team": ann.team_id, "person": ann.person_id})
    return crowd


def set_on_each_table(connection: Connection, setting: str) -> None:
    for table in TABLES:
        connection.execute(text(f"alter table chat.{table} {setting}"))


@pytest.fixture
def answering(chat, crowd) -> ChatService:
    return chat(crowd.ann)


@pytest.fixture
def reading(database) -> Callable[..., Reading]:
    """`reading(answering.post, ask)`: what Postgres reads for it."""
    engine = database.engine("chat_app")
    return lambda call, ask: read_by(engine, lambda: call(ask))
