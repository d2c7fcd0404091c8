from uuid import uuid4

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

OWNER = frozenset({Asker.OWNER})


# What stands first in a row is what an update sets.
def device_of(who: Who) -> dict:
    return {
        "label": "Pixel",
        "team_id": who.team_id,
        "id": uuid4(),
        "person_id": who.person_id,
        "session_id": uuid4(),
        "endpoint": f"https://web.push.apple.com/{uuid4()}",
        "p256dh": "",
        "auth": "",
        "origin": "https://web.push.apple.com",
        "public_key": "",
        "platform": "",
        "language": "en",
    }


def wishes_of(who: Who) -> dict:
    return {
        "messages": "all",
        "team_id": who.team_id,
        "person_id": who.person_id,
        "reminders": True,
        "hide_text": False,
    }


def ring_of(who: Who) -> dict:
    return {
        "received_at": "2026-03-02T12:00:00Z",
        "team_id": who.team_id,
        "id": uuid4(),
        "person_id": who.person_id,
        "subscription_id": uuid4(),
        "event_id": uuid4(),
        "origin": "https://web.push.apple.com",
        "what": "test",
        "at": "2026-03-02T12:00:00Z",
    }


def without(opens: Opens, *commands: Command) -> Opens:
    return opens | {command: opens[command] - {Asker.OWN} for command in commands}


# The functions by which anybody's devices ring run as the owner.
AND_OWNER: Opens = {command: askers | OWNER for command, askers in PERSONAL.items()}
OWNER_ALONE: Opens = dict.fromkeys(Command, OWNER)

GUARDED = [
    Guarded("subscriptions", device_of, AND_OWNER),
    Guarded("preferences", wishes_of, without(AND_OWNER, Command.DELETE)),
    Guarded("deliveries", ring_of, without(AND_OWNER, Command.DELETE)),
    Guarded("origins", lambda _who: {"paused_until": None, "origin": f"https://{uuid4()}.example"}, OWNER_ALONE),
    *idempotency_keys(),
    *journal(),
    *listening(),
]


def test_the_catalog_leaves_no_way_past_the_policies(administrator):
    assert catalog_faults(administrator, "push", GUARDED) == []


def test_each_row_opens_to_its_own_person_alone(administrator):
    assert list(matrix_faults(administrator, "push", GUARDED)) == []


def test_no_policy_could_be_dropped_or_opened_unnoticed(administrator):
    assert unnoticed(administrator, "push", GUARDED) == []


def test_the_only_functions_that_run_as_the_owner_are_known(administrator):
    found = administrator.execute(
        "select proname from pg_proc where pronamespace = 'push'::regnamespace and prosecdef order by proname"
    )

    assert [name for (name,) in found] == [
        "cause_of",
        "claim",
        "enqueue",
        "forget_ended",
        "forget_old_idempotency_keys",
        "forget_unseen",
        "know_origin",
        "let_go",
        "pause",
        "record",
        "silence",
    ]
