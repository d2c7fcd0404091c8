from uuid import uuid4

import pytest
from support.row_security import (
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

from services.settings.tables import TABLES, archived_contacts, redirects


def plan_of(who: Who) -> dict:
    return {
        "person_id": who.person_id,
        "contact_id": uuid4(),
        "team_id": who.team_id,
        "follow_up_note": "Boat",
        "version": 1,
    }


def due_of(who: Who) -> dict:
    return {**plan_of(who), "follow_up_at": "2020-03-02T12:00:00Z"}


def archived_of(who: Who) -> dict:
    return {"team_id": who.team_id, "contact_id": uuid4(), "archived": True, "version": 2}


def redirect_of(who: Who) -> dict:
    return {
        "team_id": who.team_id,
        "merged_id": uuid4(),
        "survivor_id": uuid4(),
        "kind": "contact",
        "merge_id": uuid4(),
        "merged_at": "2026-03-02T12:00:00Z",
    }


def also_to_the_owner(opens: Opens, *commands: Command) -> Opens:
    return {command: askers | ({Asker.OWNER} if command in commands else set()) for command, askers in opens.items()}


# What others copy of everybody's is read by a function that runs as the owner.
COPIED = also_to_the_owner(PERSONAL, Command.SELECT)
# What is due is taken by another one: it may mark a row as announced, and change it in no other way.
DUE = also_to_the_owner(PERSONAL, Command.SELECT, Command.DELETE)
# Which contacts of all teams are archived is kept anew by a third one.
ARCHIVED = also_to_the_owner(TEAM, *Command)
# Which merges of all teams are known is read by a fourth one.
REDIRECTS = also_to_the_owner(TEAM, Command.SELECT)

GUARDED = [
    *(Guarded(table.name, plan_of, COPIED) for table in TABLES.values()),
    *(Guarded(table.name, due_of, DUE) for table in TABLES.values()),
    Guarded(archived_contacts.name, archived_of, ARCHIVED),
    Guarded(redirects.name, redirect_of, REDIRECTS),
    *idempotency_keys(),
    *journal(),
    *listening(),
]


def test_the_catalog_leaves_no_way_past_the_policies(administrator):
    assert catalog_faults(administrator, "settings", GUARDED) == []


def test_each_row_opens_to_its_own_person_alone(administrator):
    assert list(matrix_faults(administrator, "settings", GUARDED)) == []


def test_no_policy_could_be_dropped_or_opened_unnoticed(administrator):
    assert unnoticed(administrator, "settings", GUARDED) == []


def test_a_policy_that_no_example_speaks_of_is_named(administrator):
    dropped = [said for said in unnoticed(administrator, "settings", []) if "drop policy" in said]

    assert {said.partition(":")[0] for said in dropped} == {
        "own_settings of user_contact_settings",
        "own_settings of user_tma_settings",
        "everybodys of user_contact_settings",
        "everybodys of user_tma_settings",
        "due_follow_ups of user_contact_settings",
        "due_follow_ups of user_tma_settings",
        "own_team of archived_contacts",
        "every_team of archived_contacts",
        "own_team of redirects",
        "every_team of redirects",
        "own_keys of idempotency_keys",
        "old_keys of idempotency_keys",
        "own_team_adds of journal",
        "all_teams of journal",
        "all_teams of journal_head",
        "all_teams of listeners",
        "all_teams of parked_events",
    }


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("alter table settings.user_contact_settings disable row level security", "has no row level security"),
        ("alter table settings.user_tma_settings no force row level security", "is not forced"),
        ("alter table settings.user_tma_settings owner to settings_app", "belongs to settings_app"),
        ("grant truncate on settings.user_tma_settings to settings_app", "may truncate"),
        ("create table settings.forgotten (id uuid)", "forgotten is in no example"),
        ("create view settings.window as select * from settings.user_tma_settings", "window is in no example"),
        ("grant settings_owner to settings_app", "is a member of settings_owner"),
        ("alter role settings_app bypassrls", "may bypass"),
        ("grant create on schema settings to settings_app", "may create in the schema"),
        (
            "create function settings.door() returns int language sql security definer as 'select 1'",
            "with a search_path of the caller's",
        ),
    ],
)
def test_a_way_past_the_policies_is_noticed(administrator, fault, sentence):
    administrator.execute(fault)

    assert any(sentence in said for said in catalog_faults(administrator, "settings", GUARDED))


def test_the_only_functions_that_run_as_the_owner_are_known(administrator):
    found = administrator.execute(
        "select proname from pg_proc where pronamespace = 'settings'::regnamespace and prosecdef order by proname"
    )

    assert [name for (name,) in found] == [
        "forget_old_idempotency_keys",
        "people_of_user_contact_settings",
        "people_of_user_tma_settings",
        "redirects_between",
        "replace_archived_contacts",
        "snapshot",
        "take_due_user_contact_settings",
        "take_due_user_tma_settings",
    ]
