"""Keeps what settings tells of one person. Row level security narrows every statement to that person."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select, true
from sqlalchemy.dialects.postgresql import insert

from contracts.contacts import RecentSettings
from contracts.kinds import Kind
from kit.planning import each_of, looked_up
from services.contacts.storage.many import many
from services.contacts.tables import personal_settings

TOLD = ("status", "follow_up_at", "version")


class PersonalSettingsBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, person_id: UUID, told: Sequence[tuple[Kind, RecentSettings]]) -> None:
        """Of the person that the transaction acts for. What is older than what is kept changes nothing."""
        rows = [{"person_id": person_id, "kind": kind, **one.model_dump(mode="json")} for kind, one in told]
        new = insert(personal_settings).from_select(list(rows[0]), many(personal_settings, rows))
        self.connection.execute(
            new.on_conflict_do_update(
                index_elements=["person_id", "kind", "contact_id"],
                set_={name: new.excluded[name] for name in TOLD},
                where=personal_settings.c.version < new.excluded.version,
            )
        )

    def unheard(self, kind: Kind, recent: Sequence[RecentSettings]) -> list[RecentSettings]:
        """Those of `recent` of which an event is still on its way."""
        if not recent:
            return []
        asked = each_of([one.contact_id for one in recent])
        kept = looked_up(personal_settings, "contact_id", asked.c.id, personal_settings.c.kind == kind)
        statement = select(kept.c.contact_id, kept.c.version).select_from(asked.join(kept, true()))
        versions = {row.contact_id: row.version for row in self.connection.execute(statement)}
        return [one for one in recent if one.version > versions.get(one.contact_id, 0)]
