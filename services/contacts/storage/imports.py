"""Keeps imports: the file while it is needed, how far it is done, the rows it refused, and whose turn it is.

Row level security narrows every statement to the team; `take_turn` alone looks at all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count, takewhile
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    any_,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from contracts.imports import (
    Import,
    ImportCounts,
    ImportField,
    ImportPreview,
    ImportState,
    RefusedRow,
    UndoCounts,
    Undoing,
)
from contracts.kinds import Kind
from contracts.records import Contact, ContactFields
from contracts.wire import NotFound
from kit.planning import AS_WRITTEN, each_of, looked_up, plan
from services.contacts.domain.csv_file import Reading, Survey
from services.contacts.domain.imports import Draft, Known, Plan, has_reach
from services.contacts.domain.mapping import Mapping, Remembered
from services.contacts.storage.alone import be_alone
from services.contacts.storage.contacts import ContactBook
from services.contacts.storage.redirects import found_as, stands
from services.contacts.tables import (
    contacts,
    import_chunks,
    import_turns,
    imports,
    merges,
    refused_rows,
    remembered_columns,
)

UNUSED_FOR = timedelta(days=1)
"""So long may an upload wait to be started."""

KEPT_FOR = timedelta(days=30)
"""So long can it be undone, and the refused rows be fetched. Then nothing is left of an import but the contacts."""

TURN_HELD_FOR = timedelta(seconds=10)
"""The longest that a killed worker's import stands still. Each batch holds the turn anew."""

LARGEST_PAGE_CHARACTERS = 1_000_000

MOST_LISTED = 50

MOST_MERGED_AWAY = 1_000
"""Looked at of one name."""

KNOWN = ("id", "name_key", "created_at", "archived_at", "version", *ContactFields.model_fields)
NONE = literal_column("'{}'", ARRAY(Text))


@dataclass(frozen=True)
class Turn:
    """The right to work for one import, until it runs out or is given back."""

    team_id: UUID
    import_id: UUID
    holder: UUID
    attempts: int
    """How often it was taken since a batch was last kept."""


class ImportBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def begin(self, team_id: UUID, person_id: UUID, kind: Kind, filename: str) -> Row[Any]:
        values = {"team_id": team_id, "id": uuid4(), "kind": kind, "filename": filename, "created_by": person_id}
        begun = self.connection.execute(insert(imports).values(values).returning(imports)).one()
        self.connection.execute(
            insert(import_turns).values(team_id=team_id, import_id=begun.id, due_at=func.now() + UNUSED_FOR)
        )
        return begun

    def find(self, id: UUID, kind: Kind | None = None, *, locked: bool = False) -> Row[Any]:
        """Locked: nobody else changes it until the transaction ends. Raises NotFound."""
        statement = select(imports).where(imports.c.id == id)
        if kind is not None:
            statement = statement.where(imports.c.kind == kind)
        found = self.connection.execute(statement.with_for_update() if locked else statement).first()
        if found is None:
            raise NotFound("This import does not exist.")
        return found

    def newest(self, kind: Kind) -> Sequence[Row[Any]]:
        """Without how their files are read. Those whose upload never ended are none."""
        read = {column.name for column in imports.c} - {"encoding", "columns", "mapping", "sample", "remembered"}
        whole = and_(imports.c.kind == kind, imports.c.state != ImportState.UPLOADING)
        listed = select(*(imports.c[name] for name in read)).where(whole).order_by(imports.c.created_at.desc())
        return self.connection.execute(listed.limit(MOST_LISTED)).all()

    def write(self, id: UUID, **values: Any) -> Row[Any]:
        return self.connection.execute(
            update(imports).where(imports.c.id == id).values(values).returning(imports)
        ).one()

    def add_chunk(self, upload: Row[Any], number: int, content: bytes) -> None:
        self.connection.execute(
            insert(import_chunks).values(team_id=upload.team_id, import_id=upload.id, number=number, content=content)
        )
        self.write(upload.id, bytes=imports.c.bytes + len(content))

    def chunk(self, id: UUID, number: int) -> bytes:
        """Empty when it has not arrived."""
        wanted = (import_chunks.c.import_id == id) & (import_chunks.c.number == number)
        return self.connection.execute(select(import_chunks.c.content).where(wanted)).scalar() or b""

    def chunks(self, id: UUID) -> Iterable[bytes]:
        """One after the other, so that a large file is never held whole."""
        return takewhile(bool, map(partial(self.chunk, id), count()))

    def lacks_a_chunk(self, id: UUID) -> bool:
        counted = select(func.count() != func.coalesce(func.max(import_chunks.c.number) + 1, 0))
        return self.connection.execute(counted.where(import_chunks.c.import_id == id)).scalar_one()

    def make_ready(self, id: UUID, surveyed: Survey, mapping: Mapping, *, remembered: list[bool]) -> Row[Any]:
        return self.write(
            id,
            state=ImportState.READY,
            encoding=surveyed.reading.encoding,
            delimiter=surveyed.reading.delimiter,
            has_header=surveyed.reading.has_header,
            columns=surveyed.columns,
            sample=surveyed.sample,
            rows=surveyed.rows,
            mapping=mapping,
            remembered=remembered,
        )

    def remembered_columns(self, kind: Kind) -> Remembered:
        found = self.connection.execute(
            select(remembered_columns.c.header, remembered_columns.c.field).where(remembered_columns.c.kind == kind)
        )
        return {row.header: ImportField(row.field) if row.field else None for row in found}

    def remember_columns(self, ready: Row[Any], fields: Remembered) -> None:
        owned = {"team_id": ready.team_id, "kind": ready.kind}
        rows = [{**owned, "header": header, "field": field} for header, field in sorted(fields.items())]
        if rows:
            new = upsert(remembered_columns).values(rows)
            keys = ["team_id", "kind", "header"]
            self.connection.execute(new.on_conflict_do_update(index_elements=keys, set_={"field": new.excluded.field}))

    def make_running(self, id: UUID, mapping: Mapping, person_id: UUID, country: str) -> Row[Any]:
        self.schedule(id, due_at=func.clock_timestamp())
        return self.write(id, state=ImportState.RUNNING, mapping=mapping, started_by=person_id, country=country)

    def make_undoing(self, id: UUID, person_id: UUID) -> Row[Any]:
        self.schedule(id, due_at=func.clock_timestamp())
        return self.write(id, state=ImportState.UNDOING, undone_by=person_id, detail="")

    def schedule(self, id: UUID, **values: Any) -> None:
        self.connection.execute(update(import_turns).where(import_turns.c.import_id == id).values(values))

    def take_turn(self) -> Turn | None:
        """Of whichever team: an import that is due and that nobody works for."""
        holder = uuid4()
        statement = text("select team_id, import_id, attempts from contacts.take_import_turn(:holder, :hold)")
        taken = self.connection.execute(statement, {"holder": holder, "hold": TURN_HELD_FOR}).first()
        return Turn(taken.team_id, taken.import_id, holder, taken.attempts) if taken else None

    def hold(self, turn: Turn) -> bool:
        """For as long again, alone in the team until the transaction ends. False: the turn has gone to another."""
        be_alone(self.connection, turn.team_id)
        held = (
            update(import_turns)
            .where(import_turns.c.import_id == turn.import_id, import_turns.c.held_by == turn.holder)
            .values(held_until=func.clock_timestamp() + TURN_HELD_FOR, attempts=0)
        )
        return self.connection.execute(held).rowcount == 1

    def give_back(self, turn: Turn) -> None:
        self.connection.execute(
            update(import_turns)
            .where(import_turns.c.import_id == turn.import_id, import_turns.c.held_by == turn.holder)
            .values(held_by=None, held_until=func.clock_timestamp())
        )

    def known(self, kind: Kind, drafts: Sequence[Draft]) -> list[Known]:
        """The contacts that a draft says it is, or may be, the oldest first, locked.

        Archived ones too, and the survivors of those that were merged away.

        Of a name that thousands have, only those that matter: a file may have one name in all of its rows.
        """
        plan(self.connection, AS_WRITTEN)
        once = self.merged_away(kind, drafts)
        ids = [*self.connection.scalars(union_all(*candidates(kind, drafts))), *once]
        if not ids:
            return []
        asked = each_of(sorted(set(ids)))
        one = looked_up(contacts, "id", asked.c.id, locked=True)
        locked = select(*(one.c[name] for name in KNOWN)).select_from(asked.join(one, true()))
        # Not sorted by Postgres, which would rather read all of the team in this order.
        rows = sorted(self.connection.execute(locked).mappings(), key=itemgetter("created_at", "id"))
        return [
            Known(
                ContactFields.model_validate(row),
                row["name_key"],
                row["id"],
                row["archived_at"] is not None,
                once.get(row["id"], ()),
                row["version"],
            )
            for row in rows
        ]

    def merged_away(self, kind: Kind, drafts: Sequence[Draft]) -> dict[UUID, list[Contact]]:
        """Those that a draft says it is or has the name of, as they were, by their survivors."""
        found: dict[UUID, Contact] = {}
        for standing in (merged_named(kind, drafts), merged_said(kind, drafts)):
            found |= {merged.id: merged for merged in map(Contact.model_validate, self.connection.scalars(standing))}
        once: dict[UUID, list[Contact]] = defaultdict(list)
        for merged_id, survivor_id in found_as(self.connection, list(found), kind).items():
            once[survivor_id].append(found[merged_id])
        return once

    def keep(self, running: Row[Any], planned: Plan) -> list[UUID]:
        """Gives the ids of what was created."""
        book = ContactBook(self.connection)
        book.change_all({contact_id: contact.fields for contact_id, contact in planned.changed.items()})
        created = [contact.fields for contact in planned.created]
        return book.add_all(running.kind, created, team_id=running.team_id, person_id=running.started_by)

    def refuse(self, running: Row[Any], rows: Sequence[RefusedRow]) -> None:
        owned = {"team_id": running.team_id, "import_id": running.id}
        if rows:
            self.connection.execute(insert(refused_rows), [{**owned, **row.model_dump()} for row in rows])

    def advance(self, id: UUID, planned: Plan, refused: int, last_number: int, *, suspected: int) -> None:
        created = len(planned.created)
        self.write(
            id,
            done=imports.c.done + created + planned.updated + planned.unchanged + refused,
            created=imports.c.created + created,
            updated=imports.c.updated + planned.updated,
            unchanged=imports.c.unchanged + planned.unchanged,
            refused=imports.c.refused + refused,
            suspected=imports.c.suspected + suspected,
            last_number=last_number,
        )

    def advance_undoing(self, id: UUID, undoings: Sequence[Undoing], last_entry: int) -> None:
        removed = undoings.count(Undoing.REMOVED)
        restored = undoings.count(Undoing.RESTORED)
        self.write(
            id,
            removed=imports.c.removed + removed,
            restored=imports.c.restored + restored,
            kept=imports.c.kept + len(undoings) - removed - restored,
            undone_until=last_entry,
        )

    def finish(self, id: UUID, state: ImportState, detail: str = "") -> Row[Any]:
        """The file itself goes at once, the refused rows stay for a while."""
        self.connection.execute(delete(import_chunks).where(import_chunks.c.import_id == id))
        self.schedule(id, due_at=func.now() + KEPT_FOR, held_by=None, held_until=func.clock_timestamp(), attempts=0)
        return self.write(id, state=state, detail=detail, finished_at=func.now())

    def forget(self, id: UUID) -> None:
        self.connection.execute(delete(imports).where(imports.c.id == id))

    def refused_page(self, id: UUID, after: int, limit: int) -> list[RefusedRow]:
        wanted = (refused_rows.c.import_id == id) & (refused_rows.c.number > after)
        found = self.connection.execute(
            select(refused_rows.c.number, refused_rows.c.cells, refused_rows.c.reason)
            .where(wanted)
            .order_by(refused_rows.c.number)
            .limit(limit)
        )
        page: list[RefusedRow] = []
        room = LARGEST_PAGE_CHARACTERS
        for row in found:
            room -= sum(map(len, row.cells))
            if page and room < 0:
                break
            page.append(RefusedRow(number=row.number, cells=row.cells, reason=row.reason))
        return page


