from uuid import uuid4

import pytest
from support.row_security import (
    PERSONAL,
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

from services.settings.tables import TABLES


def plan_of(who: Who) -> dict:
    return {
        "person_id": who.person_id,
        "contact_id": uuid4(),
        "team_id": who.team_id,
        "follow_up_note": "Boat",
        "version": 1,
    }


# What others copy of everybody's is read by a function that runs as the owner.
COPIED: Opens = {**PERSONAL, Command.SELECT: PERSONAL[Command.SELECT] | {Asker.OWNER}}

GUARDED = [
    *(Guarded(table.name, plan_of, COPIED) for table in TABLES.values()),
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
