"""Uploading a file, seeing how it is read, saying how it shall be."""

import uuid

import pytest

from contracts.imports import (
    IMPORT_CHUNK_BYTES,
    LARGEST_IMPORT_BYTES,
    AppendImport,
    BeginImport,
    ImportField,
    ImportNotReady,
    ImportRefused,
    ImportState,
    OneImport,
)
from contracts.kinds import Kind
from contracts.wire import Invalid, NotFound

NAME, PHONE = ImportField.NAME, ImportField.PHONE


class TestBeginImport:
    @pytest.mark.parametrize("filename", ["", "   ", "x" * 256, "a\0b.csv"])
    def test_needs_a_name_that_can_be_shown(self, desk, ann, filename):
        with pytest.raises(Invalid) as refusal:
            desk(ann).answering.begin_import(BeginImport(kind=Kind.CONTACT, filename=filename))

        assert [error.field for error in refusal.value.errors] == ["filename"]


class TestAppendImport:
    @pytest.fixture
    def begun(self, desk, ann):
        return desk(ann).answering.begin_import(BeginImport(kind=Kind.CONTACT, filename="people.csv"))

    @pytest.fixture
    def append(self, desk, ann, begun):
        def append(number, content, caller=ann):
            ask = AppendImport.model_construct(id=begun.id, number=number, content=content)
            return desk(caller).answering.append_import(ask)

        return append

    def test_the_same_chunk_twice_is_the_same_chunk(self, desk, ann, begun, append):
        append(0, b"Name\nAnn\n")
        append(0, b"Name\nAnn\n")

        assert desk(ann).answering.finish_upload(OneImport(kind=Kind.CONTACT, id=begun.id)).counts.rows == 1

    def test_chunks_may_come_in_any_order(self, desk, ann, begun, append):
        append(1, b"Ann\n")
        append(0, b"Name\n")

        assert desk(ann).answering.finish_upload(OneImport(kind=Kind.CONTACT, id=begun.id)).preview.sample == [["Ann"]]

    def test_another_chunk_of_the_same_number_is_refused(self, append):
        append(0, b"Name\nAnn\n")

        with pytest.raises(Invalid, match="Chunk 0 has arrived already"):
            append(0, b"Name\nBo\n")

    @pytest.mark.parametrize(
        ("number", "content", "field"),
        [
            (-1, b"x", "number"),
            (10_000, b"x", "number"),
            (0, b"", "content"),
            (0, bytes(IMPORT_CHUNK_BYTES + 1), "content"),
        ],
    )
    def test_names_the_field_that_is_out_of_range(self, append, number, content, field):
        with pytest.raises(Invalid) as refusal:
            append(number, content)

        assert [error.field for error in refusal.value.errors] == [field]

    def test_a_file_beyond_the_limit_is_refused_at_once_and_the_limit_named(self, begun, append, administrator):
        administrator(
            "update contacts.imports set bytes = :bytes where id = :id", bytes=LARGEST_IMPORT_BYTES - 3, id=begun.id
        )
        append(0, b"Nam")

        with pytest.raises(ImportRefused, match="larger than 20 MB") as refusal:
            append(1, b"e")

        assert refusal.value.facts == {"limit": LARGEST_IMPORT_BYTES}

    def test_another_team_finds_nothing_to_append_to(self, append, xena):
        with pytest.raises(NotFound):
            append(0, b"x", caller=xena)

    def test_a_file_that_is_whole_takes_no_more(self, desk, ann, begun, append):
        append(0, b"Name\nAnn\n")
        desk(ann).answering.finish_upload(OneImport(kind=Kind.CONTACT, id=begun.id))

        with pytest.raises(ImportNotReady):
            append(1, b"Bo\n")


