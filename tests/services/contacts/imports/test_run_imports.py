"""What becomes of the rows, also when work is cut off in the middle or done twice at once."""

import threading

import pytest
from sqlalchemy import event

from contracts.contacts import ArchiveContact, ImportField, ImportState, Kind, RefusedRow
from contracts.wire import NotFound
from services.contacts.actions import run_imports
from services.contacts.service import ContactsService

PEOPLE = """Name,Company,Phone,E-mail,Tags,Notes
Åsa Ek,Ek AB,070-123 45 67,asa@ek.example,vip;malmö,met in May
Bo Al,Al AB,08-12 34 56,,,
Cai Li,,,cai@li.example,,
Dag Ås,Ås AB,,,,
"""


def many(count: int) -> str:
    return "Name,Phone\n" + "".join(f"Person {number},+4670{number:07d}\n" for number in range(count))


class TestAnImport:
    def test_makes_contacts_of_rows(self, desk, ann):
        done = desk(ann).run(PEOPLE)

        assert done.state == ImportState.DONE
        assert done.counts.model_dump() == {
            "rows": 4, "done": 4, "created": 4, "updated": 0, "unchanged": 0, "refused": 0,
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

    def test_a_page_of_long_rows_is_short(self, desk, ann):
        done = desk(ann).run("Name,Phone\n" + "Ann,{}\n".format("x" * 5_000) * 3, mapping=[ImportField.NAME, None])

        assert len(desk(ann).refused(done)) == 3

    def test_leaves_nothing_of_the_file(self, desk, ann, administrator):
        done = desk(ann).run(PEOPLE)

        assert administrator("select 1 from contacts.import_chunks where import_id = :id", id=done.id) == []

    def test_can_be_watched(self, desk, ann, monkeypatch):
        monkeypatch.setattr(run_imports, "BATCHES_A_TURN", 1)
        started = desk(ann).start(desk(ann).upload(many(run_imports.BATCH_ROWS + 1)))

        desk(ann).work()

        looked = desk(ann).look(started)
        assert (looked.state, looked.counts.done, looked.counts.created) == (ImportState.RUNNING, 200, 200)
        desk(ann).work_it_off()
        assert desk(ann).look(started).counts.done == 201

    def test_of_a_whole_number_of_batches_ends(self, desk, ann):
        assert desk(ann).run(many(2 * run_imports.BATCH_ROWS)).state == ImportState.DONE


class TestCutOff:
    @pytest.fixture
    def cut_off(self, database, monkeypatch):
        """The worker dies at the n-th write to a table: its transaction with it."""

        def cut_off(table: str, times: int) -> None:
            left = iter(range(times))

            def die(_connection, _cursor, statement, *_):
                if statement.startswith(f"INSERT INTO contacts.{table}") and next(left, None) is None:
                    raise KeyboardInterrupt

            engine = database.engine("contacts_app")
            event.listen(engine, "after_cursor_execute", die)
            died.append((engine, die))

        died = []
        yield cut_off
        for engine, die in died:
            event.remove(engine, "after_cursor_execute", die)

    def test_in_the_middle_of_a_batch_goes_on_exactly_there(self, desk, ann, cut_off, administrator):
        count = 3 * run_imports.BATCH_ROWS
        started = desk(ann).start(desk(ann).upload(many(count)))
        cut_off("contacts", times=1)
        with pytest.raises(KeyboardInterrupt):
            desk(ann).work()
        cut_off("contacts", times=10**6)

        between = desk(ann).look(started)

        assert (between.state, between.counts.done) == (ImportState.RUNNING, run_imports.BATCH_ROWS)
        assert desk(ann).work() is False, "the turn is still held"
