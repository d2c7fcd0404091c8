"""An import undone: what it made goes, what it changed is set back, and nobody's own work is touched by it."""

from uuid import uuid4

import pytest
from support.files import many

from contracts.contacts import (
    ArchiveContact,
    ChangeContact,
    Contacts,
    ImportEnded,
    LogCall,
    OneCallLog,
    OneContact,
    Outcome,
)
from contracts.history import FieldChange, Happening
from contracts.imports import ImportNotReady, ImportState, OneImport, Undoing, UndoneRow
from contracts.kinds import Kind
from contracts.records import ContactChanges
from contracts.wire import NotFound
from services.contacts.actions import run_imports

PEOPLE = "Name,Company,Phone\nAda Al,Al AB,0701-234567\nBo Ek,,08123456\n,,\nCai Li,Li AB,\n"
CHANGED = "It was changed after the import."
IN_USE = "Somebody works with it: it was called, or is planned with."


@pytest.fixture
def change(contacts):
    def by(caller, contact, **changes):
        ask = ChangeContact(kind=contact.kind, id=contact.id, version=None, changes=ContactChanges(**changes))
        return contacts(caller).change(ask)

    return by


@pytest.fixture
def outcomes(desk, ann):
    """What became of each contact, by its name."""
    return lambda done: {row.name: row.undoing for row in desk(ann).undone(done)}


class TestUndoing:
    def test_takes_away_what_the_import_made(self, desk, ann):
        done = desk(ann).run(PEOPLE)

        undone = desk(ann).undo(done)

        assert desk(ann).contacts() == []
        assert (undone.state, undone.undo.model_dump()) == (
            ImportState.UNDONE,
            {"removed": 3, "restored": 0, "kept": 0},
        )
        assert undone.counts == done.counts

    def test_tells_of_each_contact_by_the_row_it_came_from(self, desk, ann):
        done = desk(ann).run(PEOPLE)
        ids = {contact.name: contact.id for contact in desk(ann).contacts()}
        desk(ann).undo(done)

        rows = desk(ann).undone(done)

        assert rows == [
            UndoneRow(number=number, contact_id=ids[name], name=name, undoing=Undoing.REMOVED, reason="")
            for number, name in ((1, "Ada Al"), (2, "Bo Ek"), (4, "Cai Li"))
        ]
        assert desk(ann).undone(done, after=1, limit=1) == rows[1:2]

    def test_leaves_what_was_there_before(self, desk, add, ann):
        bo = add(ann, name="Bo Ek", phones=["08123456"])
        done = desk(ann).run(PEOPLE)

        desk(ann).undo(done)

        assert desk(ann).contacts() == [bo]

    def test_lets_the_same_file_make_everything_again(self, desk, ann):
        desk(ann).undo(desk(ann).run(PEOPLE))

        again = desk(ann).run(PEOPLE)

        assert (again.counts.created, len(desk(ann).contacts())) == (3, 3)

    def test_of_candidates_leaves_the_contacts(self, desk, ann):
        desk(ann).run(PEOPLE)

        desk(ann).undo(desk(ann).run(PEOPLE, kind=Kind.TMA))

        assert (len(desk(ann).contacts()), len(desk(ann).contacts(Kind.TMA))) == (3, 0)

    def test_tells_the_team_of_its_end(self, desk, ann, announced):
        done = desk(ann).run(PEOPLE)

        undone = desk(ann).undo(done)

        assert announced(Contacts, ann.team_id) == [(ImportEnded(ended=done), None), (ImportEnded(ended=undone), None)]

    def test_is_in_the_history_though_the_contact_is_gone(self, desk, ann, ben, administrator):
        done = desk(ann).run("Name\nBo Ek\n")

        desk(ben).undo(done)

        told = administrator(
            "select what, person_id, version from contacts.history where import_id = :id order by id", id=done.id
        )
        assert told == [(Happening.IMPORTED, ann.person_id, 1), (Happening.IMPORT_UNDONE, ben.person_id, 2)]


