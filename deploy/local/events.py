"""`./qero events`: how far every journal and every listener is, what is parked, and what can be done about it."""

import argparse
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Composed, Identifier

from deploy.local.home import Home
from deploy.local.say import Trouble, say, step
from deploy.topology import SERVICES, Part

POLL_SECONDS = 0.1
REPLAY_SECONDS = 10
"""A listener looks every second; a service that was busy takes a little longer."""

REBUILD_SECONDS = 600
A_MINUTE, AN_HOUR = 60, 3600

LISTENING = tuple(service for service in SERVICES if service.listens)
PAIRS = tuple((service, source) for service in LISTENING for source in service.listens)

EPOCH_DOES = (
    "Gives every journal the same new epoch, at once. For after a backup was restored: positions from before it mean "
    "nothing any more. Every listening service builds anew what it keeps of others, and every browser that is "
    "connected gets a reset and loads its screens again. Nothing is lost; it only is work for all of them."
)


def add_events(told: argparse.ArgumentParser) -> None:
    told.add_argument("--json", action="store_true")
    actions = told.add_subparsers(dest="action", metavar="action")
    once_more = actions.add_parser("replay", help="let a parked event be tried again")
    once_more.add_argument("event_id", metavar="ID")
    anew = actions.add_parser("rebuild", help="let a service build anew what it keeps of another one")
    anew.add_argument("service", metavar="SERVICE")
    anew.add_argument("source", metavar="SOURCE")
    actions.add_parser("epoch", help="after a backup was restored: let everything begin anew", description=EPOCH_DOES)


def act_on_events(home: Home, told: argparse.Namespace) -> int:
    match told.action:
        case "replay":
            return replay(home, told.event_id)
        case "rebuild":
            return rebuild(home, told.service, told.source)
        case "epoch":
            return new_epoch(home)
        case _:
            return events(home, as_json=told.json)


def events(home: Home, *, as_json: bool) -> int:
    found = look(urls_of(home))
    say(json.dumps(found, indent=2, default=str) if as_json else in_words(found))
    return 0


def replay(home: Home, event_id: str) -> int:
    """Asks the listener to try again, and waits for what comes of it."""
    urls = urls_of(home)
    service = parked_by(urls, event_id)
    run(urls, service, "update {}.parked_events set replay_asked_at = now() where event_id = %s returning 1", event_id)
    found = wait_until(REPLAY_SECONDS, lambda: tried(urls, service, event_id))
    if found is None:
        raise Trouble(
            f"{service.name} has not tried {event_id} within {REPLAY_SECONDS} s. It will as soon as it hears its "
            "source: ./qero status says whether both run."
        )
    if found:
        raise Trouble(f"{service.name} cannot apply {event_id} (attempt {found['attempts']}): {found['reason']}")
    say(f"{service.name} has applied {event_id}; it is parked no more.")
    return 0


def rebuild(home: Home, name: str, source: str) -> int:
    urls = urls_of(home)
    service = listening(name, source)
    asked = run(urls, service, "update {}.listeners set epoch = '' where source = %s returning 1", source)
    if not asked:
        raise Trouble(f"{name} has not heard {source} yet: it builds what it keeps as soon as both run.")
    kept = "select epoch, position from {}.listeners where source = %s and epoch <> ''"
    with step(f"{name} builds anew what it keeps of {source}"):
        built = wait_until(REBUILD_SECONDS, lambda: run(urls, service, kept, source) or None)
    if not built:
        raise Trouble(f"{name} has not finished within {REBUILD_SECONDS} s. It goes on: ./qero events shows how far.")
    say(f"Done: {name} follows {source} from position {built[0]['position']} on.")
    return 0


def new_epoch(home: Home) -> int:
    urls = urls_of(home)
    epoch = secrets.token_hex(4)
    for service in SERVICES:
        run(urls, service, "update {}.journal_head set epoch = %s returning 1", epoch)
    say(f"The epoch of every journal is {epoch} now. Listeners build anew within seconds: ./qero events shows them.")
    return 0


def urls_of(home: Home) -> Mapping[str, str]:
    running = home.read("running.json") if home.is_in_use() else {}
    if not running:
        raise Trouble("QERO does not run. ./qero up starts it.")
    if not running.get("address"):
        raise Trouble("QERO is still starting. Try again when ./qero status says healthy.")
    urls: Mapping[str, str] = running["database"]
    return urls


@contextmanager
def for_all_teams(url: str) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A transaction that sees all of the kit's own tables, as a service's own transactions for them do."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute("select set_config('app.all_teams', 'on', true)")
        yield connection


def run(urls: Mapping[str, str], service: Part, statement: str, *values: object) -> list[dict[str, Any]]:
    with for_all_teams(urls[service.app]) as connection:
        return connection.execute(in_schema(statement, service), values).fetchall()


