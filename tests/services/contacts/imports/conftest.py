from collections.abc import Callable

import pytest
from sqlalchemy import text
from support.dying import killed_in

from contracts.contacts import FindContacts
from contracts.imports import AppendImport, BeginImport, Import, OneImport, RefusedRows, StartImport, UndoneRows
from contracts.kinds import Kind
from contracts.wire import Caller
from services.contacts.service import ContactsService


class Desk:
    """Somebody who imports files."""

    def __init__(self, answering: ContactsService, work: Callable[[], bool]) -> None:
        self.answering = answering
        self.work = work

    def upload(self, content: str | bytes, *, kind: Kind = Kind.CONTACT, chunk: int = 1_000) -> Import:
        content = content.encode() if isinstance(content, str) else content
        begun = self.answering.begin_import(BeginImport(kind=kind, filename="people.csv"))
        for number, at in enumerate(range(0, len(content), chunk)):
            self.answering.append_import(
                AppendImport.model_construct(id=begun.id, number=number, content=content[at : at + chunk])
            )
        return self.answering.finish_upload(OneImport(kind=kind, id=begun.id))

    def start(self, ready: Import, **how) -> Import:
        return self.answering.start_import(StartImport(kind=ready.kind, id=ready.id, **how))

    def run(self, content: str | bytes, *, kind: Kind = Kind.CONTACT, **how) -> Import:
        """Uploaded, started and done."""
        started = self.start(self.upload(content, kind=kind), **how)
        self.work_it_off()
        return self.look(started)

    def work_it_off(self) -> None:
        while self.work():
            pass

    def look(self, earlier: Import) -> Import:
        return self.answering.get_import(OneImport(kind=earlier.kind, id=earlier.id))

    def contacts(self, kind: Kind = Kind.CONTACT) -> list:
        return self.answering.find(FindContacts(kind=kind, limit=200)).items

    def undo(self, done: Import) -> Import:
        """Told, and worked off."""
        self.answering.undo_import(OneImport(kind=done.kind, id=done.id))
        self.work_it_off()
        return self.look(done)

    def undone(self, done: Import, **page):
        return self.answering.undone_rows(UndoneRows(kind=done.kind, id=done.id, **page)).items

    def refused(self, done: Import, **page):
        return self.answering.refused_rows(RefusedRows(kind=done.kind, id=done.id, **page)).items


@pytest.fixture
def desk(service, administrator) -> Callable[[Caller], Desk]:
    """Workers serve all teams: nothing is left to do of a test before."""
    administrator("delete from contacts.imports")
    return lambda caller: Desk(service(ContactsService, caller), service(ContactsService, None).run_imports)


@pytest.fixture
def release(administrator):
    """What a lease would do by itself within seconds."""
    return lambda held: administrator(
        "update contacts.import_turns set held_until = now() where import_id = :id", id=held.id
    )


@pytest.fixture
def cut_off(desk, database, release):
    """A worker dies in its second statement of a kind, and another one goes on when the lease is over.

    Gives how the import was between the two.
    """

    def work(caller: Caller, one: Import, statement: str) -> Import:
        with killed_in(database.engine("contacts_app"), statement, time=2):
            desk(caller).work()
        between = desk(caller).look(one)
        assert not desk(caller).work(), "the dead worker's turn is not over yet"
        release(one)
        desk(caller).work_it_off()
        return between

    return work


@pytest.fixture
def administrator(database):
    """Runs a statement past every policy."""

    def run(statement: str, **values):
        with database.engine("postgres").begin() as connection:
            found = connection.execute(text(statement), values)
            return found.all() if found.returns_rows else []

    return run