class TestWhatItMade:
    def test_stays_when_somebody_changed_it_since(self, desk, change, ann, ben, outcomes):
        done = desk(ann).run(PEOPLE)
        [_, bo, _] = desk(ann).contacts()
        change(ben, bo, title="Boss")

        undone = desk(ann).undo(done)

        assert [contact.title for contact in desk(ann).contacts()] == ["Boss"]
        assert (undone.undo.removed, undone.undo.kept) == (2, 1)
        assert outcomes(done)["Bo Ek"] == Undoing.KEPT_CHANGED
        assert [row.reason for row in desk(ann).undone(done)] == ["", CHANGED, ""]

    def test_stays_when_it_was_changed_between_two_of_its_rows(self, desk, change, ann, monkeypatch, outcomes):
        monkeypatch.setattr(run_imports, "TURN_SECONDS", 0)
        started = desk(ann).start(desk(ann).upload(f"{many(100)}Person 0,+46700000000;08123456\n", chunk=50_000))
        desk(ann).work()
        [first] = [contact for contact in desk(ann).contacts() if contact.name == "Person 0"]
        change(ann, first, title="Boss")
        desk(ann).work_it_off()

        desk(ann).undo(started)

        [kept] = desk(ann).contacts()
        assert (kept.id, kept.phones, kept.title) == (first.id, ["+46700000000", "+468123456"], "Boss")
        assert outcomes(started)["Person 0"] == Undoing.KEPT_CHANGED

    def test_goes_when_only_later_rows_of_the_file_changed_it(self, desk, ann):
        done = desk(ann).run(f"{many(100)}Person 0,+46700000000;08123456\n")

        undone = desk(ann).undo(done)

        assert (done.counts.created, done.counts.updated) == (100, 1)
        assert (undone.undo.removed, desk(ann).contacts()) == (100, [])

    def test_stays_when_another_import_changed_it_since(self, desk, ann, outcomes):
        first = desk(ann).run("Name,Phone\nBo Ek,08123456\n")
        desk(ann).run("Name,Phone,Title\nBo Ek,08123456,Boss\n")

        desk(ann).undo(first)

        assert outcomes(first) == {"Bo Ek": Undoing.KEPT_CHANGED}

    def test_stays_when_it_was_archived_since(self, desk, contacts, ann, outcomes):
        done = desk(ann).run("Name\nBo Ek\n")
        [bo] = desk(ann).contacts()
        contacts(ann).archive(ArchiveContact(kind=bo.kind, id=bo.id))

        desk(ann).undo(done)

        assert outcomes(done) == {"Bo Ek": Undoing.KEPT_CHANGED}

    def test_stays_when_it_was_called(self, desk, contacts, ann, ben):
        done = desk(ann).run("Name\nBo Ek\nCai Li\n")
        bo, cai = desk(ann).contacts()
        contacts(ben).log_call(LogCall(kind=bo.kind, contact_id=bo.id, outcome=Outcome.BUSY))
        log = contacts(ben).log_call(LogCall(kind=cai.kind, contact_id=cai.id, outcome=Outcome.BUSY))
        contacts(ben).remove_call_log(OneCallLog(id=log.id))

        desk(ann).undo(done)

        told = [(row.name, row.undoing, row.reason) for row in desk(ann).undone(done)]
        assert told == [("Bo Ek", Undoing.KEPT_IN_USE, IN_USE), ("Cai Li", Undoing.REMOVED, "")]

    @pytest.mark.parametrize("planned", [{"status": "hot"}, {"follow_up_at": "2027-03-01T09:00:00Z"}])
    def test_stays_when_anybody_plans_with_it_and_the_reason_does_not_say_that(self, desk, hear, ann, ben, planned):
        done = desk(ann).run("Name\nBo Ek\nCai Li\n")
        bo, cai = desk(ann).contacts()
        hear(ben, bo, **{"status": None, "follow_up_at": None, "follow_up_note": "", **planned})
        hear(ben, cai, status=None, follow_up_at=None, follow_up_note="", version=2)

        desk(ann).undo(done)

        told = [(row.name, row.undoing, row.reason) for row in desk(ann).undone(done)]
        assert told == [("Bo Ek", Undoing.KEPT_IN_USE, IN_USE), ("Cai Li", Undoing.REMOVED, "")]

    def test_stays_when_it_was_merged_since(self, desk, ann, administrator, outcomes):
        done = desk(ann).run("Name\nBo Ek\nCai Li\n")
        bo, cai = desk(ann).contacts()
        for contact, what in ((bo, Happening.MERGED), (cai, Happening.MERGED_AWAY)):
            administrator(
                "insert into contacts.history (team_id, contact_id, kind, person_id, what, version)"
                " values (:team, :contact, 'contact', :team, :what, 2)",
                team=ann.team_id,
                contact=contact.id,
                what=what,
            )

        undone = desk(ann).undo(done)

        assert outcomes(done) == {"Bo Ek": Undoing.KEPT_MERGED, "Cai Li": Undoing.KEPT_MERGED}
        assert (undone.undo.kept, len(desk(ann).contacts())) == (2, 2)