def candidates(kind: Kind, drafts: Sequence[Draft]) -> Iterator[Select[Any]]:
    """The ids that drafts say; of those who have a draft's name, and its phone, its e-mail or no reach; of each company
    the oldest.
    """
    every = contacts.c
    near = or_(
        every.phones.op("&&")(texts(phone for draft in drafts for phone in draft.fields.phones)),
        every.emails.op("&&")(texts(email for draft in drafts for email in draft.fields.emails)),
        (every.phones == NONE) & (every.emails == NONE),
    )
    if said := [draft.id for draft in drafts if draft.id]:
        yield select(every.id).where(every.kind == kind, every.id == any_(literal(said, ARRAY(Uuid))))
    bare = [draft for draft in drafts if not has_reach(draft.fields)]
    # Each half has its own index.
    for half in (every.archived_at.is_(None), every.archived_at.is_not(None)):
        yield select(named(drafts, every.kind == kind, half, near).c.id)
        if bare:
            alike = named(bare, every.kind == kind, half).c
            of_each_company = select(alike.id).ext(distinct_on(alike.name_key, alike.company_key))
            oldest = of_each_company.order_by(alike.name_key, alike.company_key, alike.created_at, alike.id)
            yield select(oldest.subquery("oldest").c.id)


def names_of(drafts: Sequence[Draft]) -> TableValuedAlias:
    return func.unnest(texts(draft.name_key for draft in drafts)).table_valued("name_key").render_derived()