class TestFinishUpload:
    def test_shows_how_the_file_is_read(self, desk, ann):
        ready = desk(ann).upload("Namn;Mobil;Ort\nÅsa Ek;070-123 45 67;Umeå\n".encode("cp1252"))

        preview = ready.preview
        assert (ready.state, ready.counts.rows) == (ImportState.READY, 1)
        assert (preview.encoding, preview.delimiter, preview.has_header) == ("windows-1252", ";", True)
        assert (preview.columns, preview.mapping) == (["Namn", "Mobil", "Ort"], [NAME, PHONE, None])
        assert preview.sample == [["Åsa Ek", "070-123 45 67", "Umeå"]]

    def test_says_when_there_is_no_header(self, desk, ann):
        preview = desk(ann).upload("Åsa Ek,070-123 45 67\nBo Al,08-12 34 56\n").preview

        assert (preview.has_header, preview.columns) == (False, ["Column 1", "Column 2"])
        assert preview.mapping == [NAME, PHONE]

    def test_twice_is_once(self, desk, ann):
        ready = desk(ann).upload("Name\nAnn\n")

        assert desk(ann).answering.finish_upload(OneImport(kind=Kind.CONTACT, id=ready.id)) == ready

    def test_refuses_a_file_with_a_hole(self, desk, ann):
        answering = desk(ann).answering
        begun = answering.begin_import(BeginImport(kind=Kind.CONTACT, filename="people.csv"))
        answering.append_import(AppendImport.model_construct(id=begun.id, number=1, content=b"Name\nAnn\n"))

        with pytest.raises(ImportRefused, match="has not arrived"):
            answering.finish_upload(OneImport(kind=Kind.CONTACT, id=begun.id))

    def test_refuses_what_cannot_be_read_and_says_why(self, desk, ann):
        with pytest.raises(ImportRefused, match="Excel workbook"):
            desk(ann).upload(b"PK\x03\x04")


class TestDiscardUpload:
    def test_leaves_nothing_of_the_file(self, desk, ann, administrator):
        begun = desk(ann).answering.begin_import(BeginImport(kind=Kind.CONTACT, filename="people.csv"))
        desk(ann).answering.append_import(AppendImport.model_construct(id=begun.id, number=0, content=b"Name\n"))
        desk(ann).answering.discard_upload(OneImport(kind=Kind.CONTACT, id=begun.id))

        with pytest.raises(NotFound):
            desk(ann).look(begun)
        assert administrator("select 1 from contacts.import_chunks where import_id = :id", id=begun.id) == []
        assert administrator("select 1 from contacts.import_turns where import_id = :id", id=begun.id) == []

    def test_of_a_file_that_can_be_read_is_refused(self, desk, ann):
        ready = desk(ann).upload("Name\nAnn\n")

        with pytest.raises(ImportNotReady):
            desk(ann).answering.discard_upload(OneImport(kind=Kind.CONTACT, id=ready.id))


class TestStartImport:
    def test_keeps_what_was_guessed(self, desk, ann):
        started = desk(ann).start(desk(ann).upload("Name\nAnn\n"))

        assert (started.state, started.preview.mapping) == (ImportState.RUNNING, [NAME])

    def test_reads_the_file_as_told(self, desk, ann):
        ready = desk(ann).upload("Ann|Ek;Chef\nBo|Al;Vd\n")

        started = desk(ann).start(ready, delimiter="|", has_header=False, mapping=[NAME, None])

        assert (started.preview.columns, started.counts.rows) == (["Column 1", "Column 2"], 2)

    def test_guesses_anew_when_the_columns_are_others(self, desk, ann):
        started = desk(ann).start(desk(ann).upload("Name;Phone,x\nAnn;1,y\n"), delimiter=";")

        assert started.preview.mapping == [NAME, None]

    def test_refuses_a_mapping_that_names_nobody(self, desk, ann):
        ready = desk(ann).upload("Name,Phone\nAnn,0701234567\n")

        with pytest.raises(ImportRefused, match="No column is the name"):
            desk(ann).start(ready, mapping=[None, PHONE])

        assert desk(ann).look(ready).state == ImportState.READY

    def test_a_second_time_is_refused(self, desk, ann):
        ready = desk(ann).upload("Name\nAnn\n")
        desk(ann).start(ready)

        with pytest.raises(ImportNotReady, match="running"):
            desk(ann).start(ready)

    def test_a_colleague_may_and_another_team_may_not(self, desk, ann, ben, xena):
        ready = desk(ann).upload("Name\nAnn\n")

        with pytest.raises(NotFound):
            desk(xena).start(ready)
        assert desk(ben).start(ready).state == ImportState.RUNNING


class TestGetImport:
    def test_of_the_other_list_or_of_nobody_is_not_found(self, desk, ann):
        ready = desk(ann).upload("Name\nAnn\n")

        with pytest.raises(NotFound):
            desk(ann).look(ready.model_copy(update={"kind": Kind.TMA}))
        with pytest.raises(NotFound):
            desk(ann).look(ready.model_copy(update={"id": uuid.uuid4()}))

    def test_of_another_team_is_not_found(self, desk, ann, xena):
        ready = desk(ann).upload("Name\nAnn\n")

        with pytest.raises(NotFound):
            desk(xena).look(ready)