class TestWhatItChanged:
    @pytest.fixture
    def bo(self, add, ann):
        return add(ann, name="Bo Ek", phones=["08123456"], tags=["vip"])

    FILE = "Name,Phone,Mobile,Company,Title,Tags,Notes\nBo Ek,08123456,0701234567,Ek AB,Boss,VIP;new,met\n"

    def test_is_set_back(self, desk, ann, ben, bo, history):
        done = desk(ann).run(self.FILE)

        undone = desk(ben).undo(done)

        [now] = desk(ann).contacts()
        ignored = {"version", "updated_at"}
        assert now.model_dump(exclude=ignored) == bo.model_dump(exclude=ignored)
        assert (now.version, undone.undo.model_dump()) == (3, {"removed": 0, "restored": 1, "kept": 0})
        latest = history(ann, bo).items[0]
        assert (latest.what, latest.person_id, latest.import_id) == (
            Happening.IMPORT_UNDONE, ben.person_id, done.id,
        )  # fmt: skip
        assert latest.changes["title"] == FieldChange(before="Boss", after="")

    def test_keeps_what_was_changed_since_and_says_what(self, desk, change, ann, ben, bo):
        done = desk(ann).run(self.FILE)
        change(ben, bo, title="Chief", phones=["+46701234567", "08123456", "0707654321"], tags=["vip", "new", "hot"])

        undone = desk(ann).undo(done)

        [now] = desk(ann).contacts()
        assert (now.title, now.company, now.notes) == ("Chief", "", "")
        assert (now.phones, now.tags) == (["+468123456", "+46707654321"], ["vip", "hot"])
        [row] = desk(ann).undone(done)
        assert (row.undoing, row.reason) == (Undoing.KEPT_IN_PART, "Changed after the import: title.")
        assert undone.undo.model_dump() == {"removed": 0, "restored": 0, "kept": 1}

    def test_stays_when_all_of_it_was_changed_since(self, desk, change, ann, bo, outcomes):
        done = desk(ann).run("Name,Phone,Title\nBo Ek,08123456,Boss\n")
        changed = change(ann, bo, title="Chief")

        desk(ann).undo(done)

        assert desk(ann).contacts() == [changed]
        assert outcomes(done) == {"Bo Ek": Undoing.KEPT_CHANGED}

    def test_has_nothing_to_set_back_when_somebody_did_so(self, desk, change, ann, bo, outcomes):
        done = desk(ann).run("Name,Phone,Title\nBo Ek,08123456,Boss\n")
        changed = change(ann, bo, title="")

        desk(ann).undo(done)

        assert desk(ann).contacts() == [changed]
        assert outcomes(done) == {"Bo Ek": Undoing.RESTORED}

    def test_is_set_back_to_what_it_was_before_the_first_row(self, desk, ann, bo):
        rows = f"Bo Ek,08123456,Boss\n{many(100).partition(chr(10))[2]}Bo Ek,+468123456;0701234567,\n"
        done = desk(ann).run(f"Name,Phone,Title\n{rows}")

        undone = desk(ann).undo(done)

        [now] = desk(ann).contacts()
        assert (done.counts.updated, undone.undo.restored) == (2, 1)
        assert (now.title, now.phones) == ("", bo.phones)

    def test_is_set_back_though_it_is_called_and_archived(self, desk, contacts, ann, bo):
        done = desk(ann).run("Name,Phone,Title\nBo Ek,08123456,Boss\n")
        contacts(ann).log_call(LogCall(kind=bo.kind, contact_id=bo.id, outcome=Outcome.BUSY))
        contacts(ann).archive(ArchiveContact(kind=bo.kind, id=bo.id))

        desk(ann).undo(done)

        now = contacts(ann).get(OneContact(kind=bo.kind, id=bo.id))
        assert (now.title, now.archived_at is None) == ("", False)


