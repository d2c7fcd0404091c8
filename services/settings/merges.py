"""What people plan with merged contacts: carried to the survivor by the rule, taken back when the merge is undone.

What was planned with a merged contact stays under its id, as it was: hidden with the contact, there again with it. So
nothing is ever lost, and an undoing has only to take back from the survivor what was carried there. All of it is done
in the name of whose plan it is: row level security shows nobody else's.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, text, true

from contracts.kinds import Kind
from contracts.settings import PersonalSettings, SetAside
from kit.planning import looked_up
from services.settings.domain import Redirect, carried, is_planned, taken_back
from services.settings.storage import PersonalBook, settings_from, shown
from services.settings.tables import TABLES, redirects

MOST_SET_ASIDE = 500

# What has rung for the merged contact does not ring for the survivor.
CARRY_RUNG = """
update settings.{table} survivor set announced_for = merged.announced_for from settings.{table} merged
where (merged.person_id, merged.contact_id) = (:person, :merged)
    and (survivor.person_id, survivor.contact_id) = (:person, :survivor)
"""
# Nor back: what came while it was the survivor's has rung there, if anything has.
MARK_RUNG = """
update settings.{table} merged set announced_for = merged.follow_up_at from settings.{table} survivor
where (merged.person_id, merged.contact_id) = (:person, :merged)
    and (survivor.person_id, survivor.contact_id) = (:person, :survivor)
    and merged.follow_up_at <= now() and survivor.announced_for is distinct from merged.announced_for
"""


@dataclass(frozen=True)
class Planner:
    """Somebody who plans something with a merged contact. `carried_version` is what the survivor's row got of it."""

    team_id: UUID
    person_id: UUID
    carried_version: int | None


def redirect(book: PersonalBook, new: Redirect) -> None:
    """From here on. Told again it changes nothing, and what must have been undone meanwhile is undone first."""
    lock(book.connection, new)
    for known in found(book.connection, new.merged_id, new.survivor_id):
        if known.merge_id == new.merge_id:
            return
        if known.merged_at < new.merged_at:
            restore(book, known)
    book.connection.execute(redirects.insert().values(**asdict(new)).inline())
    carry(book, new)


def carry(book: PersonalBook, along: Redirect, only: Collection[UUID] | None = None) -> None:
    """`only`: of these people. Where the survivor was itself merged away, further on."""
    reached = [
        planner.person_id
        for planner in planners(book.connection, along)
        if (only is None or planner.person_id in only) and carry_one(book.of(planner), along)
    ]
    if reached:
        for further in found(book.connection, along.survivor_id):
            lock(book.connection, further)
            carry(book, further, only=reached)


def carry_one(book: PersonalBook, along: Redirect) -> bool:
    merged, survivor = both(book, along)
    if (wanted := carried(merged, survivor)) is None:
        return False
    book.keep(wanted)
    book.announce(wanted)
    # First this: from then on the merged contact's row does not ring, and it is known whether it has rung.
    mark_carried(book, along, wanted.version)
    carry_rung(book, along)
    return True


def restore(book: PersonalBook, known: Redirect) -> None:
    """The merged contact is there again, and what the survivor had of it goes, unless its person changed it since."""
    lock(book.connection, known)
    gone = redirects.delete().where(redirects.c.merged_id == known.merged_id, redirects.c.merge_id == known.merge_id)
    if book.connection.execute(gone).rowcount == 0:
        return
    for planner in planners(book.connection, known):
        if planner.carried_version is not None:
            take_back(book.of(planner), known, planner.carried_version)


def take_back(book: PersonalBook, known: Redirect, carried_version: int) -> None:
    [survivor] = book.settings_of_many(known.kind, [known.survivor_id])
    if wanted := taken_back(survivor, carried_version):
        book.keep(wanted)
        book.announce(wanted)
    mark_rung(book, known)
    mark_carried(book, known, None)


def both(book: PersonalBook, along: Redirect) -> tuple[PersonalSettings, PersonalSettings]:
    """What its person has with the merged contact, and what with the survivor."""
    ids = [along.merged_id, along.survivor_id]
    settings = {one: PersonalSettings(kind=along.kind, contact_id=one) for one in ids}
    settings |= {own.contact_id: own for own in book.settings_of_many(along.kind, ids)}
    return settings[along.merged_id], settings[along.survivor_id]


def set_aside(book: PersonalBook, kind: Kind, contact_id: UUID) -> list[SetAside]:
    """What its person planned with contacts merged into this one, also by way of others, and was not carried on."""
    of_team = (redirects.c.team_id == book.owner.team_id) & (redirects.c.kind == kind)
    away = select(redirects).where(of_team, redirects.c.survivor_id == contact_id).cte("away", recursive=True)
    further = redirects.join(away, redirects.c.survivor_id == away.c.merged_id)
    away = away.union_all(select(redirects).select_from(further).where(of_team))
    table = TABLES[kind]
    one = looked_up(table, "contact_id", away.c.merged_id, table.c.person_id == book.owner.person_id)
    newest = (
        select(away.c.merge_id, away.c.merged_at, *shown(kind, one))
        .select_from(away.join(one, true()))
        .where(one.c.carried_version.is_(None))
        .order_by(away.c.merged_at.desc(), away.c.merge_id)
        .limit(MOST_SET_ASIDE)
    )
    aside = [
        SetAside(merge_id=row.merge_id, merged_at=row.merged_at.astimezone(UTC), settings=settings_from(row))
        for row in book.connection.execute(newest)
    ]
    return [one for one in aside if is_planned(one.settings)]


def lock(connection: Connection, of: Redirect) -> None:
    """No change of either contact is under way, nor begins, until the transaction ends."""
    both = text("""
        select pg_advisory_xact_lock(hashtextextended(:merged, 0)),
            pg_advisory_xact_lock(hashtextextended(:survivor, 0))
    """)
    connection.execute(both, {"merged": str(of.merged_id), "survivor": str(of.survivor_id)})


def found(connection: Connection, *merged_ids: UUID) -> list[Redirect]:
    """Of the team that the transaction acts for."""
    known = select(redirects).where(redirects.c.merged_id.in_(merged_ids))
    return [redirect_from(row) for row in connection.execute(known)]


def redirect_from(row: Row[Any]) -> Redirect:
    return Redirect(row.merge_id, Kind(row.kind), row.merged_id, row.survivor_id, row.merged_at)


def planners(connection: Connection, along: Redirect) -> list[Planner]:
    table = TABLES[along.kind].name
    people = text(f"select team_id, person_id, carried_version from settings.people_of_{table}(:id)")  # noqa: S608  ours
    return [Planner(*row) for row in connection.execute(people, {"id": along.merged_id})]


def carry_rung(book: PersonalBook, along: Redirect) -> None:
    in_own_rows(book, along, CARRY_RUNG)


def mark_rung(book: PersonalBook, known: Redirect) -> None:
    in_own_rows(book, known, MARK_RUNG)


def in_own_rows(book: PersonalBook, along: Redirect, statement: str) -> None:
    ids = {"person": book.owner.person_id, "merged": along.merged_id, "survivor": along.survivor_id}
    book.connection.execute(text(statement.format(table=TABLES[along.kind].name)), ids)


def mark_carried(book: PersonalBook, along: Redirect, version: int | None) -> None:
    table = TABLES[along.kind]
    merged = (table.c.person_id == book.owner.person_id) & (table.c.contact_id == along.merged_id)
    book.connection.execute(table.update().values(carried_version=version).where(merged))
