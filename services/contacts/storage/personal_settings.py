"""Keeps what settings tells of one person. Row level security narrows every statement to that person."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Text, Uuid, cast, column, func, literal, literal_column, select, true
from sqlalchemy.dialects.postgresql import JSONB, insert

from contracts.contacts import RecentSettings
from contracts.kinds import Kind
from kit.planning import looked_up
from services.contacts.tables import personal_settings

TOLD = ("status", "follow_up_at", "version")


class PersonalSettingsBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, person_id: UUID, told: Sequence[tuple[Kind, RecentSettings]]) -> None:
        """Of the person that the transaction acts for. What is older than what is kept changes nothing."""
        rows = [{"person_id": str(person_id), "kind": kind, **one.model_dump(mode="json")} for kind, one in told]
        given = cast(literal(json.dumps(rows), Text), JSONB)
        filled = func.jsonb_populate_recordset(literal_column("null::contacts.personal_settings"), given)
        names = ("person_id", "kind", "contact_id", *TOLD)
        new = insert(personal_settings).from_select(
            names, select(*filled.table_valued(*(column(name) for name in names)).c)
        )
        self.connection.execute(
            new.on_conflict_do_update(
                index_elements=["person_id", "kind", "contact_id"],
                set_={name: new.excluded[name] for name in TOLD},
                where=personal_settings.c.version < new.excluded.version,
            )
        )

    def unheard(self, kind: Kind, recent: Sequence[RecentSettings]) -> list[RecentSettings]:
        """Those of `recent` of which an event is still on its way."""
        asked = (
            func.unnest(literal([one.contact_id for one in recent], ARRAY(Uuid))).table_valued("id").render_derived()
        )
        kept = looked_up(personal_settings, "contact_id", asked.c.id, personal_settings.c.kind == kind)
        statement = select(kept.c.contact_id, kept.c.version).select_from(asked.join(kept, true()))
        versions = {row.contact_id: row.version for row in self.connection.execute(statement)} if recent else {}
        return [one for one in recent if one.version > versions.get(one.contact_id, 0)]
