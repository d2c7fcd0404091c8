from uuid import UUID, uuid4

from psycopg.types.json import Jsonb
from support.row_security import (
    ANN,
    PEOPLE,
    TEAM,
    Asker,
    Command,
    Guarded,
    Opens,
    Who,
    catalog_faults,
    idempotency_keys,
    journal,
    listening,
    matrix_faults,
    unnoticed,
)

BEN = PEOPLE[Asker.COLLEAGUE]
SOMEBODY = uuid4()
EVERYBODY_OF_THE_TEAM = TEAM[Command.SELECT]
ANN_ALONE = frozenset({Asker.OWN})
OWNER = frozenset({Asker.OWNER})


def opens(select=frozenset(), insert=frozenset(), update=frozenset(), delete=frozenset()) -> Opens:
    return {
        Command.SELECT: select,
        Command.INSERT: insert,
        Command.UPDATE: update,
        Command.DELETE: delete,
    }


# What stands first in a row is what an update sets.
def person_of(who: Who) -> dict:
    return {"active": True, "team_id": who.team_id, "person_id": uuid4(), "version": 1}


def conversation_of(who: Who, *, open: bool = False, id: UUID | None = None, members=(ANN.person_id,)) -> dict:
    return {
        "name": "Boats",
        "team_id": who.team_id,
        "id": id or uuid4(),
        "kind": "channel",
        "topic": "",
        "is_private": not open,
        "member_ids": list(members),
        "created_by": SOMEBODY,
    }


def message_in(conversation: dict, *, author: UUID = ANN.person_id):
    return lambda who: {
        "text": "Hello",
        "team_id": who.team_id,
        "conversation_id": conversation["id"],
        "number": 1,
        "id": uuid4(),
        "author_id": author,
        "mentions": [],
        "contacts": Jsonb([]),
        "posted_at": "2026-05-04T12:00:00Z",
        "words": "",
    }


def mention_in(conversation: dict):
    return lambda who: {
        "person_id": SOMEBODY,
        "team_id": who.team_id,
        "conversation_id": conversation["id"],
        "number": 1,
    }


def contact_in(conversation: dict):
    """The contact has Ann's id: which contact a row is of cannot be changed."""
    return lambda who: {
        "messages": 2,
        "team_id": who.team_id,
        "contact_id": who.person_id,
        "conversation_id": conversation["id"],
    }


PRIVATE = conversation_of(ANN)
OPEN = conversation_of(ANN, open=True)
SHARED = conversation_of(ANN, members=[ANN.person_id, BEN.person_id])
IN_PRIVATE, IN_OPEN, IN_SHARED = ([("conversations", each)] for each in (PRIVATE, OPEN, SHARED))


def side_of(who: Who) -> dict:
    """Seated with the conversation."""
    return {
        "notify": "all",
        "team_id": who.team_id,
        "person_id": who.person_id,
        "conversation_id": PRIVATE["id"],
        "read_number": 0,
    }


GUARDED = [
    Guarded(
        "people",
        person_of,
        opens(EVERYBODY_OF_THE_TEAM | OWNER, EVERYBODY_OF_THE_TEAM | OWNER, EVERYBODY_OF_THE_TEAM | OWNER, OWNER),
    ),
    Guarded("conversations", conversation_of, opens(ANN_ALONE | OWNER, ANN_ALONE, ANN_ALONE | OWNER)),
    Guarded(
        "conversations",
        lambda who: conversation_of(who, open=True),
        opens(EVERYBODY_OF_THE_TEAM | OWNER, EVERYBODY_OF_THE_TEAM, EVERYBODY_OF_THE_TEAM | OWNER),
    ),
    Guarded(
        "members",
        side_of,
        opens(ANN_ALONE | OWNER, OWNER, ANN_ALONE | OWNER, OWNER),
        IN_PRIVATE,
        there=True,
    ),
    Guarded("messages", message_in(PRIVATE), opens(ANN_ALONE | OWNER, ANN_ALONE, ANN_ALONE), IN_PRIVATE),
    # A colleague who may read it may not speak in it, and who is in it may not speak for somebody else.
    Guarded("messages", message_in(OPEN), opens(EVERYBODY_OF_THE_TEAM | OWNER, ANN_ALONE, ANN_ALONE), IN_OPEN),
    Guarded(
        "messages",
        message_in(SHARED, author=SOMEBODY),
        opens(EVERYBODY_OF_THE_TEAM | OWNER, update=EVERYBODY_OF_THE_TEAM),
        IN_SHARED,
    ),
    *(
        Guarded("readable_messages", message_in(where), opens(to), [("conversations", where)], kept_in="messages")
        for where, to in ((PRIVATE, ANN_ALONE), (OPEN, EVERYBODY_OF_THE_TEAM))
    ),
    Guarded("mentions", mention_in(PRIVATE), opens(ANN_ALONE, ANN_ALONE, delete=ANN_ALONE), IN_PRIVATE),
    Guarded("mentions", mention_in(OPEN), opens(ANN_ALONE, ANN_ALONE, delete=ANN_ALONE), IN_OPEN),
    Guarded("conversation_contacts", contact_in(PRIVATE), opens(*[ANN_ALONE] * 4), IN_PRIVATE),
    Guarded("conversation_contacts", contact_in(OPEN), opens(EVERYBODY_OF_THE_TEAM, *[ANN_ALONE] * 3), IN_OPEN),
    *idempotency_keys(),
    *journal(),
    *listening(),
]


def test_the_catalog_leaves_no_way_past_the_policies(administrator):
    assert catalog_faults(administrator, "chat", GUARDED) == []


def test_each_row_opens_to_those_who_may_read_its_conversation(administrator):
    assert list(matrix_faults(administrator, "chat", GUARDED)) == []


def test_no_policy_could_be_dropped_or_opened_unnoticed(administrator):
    assert unnoticed(administrator, "chat", GUARDED) == []


def test_a_view_that_forgot_the_team_or_who_is_in_it_is_noticed(administrator):
    [(told,)] = administrator.execute("select pg_get_viewdef('chat.readable_messages'::regclass)").fetchall()
    administrator.execute(f"create or replace view chat.readable_messages as {told.partition('WHERE')[0]}")

    faults = list(matrix_faults(administrator, "chat", [one for one in GUARDED if one.table == "readable_messages"]))

    assert "readable_messages: another person of the team could select" in faults
    assert "readable_messages: a person of another team could select" in faults


def test_the_only_functions_that_run_as_the_owner_are_known(administrator):
    found = administrator.execute(
        "select proname from pg_proc where pronamespace = 'chat'::regnamespace and prosecdef order by proname"
    )

    assert [name for (name,) in found] == [
        "forget_old_idempotency_keys",
        "leave",
        "messages_for",
        "replace_people",
        "seat_members",
    ]