class TestUndoImport:
    @pytest.fixture
    def undo(self, contacts):
        return lambda caller, one: contacts(caller).undo_import(OneImport(kind=one.kind, id=one.id))

    def test_again_is_the_same(self, desk, ann, ben, undo):
        done = desk(ann).run(PEOPLE)
        first = undo(ann, done)
        second = undo(ben, done)
        desk(ann).work_it_off()
        third = undo(ben, done)

        assert (first.state, second) == (ImportState.UNDOING, first)
        assert third == desk(ann).look(done)
        assert third.undo.removed == 3

    def test_waits_for_the_import_to_end(self, desk, ann, undo):
        ready = desk(ann).upload(PEOPLE)
        with pytest.raises(ImportNotReady, match="ready, this needs it to be done or failed"):
            undo(ann, ready)
        desk(ann).start(ready)
        with pytest.raises(ImportNotReady, match="running"):
            undo(ann, ready)

    def test_takes_back_what_a_failed_one_had_done(self, desk, ann, undo, administrator):
        done = desk(ann).run(PEOPLE)
        administrator("update contacts.imports set state = 'failed', detail = 'It stopped.' where id = :id", id=done.id)

        undone = desk(ann).undo(done)

        assert (undone.state, undone.detail, desk(ann).contacts()) == (ImportState.UNDONE, "", [])

    def test_of_one_that_made_nothing_is_soon_done(self, desk, ann):
        undone = desk(ann).undo(desk(ann).run("Name,Phone\nBo,12ab\n"))

        assert (undone.state, undone.undo.removed) == (ImportState.UNDONE, 0)

    def test_of_one_without_history_is_refused(self, desk, ann, undo, administrator):
        done = desk(ann).run(PEOPLE)
        administrator("delete from contacts.history where import_id = :id", id=done.id)

        with pytest.raises(ImportNotReady, match="before QERO kept"):
            undo(ann, done)

    def test_a_colleague_may_and_another_team_may_not(self, desk, ann, ben, xena, undo):
        done = desk(ann).run(PEOPLE)

        with pytest.raises(NotFound):
            undo(xena, done)
        with pytest.raises(NotFound):
            desk(xena).undone(done)
        assert undo(ben, done).state == ImportState.UNDOING

    def test_of_the_other_list_or_of_nothing_is_not_found(self, desk, ann, undo):
        done = desk(ann).run(PEOPLE)

        for wrong in ({"kind": Kind.TMA}, {"id": uuid4()}):
            with pytest.raises(NotFound):
                undo(ann, done.model_copy(update=wrong))

    def test_is_possible_for_thirty_days_and_told_of_for_as_long(self, desk, ann, administrator):
        done = desk(ann).run(PEOPLE)
        due = (
            "select round(extract(epoch from due_at - now()) / 86400) from contacts.import_turns where import_id = :id"
        )

        [before] = administrator(due, id=done.id)
        desk(ann).undo(done)
        [after] = administrator(due, id=done.id)
        administrator("update contacts.import_turns set due_at = now() where import_id = :id", id=done.id)
        desk(ann).work_it_off()

        assert (before, after) == ((30,), (30,))
        with pytest.raises(NotFound):
            desk(ann).look(done)
        assert administrator("select 1 from contacts.undone_rows where import_id = :id", id=done.id) == []
