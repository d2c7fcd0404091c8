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

from sqlalchemy import ColumnElement, Connection, Row, func, select, text, true

from contracts.kinds import Kind
from contracts.settings import PersonalSettings, SetAside
from kit.planning import looked_up
from services.settings.domain import Redirect, carried, is_planned, taken_back
from services.settings.storage import PersonalBook, settings_from, shown
from services.settings.tables import TABLES, redirects

MOST_SET_ASIDE = 500


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
    # First this, for then the merged contact's row rings no more, and has rung already or never will.
    mark_carried(book, along, wanted.version)
    mark_rung(book, along.kind, rung=along.merged_id, also=along.survivor_id)
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
    _merged, survivor = both(book, known)
    if wanted := taken_back(survivor, carried_version):
        book.keep(wanted)
        book.announce(wanted)
        mark_rung(book, known.kind, rung=known.survivor_id, also=known.merged_id)
    else:
        mark_dealt_with(book, known)
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


def mark_rung(book: PersonalBook, kind: Kind, *, rung: UUID, also: UUID) -> None:
    """A time that has rung for the one contact does not ring for the other."""
    table = TABLES[kind]
    bell = table.alias()
    rings = (bell.c.person_id == book.owner.person_id) & (bell.c.contact_id == rung)
    same = (table.c.person_id == bell.c.person_id) & (table.c.contact_id == also)
    silent = table.update().values(announced_for=bell.c.announced_for)
    book.connection.execute(silent.where(rings, same, table.c.follow_up_at == bell.c.announced_for))


def mark_dealt_with(book: PersonalBook, known: Redirect) -> None:
    """A time that came while it was the survivor's, whose plan was changed: it has rung there, or is not wanted."""
    table = TABLES[known.kind]
    past = table.update().values(announced_for=table.c.follow_up_at).where(table.c.follow_up_at <= func.now())
    book.connection.execute(past.where(own(book, known)))


def mark_carried(book: PersonalBook, along: Redirect, version: int | None) -> None:
    book.connection.execute(TABLES[along.kind].update().values(carried_version=version).where(own(book, along)))


def own(book: PersonalBook, along: Redirect) -> ColumnElement[bool]:
    """Its person's row of the merged contact."""
    table = TABLES[along.kind]
    return (table.c.person_id == book.owner.person_id) & (table.c.contact_id == along.merged_id)
