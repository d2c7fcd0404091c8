"""A batch of an undoing reads what its own import did, whatever else a team has done and however far it is."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from support.reading import Reading

from kit.database import act_for
from kit.planning import AS_WRITTEN, plan
from services.contacts.actions.undo_import import BATCH_ENTRIES, decide
from services.contacts.storage.book import Book

# As if one import had made all contacts of a team, and another one half of them again.
IMPORTED = """
insert into contacts.history (team_id, contact_id, kind, person_id, what, version, import_id, import_row)
select team_id, id, kind, created_by, :what, :version, :import, row_number() over (order by id)
from contacts.contacts where team_id = :team and kind = 'contact' and get_byte(uuid_send(id), 0) < :share
"""
IMPORT = """
insert into contacts.imports (team_id, id, kind, filename, state, created_by, undone_by, undone_until)
values (:team, :id, 'contact', 'people.csv', 'undoing', :team, :team, :until)
"""
MIDDLE = "select percentile_disc(0.5) within group (order by id) from contacts.history where import_id = :id"
UNDONE = """
insert into contacts.history (team_id, contact_id, kind, person_id, what, version, import_id)
select team_id, contact_id, kind, person_id, 'import_undone', 2, import_id
from contacts.history where import_id = :id and id <= :until
"""


@pytest.fixture(scope="module")
def undone(database, crowd) -> UUID:
    """An import that is undone to its half. Statistics have never heard of any history."""
    one, other, team = uuid4(), uuid4(), crowd.team_id
    with database.engine("postgres").begin() as connection:
        connection.execute(text("alter table contacts.history set (autovacuum_enabled = false)"))
        connection.execute(
            text(IMPORTED), {"team": team, "import": one, "what": "imported", "version": 1, "share": 256}
        )
        connection.execute(
            text(IMPORTED), {"team": team, "import": other, "what": "import_changed", "version": 2, "share": 128}
        )
        until = connection.execute(text(MIDDLE), {"id": one}).scalar_one()
        connection.execute(text(UNDONE), {"id": one, "until": until})
        connection.execute(text(IMPORT), {"team": team, "id": one, "until": until})
    return one


@pytest.fixture
def batch(database, crowd, undone):
    """Reads one as a worker does that has its turn, and keeps nothing of it."""
    with database.engine("contacts_app").begin() as connection:
        act_for(connection, team_id=crowd.team_id, person_id=None)
        found = Book(connection, None).imports.find(undone)

    def read(most: int) -> int:
        with database.engine("contacts_app").connect() as connection:
            act_for(connection, team_id=crowd.team_id, person_id=None)
            book = Book(connection, None)
            entries = book.undo.next_entries(found, most)
            outcomes = decide(book, found, [entry.contact_id for entry in entries])
            connection.rollback()
        return len(outcomes)

    return read


class TestABatch:
    def test_reads_its_own_rows_by_their_indexes(self, batch, reading):
        read = reading(batch, BATCH_ENTRIES)

        assert read.whole_tables == set()
        assert read.indexes == {
            "history_of_import", "history_of_contact", "contacts_pkey", "call_logs_of_contact",
        }  # fmt: skip
        assert read.rows < 10 * BATCH_ENTRIES

    def test_has_all_of_its_contacts(self, batch):
        assert batch(BATCH_ENTRIES) == BATCH_ENTRIES


class TestWhoPlans:
    def test_is_looked_up_contact_by_contact(self, database, crowd, ids):
        """Inside the function, whose plan is in no other one."""
        with database.engine("postgres").begin() as connection:
            body = connection.execute(text("select prosrc from pg_proc where proname = 'planned_with'")).scalar_one()
        asked = body.replace("contact_ids", "cast(:ids as uuid[])")
        with database.engine("contacts_owner").begin() as connection:
            act_for(connection, team_id=crowd.team_id, person_id=None)
            plan(connection, AS_WRITTEN)
            found = connection.execute(text(f"explain (analyze, format json) {asked}"), {"ids": ids[:BATCH_ENTRIES]})
            [[told]] = found.all()

        read = Reading([told[0]["Plan"]])
        assert (read.indexes, read.whole_tables) == ({"personal_settings_of_contact"}, set())
