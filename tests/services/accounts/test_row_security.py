from uuid import uuid4

from psycopg.types.json import Jsonb
from support.row_security import (
    ADDED,
    ANN,
    CLOSED,
    PERSONAL,
    TEAM,
    Guarded,
    Who,
    catalog_faults,
    idempotency_keys,
    journal,
    matrix_faults,
    unnoticed,
)

LATER = "2100-01-01T00:00:00Z"


def team_of(who: Who) -> dict:
    return {"id": who.team_id, "name": "Nordic Harbour", "country": "SE"}


def person_of(who: Who) -> dict:
    return {**person_row(who), "id": uuid4(), "email": f"{uuid4()}@example.com"}


def person_row(who: Who) -> dict:
    return {
        "id": who.person_id,
        "team_id": who.team_id,
        "name": "Ann",
        "email": f"{who.person_id}@example.com",
        "role": "member",
        "colour": "#2563eb",
        "time_zone": "Europe/Stockholm",
    }


def password_of(who: Who) -> dict:
    return {"person_id": who.person_id, "hash": "$argon2id$"}


def session_of(who: Who) -> dict:
    return {
        "id": uuid4(),
        "team_id": who.team_id,
        "person_id": who.person_id,
        "token_hash": uuid4().bytes,
        "address": "192.0.2.1",
        "user_agent": "Firefox",
    }


def invite_of(who: Who) -> dict:
    return {
        "id": uuid4(),
        "team_id": who.team_id,
        "email": f"{uuid4()}@example.com",
        "role": "member",
        "invited_by": who.person_id,
        "expires_at": LATER,
    }


def reset_of(who: Who) -> dict:
    return {
        "id": uuid4(),
        "team_id": who.team_id,
        "person_id": who.person_id,
        "started_by": who.person_id,
        "expires_at": LATER,
    }


def entry_of(who: Who) -> dict:
    return {"team_id": who.team_id, "person_id": who.person_id, "what": "exported", "facts": Jsonb({})}


def throttle_of(_who: Who) -> dict:
    return {"key": str(uuid4()), "full_at": LATER}


OF_A_TEAM = [("teams", team_of(ANN))]
OF_A_PERSON = [*OF_A_TEAM, ("people", person_row(ANN))]

# The owner is not held to the policies: the doors run as the owner.
GUARDED = [
    Guarded("teams", team_of, TEAM, forced=False),
    Guarded("people", person_of, TEAM, OF_A_TEAM, forced=False),
    Guarded("passwords", password_of, PERSONAL, OF_A_PERSON, forced=False),
    Guarded("sessions", session_of, TEAM, OF_A_PERSON, forced=False),
    Guarded("invites", invite_of, TEAM, OF_A_PERSON, forced=False),
    Guarded("resets", reset_of, TEAM, OF_A_PERSON, forced=False),
    Guarded("audit", entry_of, ADDED, OF_A_PERSON),
    Guarded("throttles", throttle_of, CLOSED, forced=False),
    *idempotency_keys(),
    *journal(),
]


def test_the_catalog_leaves_no_way_past_the_policies(administrator):
    assert catalog_faults(administrator, "accounts", GUARDED) == []


def test_each_row_opens_to_its_own_team_or_person_alone(administrator):
    assert list(matrix_faults(administrator, "accounts", GUARDED)) == []


def test_no_policy_could_be_dropped_or_opened_unnoticed(administrator):
    assert unnoticed(administrator, "accounts", GUARDED) == []


def test_the_doors_are_the_only_functions_that_run_as_the_owner(administrator):
    found = administrator.execute(
        "select proname from pg_proc where pronamespace = 'accounts'::regnamespace and prosecdef order by proname"
    )

    assert [name for (name,) in found] == [
        "called",
        "credentials_of",
        "everybody",
        "forget_attempts",
        "forget_expired",
        "forget_old_idempotency_keys",
        "give_back_attempt",
        "is_set_up",
        "session_of",
        "take_attempt",
        "team_of_invite",
        "team_of_reset",
    ]
