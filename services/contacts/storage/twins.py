"""Finds who may be the same as somebody: a bounded part of the team, by two indexes. `domain.twins` says who is."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Connection, Text, Uuid, cast, func, literal, select, true, tuple_

from contracts.kinds import Kind
from kit.planning import AS_WRITTEN, only_by_bitmaps, plan
from services.contacts.domain.contacts import LAST_OF_ALL
from services.contacts.domain.twins import Traits
from services.contacts.tables import team_contacts, team_reach

listed = team_contacts.c
TRAITS = ("id", "name_key", "company_key", "phones", "emails")

MOST_OF_REACH = 1_000
"""Looked at, of those who share a phone or an e-mail with any that are asked about: a switchboard's is many's."""

MOST_OF_COMPANY = 100
"""Looked at, of those at one company, and again of each part of it that begins as one of the names does."""

BEGINNING = 2
"""Letters of a name."""


def known(connection: Connection, kind: Kind, asked: Sequence[Traits], *, in_use: bool = False) -> list[Traits]:
    """Those in use; of those who share a phone or an e-mail the archived ones too, unless they are not wanted."""
    plan(connection, AS_WRITTEN)
    return [*sharing_reach(connection, kind, asked, in_use=in_use), *at_company(connection, kind, asked)]


def sharing_reach(connection: Connection, kind: Kind, asked: Sequence[Traits], *, in_use: bool) -> list[Traits]:
    reach = sorted({reach for one in asked for reach in one.reach})
    if not reach:
        return []
    team_id = cast(func.current_setting("app.team_id"), Uuid)
    theirs = func.contacts.reach(team_id, literal(reach, ARRAY(Text)), literal([], ARRAY(Text)))
    # Apart from all other conditions: each of them is one for which another index would be read from end to end.
    having = select(team_reach).where(team_reach.c.reach.op("&&")(theirs)).offset(0).subquery("having").c
    sharing = select(*(having[name] for name in TRAITS)).where(having.kind == kind)
    if in_use:
        sharing = sharing.where(having.archived_at.is_(None))
    with only_by_bitmaps(connection):
        return [Traits(*row) for row in connection.execute(sharing.limit(MOST_OF_REACH))]


def at_company(connection: Connection, kind: Kind, asked: Sequence[Traits]) -> list[Traits]:
    parts = sorted({part for one in asked if one.has_company for part in parts_of_company(one)})
    if not parts:
        return []
    companies, firsts, lasts = (literal(list(values), ARRAY(Text)) for values in zip(*parts, strict=True))
    part = func.unnest(companies, firsts, lasts).table_valued("company_key", "first", "last").render_derived()
    place = tuple_(listed.company_key, listed.name_key)
    near = (
        select(*(listed[name] for name in TRAITS))
        .where(
            listed.kind == kind,
            listed.archived_at.is_(None),
            # From place to place: were the company the same by itself, an index of names alone would have the order.
            place >= tuple_(part.c.company_key, part.c.first),
            place < tuple_(part.c.company_key, part.c.last),
        )
        .order_by(listed.company_key, listed.name_key, listed.id)
        .limit(MOST_OF_COMPANY)
        .lateral("near")
    )
    found = connection.execute(select(near).select_from(part.join(near, true())))
    return [Traits(*row) for row in found]


def parts_of_company(one: Traits) -> list[tuple[str, str, str]]:
    """All of it, which is enough of a small one, and of a large one who is called nearly so."""
    beginnings = ["", *(word[:BEGINNING] for word in one.words)]
    return [(one.company_key, beginning, beginning + LAST_OF_ALL) for beginning in beginnings]