def in_schema(statement: str, service: Part) -> Composed:
    return SQL(statement).format(*[Identifier(service.name)] * statement.count("{}"))


def wait_until(seconds: float, condition: Callable[[], Any]) -> Any:
    """The first that is not None, or None when the time is over."""
    until = time.monotonic() + seconds
    while (found := condition()) is None and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
    return found


def tried(urls: Mapping[str, str], service: Part, event_id: str) -> dict[str, Any] | None:
    """None: not yet. Nothing in it: applied. Else what went wrong."""
    found = run(urls, service, "select * from {}.parked_events where event_id = %s", event_id)
    if not found:
        return {}
    return None if found[0]["replay_asked_at"] else found[0]


def parked_by(urls: Mapping[str, str], event_id: str) -> Part:
    try:
        UUID(event_id)
    except ValueError:
        raise Trouble(f"{event_id} is no event's id. ./qero events shows the ids of those that are parked.") from None
    for service in LISTENING:
        if run(urls, service, "select 1 from {}.parked_events where event_id = %s", event_id):
            return service
    raise Trouble(f"No service has parked {event_id}. ./qero events shows those that are.")


def listening(name: str, source: str) -> Part:
    for service, listened_to in PAIRS:
        if (service.name, listened_to) == (name, source):
            return service
    pairs = ", ".join(f"{service.name} {listened_to}" for service, listened_to in PAIRS)
    raise Trouble(f"{name} does not listen to {source}. There are: {pairs}.")


def look(urls: Mapping[str, str]) -> dict[str, Any]:
    journals = {service.name: journal(urls, service) for service in SERVICES}
    return {
        "journals": list(journals.values()),
        "listeners": [listener(urls, service, journals[source]) for service, source in PAIRS],
        "parked": [row for service in LISTENING for row in parked(urls, service)],
    }


def journal(urls: Mapping[str, str], service: Part) -> dict[str, Any]:
    [row] = run(
        urls,
        service,
        "select epoch, floor, head, published,"
        " (select count(*) from {}.journal where position is null) as waiting from {}.journal_head",
    )
    return {"service": service.name, **row}


def listener(urls: Mapping[str, str], service: Part, source: Mapping[str, Any]) -> dict[str, Any]:
    """`lag` is counted to where the source's journal is now; it is None when the listener has to build anew."""
    rows = run(
        urls,
        service,
        "select epoch, position, head, gaps_filled, heard_at,"
        " (select count(*) from {}.parked_events parked where parked.source = listeners.source) as parked"
        " from {}.listeners where source = %s",
        source["service"],
    )
    unheard = {"epoch": "", "position": 0, "head": 0, "gaps_filled": 0, "heard_at": None, "parked": 0}
    found = rows[0] if rows else unheard
    lag = source["head"] - found["position"] if found["epoch"] == source["epoch"] else None
    return {"service": service.name, "source": source["service"], **found, "lag": lag}


def parked(urls: Mapping[str, str], service: Part) -> list[dict[str, Any]]:
    rows = run(
        urls,
        service,
        "select event_id, source, entry->>'type' as type, position, attempts, reason, parked_at, replay_asked_at"
        " from {}.parked_events order by source, position",
    )
    return [{"service": service.name, **row} for row in rows]


def in_words(found: Mapping[str, Any]) -> str:
    journals = [
        [one["service"], one["epoch"], one["floor"], one["head"], one["published"], one["waiting"]]
        for one in found["journals"]
    ]
    listeners = [
        [
            f"{one['service']} ← {one['source']}",
            one["position"],
            "builds anew" if one["lag"] is None else one["lag"],
            one["gaps_filled"],
            one["parked"],
            ago(one["heard_at"]),
        ]
        for one in found["listeners"]
    ]
    waiting = [
        [
            one["event_id"],
            f"{one['service']} ← {one['source']}",
            one["type"],
            one["position"],
            one["attempts"],
            one["reason"].splitlines()[0],
        ]
        for one in found["parked"]
    ]
    parts = [
        table(["journal", "epoch", "floor", "head", "published", "waiting"], journals),
        table(["listener", "position", "lag", "gaps filled", "parked", "last heard"], listeners),
        table(["parked event", "listener", "type", "position", "attempts", "reason"], waiting)
        if waiting
        else "No event is parked.",
    ]
    return "\n\n".join(parts)


def table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [heading, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heading))]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def ago(at: datetime | None) -> str:
    if at is None:
        return "never"
    seconds = (datetime.now(UTC) - at).total_seconds()
    if seconds < A_MINUTE:
        return f"{seconds:.0f} s ago"
    return f"{seconds / A_MINUTE:.0f} min ago" if seconds < AN_HOUR else f"{seconds / AN_HOUR:.0f} h ago"