def named(drafts: Sequence[Draft], *conditions: ColumnElement[bool]) -> FromClause:
    """Read name by name, whatever the statistics say: they come long after an import has begun."""
    names = names_of(drafts)
    every = contacts.c
    # Between it and itself, and in order: where sorting is off, no other index serves.
    of_name = select(every.id, every.name_key, every.company_key, every.created_at).where(
        every.name_key.between(names.c.name_key, names.c.name_key), *conditions
    )
    each = of_name.order_by(every.name_key, every.id).lateral("of_name")
    return select(*each.c).select_from(names.join(each, true())).subquery("namesakes")


def merged_named(kind: Kind, drafts: Sequence[Draft]) -> Select[Any]:
    names = names_of(drafts)
    name_key = merges.c.merged_name_key
    same = name_key.between(names.c.name_key, names.c.name_key)
    of_name = select(merges.c.merged).where(merges.c.kind == kind, stands, same)
    each = of_name.order_by(name_key).limit(MOST_MERGED_AWAY).lateral("of_name")
    return select(each.c.merged).select_from(names.join(each, true()))


def merged_said(kind: Kind, drafts: Sequence[Draft]) -> Select[Any]:
    asked = each_of([draft.id for draft in drafts if draft.id])
    one = looked_up(merges, "merged_id", asked.c.id, stands, merges.c.kind == kind)
    return select(one.c.merged).select_from(asked.join(one, true()))


def texts(values: Iterable[str]) -> BindParameter[list[str]]:
    return literal(sorted(set(values)), ARRAY(Text))


def reading_of(upload: Row[Any]) -> Reading:
    return Reading(upload.encoding, upload.delimiter, upload.has_header)


def mapping_of(upload: Row[Any]) -> Mapping:
    return [ImportField(field) if field else None for field in upload.mapping]


def import_of(row: Row[Any]) -> Import:
    plain = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it
    preview = ImportPreview.model_validate(plain) if plain.get("encoding") else None
    undo = UndoCounts.model_validate(plain) if row.undone_by else None
    counts = ImportCounts.model_validate(plain)
    return Import.model_validate({**plain, "preview": preview, "counts": counts, "undo": undo})
