from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb
from support.row_security import (
    ADDED,
    ANN,
    PERSONAL,
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

NOW = "2020-03-02T12:00:00Z"


def contact_of(who: Who) -> dict:
    return {
        "team_id": who.team_id,
        "id": uuid4(),
        "kind": "contact",
        "name": "Bo Ek",
        "company": "",
        "title": "",
        "phones": [],
        "emails": [],
        "tags": [],
        "notes": "",
        "created_by": who.person_id,
        "name_key": "bo ek",
        "company_key": "",
        "search_text": "bo ek",
        "pieces": [],
        "tag_keys": [],
    }


def call_log_of(who: Who) -> dict:
    return {
        "team_id": who.team_id,
        "id": uuid4(),
        "contact_id": BO["id"],
        "kind": "contact",
        "person_id": who.person_id,
        "outcome": "busy",
        "called_at": NOW,
        "note": "",
    }


def import_of(who: Who) -> dict:
    return {
        "team_id": who.team_id,
        "id": uuid4(),
        "kind": "contact",
        "filename": "people.csv",
        "created_by": who.person_id,
    }


def chunk_of(who: Who) -> dict:
    return {"team_id": who.team_id, "import_id": FILE["id"], "number": 0, "content": b"name"}


def refused_row_of(who: Who) -> dict:
    return {"team_id": who.team_id, "import_id": FILE["id"], "number": 1, "cells": ["Bo"], "reason": "no name"}


def undone_row_of(who: Who) -> dict:
    return {
        "team_id": who.team_id,
        "import_id": FILE["id"],
        "number": 1,
        "contact_id": uuid4(),
        "name": "Bo Ek",
        "undoing": "removed",
        "reason": "",
    }


def remembered_column_of(who: Who) -> dict:
    return {"team_id": who.team_id, "kind": "contact", "header": "kund"}


def plan_of(who: Who) -> dict:
    return {"person_id": who.person_id, "kind": "contact", "contact_id": uuid4(), "team_id": who.team_id, "version": 1}


def tag_of(who: Who) -> dict:
    return {"team_id": who.team_id, "kind": "contact", "key": str(uuid4()), "name": "VIP", "contacts": 1}


def turn_of(who: Who) -> dict:
    return {"team_id": who.team_id, "import_id": FILE["id"], "due_at": NOW}


def history_of(who: Who) -> dict:
    return {
        "team_id": who.team_id,
        "contact_id": uuid4(),
        "kind": "contact",
        "person_id": who.person_id,
        "what": "created",
        "version": 1,
    }


def merge_of(who: Who) -> dict:
    return {
        "team_id": who.team_id,
        "id": uuid4(),
        "kind": "contact",
        "survivor_id": uuid4(),
        "merged_id": uuid4(),
        "merged": Jsonb({}),
        "merged_name_key": "bo ek",
        "merged_version": 1,
        "survivor_before": Jsonb({}),
        "survivor_after": Jsonb({}),
        "call_log_ids": [],
        "merged_by": who.person_id,
    }


def suspicion_of(who: Who) -> dict:
    one_id, other_id = sorted([uuid4(), uuid4()])
    return {"team_id": who.team_id, "one_id": one_id, "other_id": other_id, "kind": "contact"}


BO = contact_of(ANN)
FILE = import_of(ANN)

# The team reads what each of them logged; only who logged it corrects or removes it.
# A merge moves everybody's, by a function that runs as the owner.
LOGGED: Opens = {command: frozenset({Asker.OWN}) for command in Command} | {
    Command.SELECT: TEAM[Command.SELECT] | {Asker.OWNER},
    Command.UPDATE: frozenset({Asker.OWN, Asker.OWNER}),
}
# The team merges and undoes, and nobody forgets it. A function that runs as the owner tells what is away.
MERGED: Opens = TEAM | {Command.SELECT: TEAM[Command.SELECT] | {Asker.OWNER}, Command.DELETE: frozenset()}
# The app role may only read it, and what it shows is the team's by its own condition. It passes no policy.
LISTED: Opens = {
    Command.SELECT: TEAM[Command.SELECT],
    Command.INSERT: frozenset({Asker.OWNER}),
    Command.UPDATE: frozenset(),
    Command.DELETE: frozenset(),
}
# Whose turn it is among all teams' imports is found by a function that runs as the owner.
TAKEN: Opens = {command: askers | {Asker.OWNER} for command, askers in TEAM.items()}
# Whether anybody plans with a contact is found by a function that runs as the owner.
PLANNED: Opens = PERSONAL | {Command.SELECT: PERSONAL[Command.SELECT] | {Asker.OWNER}}

OF_AN_IMPORT = [("imports", FILE)]

GUARDED = [
    # The view that lists reads as the owner, so the owner is not held to the policies of this one table.
    Guarded("contacts", contact_of, TEAM, forced=False),
    Guarded("team_contacts", contact_of, LISTED, kept_in="contacts"),
    Guarded("team_reach", contact_of, LISTED, kept_in="contacts"),
    Guarded("call_logs", call_log_of, LOGGED, [("contacts", BO)]),
    Guarded("tags", tag_of, TEAM),
    Guarded("history", history_of, ADDED),
    Guarded("merges", merge_of, MERGED),
    Guarded("suspicions", suspicion_of, TEAM),
    Guarded("personal_settings", plan_of, PLANNED),
    Guarded("imports", import_of, TEAM),
    Guarded("import_chunks", chunk_of, TEAM, OF_AN_IMPORT),
    Guarded("refused_rows", refused_row_of, TEAM, OF_AN_IMPORT),
    Guarded("undone_rows", undone_row_of, TEAM, OF_AN_IMPORT),
    Guarded("remembered_columns", remembered_column_of, TEAM),
    Guarded("import_turns", turn_of, TAKEN, OF_AN_IMPORT),
    *idempotency_keys(),
    *journal(),
    *listening(),
]


def test_the_catalog_leaves_no_way_past_the_policies(administrator):
    assert catalog_faults(administrator, "contacts", GUARDED) == []


def test_each_row_opens_to_its_own_team_or_person_alone(administrator):
    assert list(matrix_faults(administrator, "contacts", GUARDED)) == []


def test_no_policy_could_be_dropped_or_opened_unnoticed(administrator):
    assert unnoticed(administrator, "contacts", GUARDED) == []


@pytest.mark.parametrize("view", ["team_contacts", "team_reach"])
def test_a_view_that_forgot_the_team_is_noticed(administrator, view):
    [(told,)] = administrator.execute("select pg_get_viewdef(%s::regclass)", [f"contacts.{view}"]).fetchall()
    administrator.execute(f"create or replace view contacts.{view} as {told.partition('WHERE')[0]}")

    faults = list(matrix_faults(administrator, "contacts", [one for one in GUARDED if one.table == view]))

    assert f"{view}: a person of another team could select" in faults


def test_the_only_functions_that_run_as_the_owner_are_known(administrator):
    found = administrator.execute(
        "select proname from pg_proc where pronamespace = 'contacts'::regnamespace and prosecdef order by proname"
    )

    assert [name for (name,) in found] == [
        "archived",
        "forget_old_idempotency_keys",
        "move_call_logs",
        "names_of",
        "planned_with",
        "take_import_turn",
    ]
