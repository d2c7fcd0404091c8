"""An import that is being undone when its worker dies: nothing is done by halves, and another one goes on."""

import pytest
from support.dying import a_worker
from support.files import many
from support.waiting import eventually

from contracts.contacts import Contacts, ImportEnded
from contracts.imports import ImportState, OneImport
from services.contacts.actions import run_imports
from services.contacts.actions.undo_import import BATCH_ENTRIES


class TestAKilledWorker:
    @pytest.fixture
    def undoing(self, desk, ann, add):
        """Of 250 contacts; the first was there before."""
        add(ann, name="Person 0", phones=["+46700000000"])
        content = "Name,Phone,Title\n" + "".join(f"Person {n},+4670{n:07d},Boss\n" for n in range(250))
        done = desk(ann).run(content)
        return desk(ann).answering.undo_import(OneImport(kind=done.kind, id=done.id))

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE contacts.import_turns",
            "SELECT contacts.contacts",
            "DELETE FROM contacts.contacts",
            "INSERT INTO contacts.history",
            "INSERT INTO contacts.undone_rows",
            "UPDATE contacts.imports",
        ],
    )
    def test_leaves_whole_batches_and_another_goes_on_exactly_there(self, desk, ann, cut_off, undoing, statement):
        between = cut_off(ann, undoing, statement)

        undone = desk(ann).look(undoing)
        assert (between.state, between.undo.removed + between.undo.restored) == (ImportState.UNDOING, BATCH_ENTRIES)
        assert (undone.state, undone.undo.model_dump()) == (
            ImportState.UNDONE,
            {"removed": 249, "restored": 1, "kept": 0},
        )
        assert [(contact.name, contact.title) for contact in desk(ann).contacts()] == [("Person 0", "")]
        assert [row.number for row in desk(ann).undone(undone)] == list(range(1, 251))

    def test_leaves_one_entry_of_history_for_each_contact(self, ann, cut_off, undoing, administrator):
        cut_off(ann, undoing, "INSERT INTO contacts.history")

        undone = "select count(*), count(distinct contact_id) from contacts.history where what = 'import_undone'"
        assert administrator(f"{undone} and import_id = :id", id=undoing.id) == [(250, 250)]

    def test_also_when_it_is_a_process_and_the_signal_9(self, desk, ann, database, administrator, release):
        done = desk(ann).run(many(2_000))
        desk(ann).answering.undo_import(OneImport(kind=done.kind, id=done.id))
        with a_worker(database) as worker:
            eventually(lambda: worker.poll() is None and desk(ann).look(done).undo.removed)
        between = desk(ann).look(done).undo.removed
        [left] = administrator("select count(*) from contacts.contacts where team_id = :id", id=ann.team_id)

        release(done)
        desk(ann).work_it_off()

        assert 0 < between < 2_000
        assert left.count == 2_000 - between
        assert (desk(ann).look(done).undo.removed, desk(ann).contacts()) == (2_000, [])

    def test_whom_the_undoing_itself_kills_is_not_followed_for_ever_and_it_can_be_told_again(
        self, desk, ann, administrator, undoing, announced
    ):
        administrator(
            "update contacts.import_turns set attempts = :n where import_id = :id",
            n=run_imports.MOST_ATTEMPTS,
            id=undoing.id,
        )
        desk(ann).work()
        failed = desk(ann).look(undoing)

        undone = desk(ann).undo(undoing)

        assert (failed.state, failed.detail) == (
            ImportState.FAILED,
            "Undoing the import stopped 5 times. What was undone stays so; undo it again to go on.",
        )
        assert (ImportEnded(ended=failed), None) in announced(Contacts, ann.team_id)
        assert (undone.state, undone.undo.removed) == (ImportState.UNDONE, 249)

    def test_who_wakes_up_after_its_turn_went_to_another_does_nothing(self, desk, ann, service, administrator, undoing):
        store = desk(ann).answering.store
        with store.transaction() as book:
            turn = book.imports.take_turn()
            running = book.imports.find(undoing.id)
        administrator(
            "update contacts.import_turns set held_by = gen_random_uuid() where import_id = :id", id=undoing.id
        )

        run_imports.work(store, turn, running)

        assert desk(ann).look(undoing).undo.removed == 0
