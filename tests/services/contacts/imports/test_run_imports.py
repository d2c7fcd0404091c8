"""What becomes of the rows, also when work is cut off in the middle or done twice at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from support.dying import a_worker
from support.files import many
from support.waiting import eventually

from contracts.contacts import ArchiveContact, Contacts, ImportEnded
from contracts.history import FieldChange, Happening
from contracts.imports import ImportState, RefusedRow
from contracts.kinds import Kind
from contracts.records import ContactFields
from contracts.wire import NotFound
from services.contacts.actions import run_imports
from services.contacts.domain.imports import Draft
from services.contacts.service import ContactsService
from services.contacts.storage import imports as storage
from services.contacts.storage.imports import Turn

PEOPLE = """Name,Company,Phone,E-mail,Tags,Notes
Åsa Ek,Ek AB,070-123 45 67,asa@ek.example,vip;malmö,met in May
Bo Al,Al AB,08-12 34 56,,,
Cai Li,,,cai@li.example,,
Dag Ås,Ås AB,,,,
"""


class TestAnImport:
    def test_makes_contacts_of_rows(self, desk, ann):
        done = desk(ann).run(PEOPLE)

        assert done.state == ImportState.DONE
        assert done.counts.model_dump() == {
            "rows": 4, "done": 4, "created": 4, "updated": 0, "unchanged": 0, "refused": 0, "suspected": 0,
        }  # fmt: skip
        first, *others = desk(ann).contacts()
        assert (first.name, first.company, first.phones, first.emails, first.tags, first.notes) == (
            "Åsa Ek", "Ek AB", ["+46701234567"], ["asa@ek.example"], ["vip", "malmö"], "met in May",
        )  # fmt: skip
        assert {first.created_by} == {ann.person_id}
        assert len(others) == 3

    def test_makes_candidates_too(self, desk, ann):
        desk(ann).run(PEOPLE, kind=Kind.TMA)

        assert (len(desk(ann).contacts(Kind.TMA)), len(desk(ann).contacts())) == (4, 0)

    def test_tells_the_team_of_its_end_and_not_of_each_row(self, desk, ann, announced):
        done = desk(ann).run(PEOPLE)

        assert announced(Contacts, ann.team_id) == [(ImportEnded(ended=done), None)]

    def test_is_made_in_the_name_of_who_started_it(self, desk, ann, ben):
        ready = desk(ann).upload(PEOPLE)
        desk(ben).start(ready)
        desk(ben).work_it_off()

        assert {contact.created_by for contact in desk(ann).contacts()} == {ben.person_id}

    def test_the_same_file_again_makes_no_second_copy(self, desk, ann):
        desk(ann).run(PEOPLE)
        before = desk(ann).contacts()

        again = desk(ann).run(PEOPLE)

        assert (again.counts.created, again.counts.updated, again.counts.unchanged) == (0, 0, 4)
        assert desk(ann).contacts() == before

    def test_adds_what_was_missing_and_overwrites_nothing(self, desk, ann):
        desk(ann).run("Name,Company,Phone,Title,Tags\nÅsa Ek,Ek AB,0701234567,,VIP\n")

        again = desk(ann).run("Name,Company,Phone,Mobile,Title,Tags\nåsa ek,Other,070-1234567,08123456,Boss,vip|new\n")

        [contact] = desk(ann).contacts()
        assert (again.counts.created, again.counts.updated) == (0, 1)
        assert (contact.name, contact.company, contact.title) == ("Åsa Ek", "Ek AB", "Boss")
        assert (contact.phones, contact.tags) == (["+46701234567", "+468123456"], ["VIP", "new"])
        assert contact.version == 2

    def test_does_not_bring_back_what_was_archived(self, desk, ann):
        desk(ann).run("Name,Phone\nÅsa Ek,0701234567\n")
        [contact] = desk(ann).contacts()
        desk(ann).answering.archive(ArchiveContact(kind=Kind.CONTACT, id=contact.id))

        again = desk(ann).run("Name,Phone,Mobile\nÅsa Ek,0701234567,08123456\n")

        assert again.counts.unchanged == 1
        assert desk(ann).contacts() == []

    def test_of_another_team_is_no_namesake(self, desk, ann, xena):
        desk(ann).run(PEOPLE)

        assert desk(xena).run(PEOPLE).counts.created == 4

    def test_the_same_person_twice_in_one_file_is_one_contact(self, desk, ann):
        done = desk(ann).run("Name,Phone,Email\nÅsa Ek,0701234567,\nÅsa Ek,0701234567,asa@ek.example\n")

        [contact] = desk(ann).contacts()
        assert (done.counts.created, done.counts.updated) == (1, 1)
        assert (contact.emails, contact.version) == (["asa@ek.example"], 1)

    def test_namesakes_with_other_phones_are_two_people(self, desk, ann):
        assert desk(ann).run("Name,Phone\nÅsa Ek,0701234567\nÅsa Ek,0707654321\n").counts.created == 2

    def test_of_one_name_only_does_not_read_all_its_namesakes_for_each_batch(self, desk, ann, service):
        anns = "".join(f"Ann,Ek AB,+4670{n:07d}\n" for n in range(120))
        desk(ann).run(f"Name,Company,Phone\n{anns}Ann,Al AB,\n")
        fields = [ContactFields(name="Ann", phones=["+46700000007"]), ContactFields(name="Ann", company="Ek AB")]

        with service(ContactsService, ann).store.transaction() as book:
            known = book.imports.known(Kind.CONTACT, [Draft(one, "ann") for one in fields])

        assert {("Ek AB", "+46700000007"), ("Al AB", "")} <= {
            (one.fields.company, "".join(one.fields.phones)) for one in known
        }
        assert len(known) <= 3, "one for each company besides"

    def test_refused_rows_are_kept_with_their_reason(self, desk, ann):
        done = desk(ann).run("Name,Phone,Mobile\nAnn,12ab,0701234567\n\n,0701234567,\nBo,,\nCai,1,2,3\n")

        assert (done.counts.refused, done.counts.created, done.counts.rows) == (3, 1, 4)
        assert desk(ann).refused(done) == [
            RefusedRow(number=1, cells=["Ann", "12ab", "0701234567"], reason="Phone '12ab' is not a phone number."),
            RefusedRow(number=3, cells=["", "0701234567", ""], reason="No name."),
            RefusedRow(number=5, cells=["Cai", "1", "2", "3"], reason="The row has 4 cells, the file has 3 columns."),
        ]

    def test_refused_rows_come_in_pages(self, desk, ann):
        done = desk(ann).run("Name,Phone\n" + "Ann,x\n" * 5)

        assert [row.number for row in desk(ann).refused(done, after=2, limit=2)] == [3, 4]
        assert desk(ann).refused(done, after=5) == []

    def test_a_page_of_long_rows_is_short(self, desk, ann, monkeypatch):
        monkeypatch.setattr(storage, "LARGEST_PAGE_CHARACTERS", 10_000)
        done = desk(ann).run("Name,Notes\n" + "Ann,{}\n".format("x" * 33_000) * 3)

        assert [len(desk(ann).refused(done, after=after)) for after in (0, 1, 2, 3)] == [1, 1, 1, 0]

    def test_is_in_the_history_of_each_contact_it_made_or_changed(self, desk, ann, ben, history):
        desk(ann).run("Name,Phone\nÅsa Ek,0701234567\n")
        done = desk(ben).run("Name,Phone,Mobile\nBo Al,08123456,\nÅsa Ek,0701234567,\nÅsa Ek,0701234567,08123456\n")

        asa, bo = desk(ann).contacts()
        [made] = history(ann, bo).items
        changed, imported = history(ann, asa).items
        assert (made.what, made.person_id, made.import_id) == (Happening.IMPORTED, ben.person_id, done.id)
        assert (imported.what, imported.person_id) == (Happening.IMPORTED, ann.person_id)
        assert (changed.what, changed.person_id, changed.import_id) == (
            Happening.IMPORT_CHANGED, ben.person_id, done.id,
        )  # fmt: skip
        assert changed.changes == {"phones": FieldChange(before=["+46701234567"], after=["+46701234567", "+468123456"])}

    def test_of_what_is_there_already_leaves_no_history(self, desk, ann, history):
        desk(ann).run("Name,Phone\nÅsa Ek,0701234567\n")
        desk(ann).run("Name,Phone\nÅsa Ek,0701234567\n")

        [asa] = desk(ann).contacts()
        assert len(history(ann, asa).items) == 1

    def test_leaves_nothing_of_the_file(self, desk, ann, administrator):
        done = desk(ann).run(PEOPLE)

        assert administrator("select 1 from contacts.import_chunks where import_id = :id", id=done.id) == []

    def test_can_be_watched(self, desk, ann, monkeypatch):
        monkeypatch.setattr(run_imports, "TURN_SECONDS", 0)
        started = desk(ann).start(desk(ann).upload(many(run_imports.BATCH_ROWS + 1)))

        desk(ann).work()

        looked = desk(ann).look(started)
        batch = run_imports.BATCH_ROWS
        assert (looked.state, looked.counts.done, looked.counts.created) == (ImportState.RUNNING, batch, batch)
        desk(ann).work_it_off()
        assert desk(ann).look(started).counts.done == batch + 1

    def test_of_a_whole_number_of_batches_ends(self, desk, ann):
        assert desk(ann).run(many(2 * run_imports.BATCH_ROWS)).state == ImportState.DONE


class TestAKilledWorker:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE contacts.import_turns",
            "SELECT namesakes",
            "INSERT INTO contacts.contacts",
            "INSERT INTO contacts.history",
            "INSERT INTO contacts.refused_rows",
            "UPDATE contacts.imports",
        ],
    )
    def test_leaves_whole_batches_and_another_goes_on_exactly_there(self, desk, ann, cut_off, administrator, statement):
        batches = 3
        rows = "".join(f"Person {n},+4670{n:07d}\nNobody,12ab\n" for n in range(batches * run_imports.BATCH_ROWS // 2))
        started = desk(ann).start(desk(ann).upload("Name,Phone\n" + rows))

        between = cut_off(ann, started, statement)

        done = desk(ann).look(started)
        assert (between.state, between.counts.done) == (ImportState.RUNNING, run_imports.BATCH_ROWS)
        assert (done.state, done.counts.created, done.counts.refused) == (ImportState.DONE, 150, 150)
        assert len(desk(ann).contacts()) == 150
        assert len(desk(ann).refused(done)) == 150
        [told] = administrator("select count(*) from contacts.history where import_id = :id", id=done.id)
        assert told.count == 150

    def test_also_when_it_is_a_process_and_the_signal_9(self, desk, ann, database, administrator, release):
        started = desk(ann).start(desk(ann).upload(many(3_000), chunk=50_000))
        with a_worker(database) as worker:
            eventually(lambda: worker.poll() is None and desk(ann).look(started).counts.done)
        between = desk(ann).look(started).counts
        [kept] = administrator("select count(*) from contacts.contacts where team_id = :id", id=ann.team_id)

        release(started)
        desk(ann).work_it_off()

        done = desk(ann).look(started)
        [all_of_them] = administrator("select count(*) from contacts.contacts where team_id = :id", id=ann.team_id)
        assert 0 < between.done < 3_000
        assert between.created == kept.count
        assert (done.state, done.counts.created, all_of_them.count) == (ImportState.DONE, 3_000, 3_000)

    def test_who_wakes_up_after_its_turn_went_to_another_does_nothing(self, desk, ann, service, administrator):
        started = desk(ann).start(desk(ann).upload(PEOPLE))
        store = service(ContactsService, None).store
        with store.transaction() as book:
            turn = book.imports.take_turn()
        with run_imports.acting(store, turn) as book:
            running = book.imports.find(started.id)
        administrator(
            "update contacts.import_turns set held_by = gen_random_uuid() where import_id = :id", id=started.id
        )

        run_imports.work(store, turn, running)

        assert desk(ann).look(started).counts.done == 0

    def test_whom_the_file_itself_kills_is_not_followed_for_ever(self, desk, ann, administrator, announced):
        started = desk(ann).start(desk(ann).upload(PEOPLE))
        administrator(
            "update contacts.import_turns set attempts = :n where import_id = :id",
            n=run_imports.MOST_ATTEMPTS,
            id=started.id,
        )

        desk(ann).work()

        failed = desk(ann).look(started)
        assert (failed.state, failed.detail) == (
            ImportState.FAILED,
            "The import stopped 5 times after row 0. What was done is kept.",
        )
        assert announced(Contacts, ann.team_id) == [(ImportEnded(ended=failed), None)]

    def test_what_cannot_be_read_further_down_fails_and_says_where(self, desk, ann, administrator, announced):
        started = desk(ann).start(desk(ann).upload(many(run_imports.BATCH_ROWS), chunk=50_000))
        administrator(
            "insert into contacts.import_chunks (team_id, import_id, number, content) values (:team, :id, 1, :content)",
            team=ann.team_id,
            id=started.id,
            content=b"Bj\xf6rn,0701234567\n",
        )

        desk(ann).work()

        failed = desk(ann).look(started)
        assert failed.state == ImportState.FAILED
        assert failed.detail == f"The file is read as utf-8, but line {run_imports.BATCH_ROWS + 2} is not that."
        assert announced(Contacts, ann.team_id) == [(ImportEnded(ended=failed), None)]


class TestTwoAtOnce:
    def at_once(self, *works) -> None:
        together = threading.Barrier(len(works))

        def begin(work):
            together.wait()
            return work()

        with ThreadPoolExecutor(len(works)) as pool:
            list(pool.map(begin, works))

    def test_workers_make_no_second_copy_of_the_same_file(self, desk, ann, ben):
        both = [desk(who).start(desk(who).upload(many(500), chunk=50_000)) for who in (ann, ben)]

        self.at_once(*[desk(ann).work_it_off for _ in range(3)])
        desk(ann).work_it_off()

        counts = [desk(ann).look(one).counts for one in both]
        assert sorted(count.created for count in counts) == [0, 500]
        assert sorted(count.unchanged for count in counts) == [0, 500]

    def test_even_if_two_imports_of_a_team_ever_had_their_turn_together(self, desk, ann, service, administrator):
        both = [desk(ann).start(desk(ann).upload(many(500), chunk=50_000)) for _ in range(2)]

        def work_for(one):
            store, holder = service(ContactsService, None).store, uuid4()
            administrator("update contacts.import_turns set held_by = :me where import_id = :id", me=holder, id=one.id)
            turn = Turn(ann.team_id, one.id, holder, 1)
            with run_imports.acting(store, turn) as book:
                running = book.imports.find(one.id)
            return lambda: run_imports.work(store, turn, running)

        self.at_once(*map(work_for, both))

        counts = [desk(ann).look(one).counts for one in both]
        assert sum(count.created for count in counts) == 500
        assert sum(count.unchanged for count in counts) == 500


class TestTheLine:
    @pytest.fixture
    def take(self, service):
        def take():
            with service(ContactsService, None).store.transaction() as book:
                return book.imports.take_turn()

        return take

    def test_the_imports_of_a_team_come_one_after_the_other(self, desk, ann, take):
        first = desk(ann).start(desk(ann).upload(PEOPLE))
        second = desk(ann).start(desk(ann).upload(PEOPLE))

        assert (take().import_id, take()) == (first.id, None)
        desk(ann).work_it_off()
        assert desk(ann).look(second).state == ImportState.RUNNING

    def test_another_team_does_not_wait(self, desk, ann, xena, take):
        imports = [desk(who).start(desk(who).upload(PEOPLE)) for who in (ann, xena)]

        assert {take().import_id, take().import_id} == {one.id for one in imports}

    def test_teams_take_turns(self, desk, ann, xena, monkeypatch):
        monkeypatch.setattr(run_imports, "TURN_SECONDS", 0)
        content = many(2 * run_imports.BATCH_ROWS)
        imports = [desk(who).start(desk(who).upload(content, chunk=50_000)) for who in (ann, xena)]

        desk(ann).work()
        desk(ann).work()

        done = [desk(who).look(one).counts.done for who, one in zip((ann, xena), imports, strict=True)]
        assert done == [run_imports.BATCH_ROWS] * 2


class TestAnOldImport:
    def test_is_forgotten_and_its_contacts_stay(self, desk, ann, administrator):
        done = desk(ann).run(PEOPLE + "Eva,,12ab,,,\n")
        administrator("update contacts.import_turns set due_at = now() where import_id = :id", id=done.id)

        desk(ann).work_it_off()

        with pytest.raises(NotFound):
            desk(ann).look(done)
        assert administrator("select 1 from contacts.refused_rows where import_id = :id", id=done.id) == []
        assert len(desk(ann).contacts()) == 4

    def test_that_was_never_started_goes_with_its_file(self, desk, ann, administrator):
        ready = desk(ann).upload(PEOPLE)
        administrator("update contacts.import_turns set due_at = now() where import_id = :id", id=ready.id)

        desk(ann).work_it_off()

        assert administrator("select 1 from contacts.import_chunks where import_id = :id", id=ready.id) == []

    def test_is_kept_for_a_day_before_and_thirty_after_it_has_run(self, desk, ann, administrator):
        ready = desk(ann).upload(PEOPLE)
        due = (
            "select round(extract(epoch from due_at - now()) / 86400) from contacts.import_turns where import_id = :id"
        )

        [before] = administrator(due, id=ready.id)
        desk(ann).start(ready)
        desk(ann).work_it_off()

        assert (before, *administrator(due, id=ready.id)) == ((1,), (30,))
