"""A file that was exported and is imported again changes nothing, whatever its contacts hold."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.contacts import ArchiveContact, CreateContact, ExportContacts
from contracts.imports import ImportState
from contracts.kinds import Kind
from contracts.records import Contact, ContactFields
from gateway.csv_text import BYTE_ORDER_MARK, csv_lines
from gateway.routes.exports import COLUMNS, Delimiter, cells
from services.contacts.domain.contacts import (
    EMAIL,
    LONGEST_COMPANY,
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_NOTES,
    LONGEST_TAG,
    MOST_EMAILS,
    MOST_PHONES,
    MOST_TAGS,
    clean,
)

SIGNS = "aÅß'\"=+-@;,|:* \u202e\u200d\u0301\ufeff\u2028ﬁ漢🧑1"


def texts(*, most: int, signs: str = SIGNS) -> st.SearchStrategy[str]:
    return st.one_of(
        st.text(st.sampled_from(signs), max_size=most),
        st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=most),
    )


TAGS = st.one_of(st.sampled_from(["vip", "* starred", 'a"b', '"', "a;b", ":::", "'=x"]), texts(most=12))


def few(each: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(each, max_size=6)


LINES = texts(most=40, signs=SIGNS + "\n\r\t")
NOTES = st.one_of(
    LINES,
    st.lists(LINES, max_size=120).map("\n".join),
    st.builds(lambda line: (line * LONGEST_NOTES)[:LONGEST_NOTES], LINES),
)
EMAILS = st.builds(
    lambda local, domain: f"{local}@{domain}",
    st.text(st.sampled_from("ab.'+-=|*!İß"), min_size=1, max_size=8),
    st.sampled_from(["x.se", "sub.example.com", "-x.se", "x|y.se", "bücher.de"]),
)
NUMBERS = st.builds(
    lambda number, extension: f"+467{number:08d}{extension}",
    st.integers(0, 99_999_999),
    st.sampled_from(["", "", ";ext=12", ";ext=007", " anknytning 3"]),
) | st.sampled_from(["070-123 45 67", "+39 06 698 1", "+1 212 555 0123", "08 12 34 56"])
NAMES = st.one_of(st.sampled_from(["Ann Ek", "ANN EK", "'=1+1", "=1+1", "-", "'"]), texts(most=30))


@st.composite
def fields(draw: st.DrawFn) -> ContactFields:
    emails = [email for email in draw(few(EMAILS)) if EMAIL.fullmatch(email.lower())]
    return ContactFields(
        name=draw(NAMES.filter(str.strip)),
        company=draw(st.one_of(st.sampled_from(["", "Ek AB"]), texts(most=30))),
        title=draw(texts(most=20)),
        phones=draw(few(NUMBERS)),
        emails=emails,
        tags=draw(few(TAGS)),
        notes=draw(NOTES),
    )  # fmt: skip


@dataclass
class Team:
    desk: object
    answering: object

    def everybody(self, *, archived: bool = False) -> list[Contact]:
        found, cursor = [], None
        while True:
            ask = ExportContacts(kind=Kind.CONTACT, archived=archived, cursor=cursor, limit=3)
            page = self.answering.export(ask)
            found += page.items
            cursor = page.next_cursor
            if cursor is None:
                return found

    def file(self, contacts: list[Contact], delimiter: Delimiter = Delimiter.COMMA) -> bytes:
        lines = csv_lines([COLUMNS, *(cells(contact, {}) for contact in contacts)], delimiter.sign)
        return f"{BYTE_ORDER_MARK}{lines}".encode()


@pytest.fixture
def team(desk, contacts, ann):
    """A new one each time it is asked for."""

    def found() -> Team:
        caller = ann.model_copy(update={"team_id": uuid4()})
        return Team(desk(caller), contacts(caller))

    return found


@pytest.fixture
def whole():
    """Everything a contact may hold, as much of it as it may hold."""
    quotes = '"' * LONGEST_NOTES
    emails = [f"{number}{'a' * 62}@{'b' * 63}.{'c' * 63}.{'d' * 58}.se" for number in range(10, 10 + MOST_EMAILS)]
    assert {len(email) for email in emails} == {LONGEST_EMAIL}
    return ContactFields(
        name='"' * LONGEST_NAME,
        company="'=" + '"' * (LONGEST_COMPANY - 2),
        title='"' * 200,
        phones=[f"+4670000{number:04d};ext=12345678" for number in range(MOST_PHONES)],
        emails=emails,
        tags=[f"{number:02d}" + '"' * (LONGEST_TAG - 2) for number in range(MOST_TAGS)],
        notes=quotes,
    )


class TestRoundTrip:
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(st.tuples(fields(), st.booleans()), min_size=1, max_size=5), st.sampled_from(Delimiter), st.booleans()
    )
    def test_changes_nothing(self, team, several, delimiter, by_windows):
        team = team()
        for one, is_archived in several:
            made = team.answering.create(CreateContact(kind=Kind.CONTACT, fields=one))
            if is_archived:
                team.answering.archive(ArchiveContact(kind=Kind.CONTACT, id=made.id))
        before = [*team.everybody(), *team.everybody(archived=True)]
        content = team.file(before, delimiter)
        if by_windows:
            content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

        done = team.desk.run(content)

        assert done.state == ImportState.DONE
        assert team.desk.refused(done) == []
        assert (done.counts.unchanged, done.counts.rows) == (len(before), len(before))
        assert [*team.everybody(), *team.everybody(archived=True)] == before

    def test_of_contacts_that_look_the_same_finds_each(self, team):
        team = team()
        for _ in range(3):
            team.answering.create(CreateContact(kind=Kind.CONTACT, fields=ContactFields(name="Ann Ek")))
        first, second, third = team.everybody()
        changed = [first, second.model_copy(update={"title": "Boss"}), third]

        team.desk.run(team.file(changed))

        assert [(contact.id, contact.title) for contact in team.everybody()] == [
            (first.id, ""),
            (second.id, "Boss"),
            (third.id, ""),
        ]

    def test_holds_as_much_as_a_contact_may(self, team, whole):
        team = team()
        team.answering.create(CreateContact(kind=Kind.CONTACT, fields=whole))
        before = team.everybody()

        done = team.desk.run(team.file(before))

        assert (done.counts.unchanged, team.everybody()) == (1, before)

    def test_without_its_ids_in_another_team_makes_the_same_contacts(self, team, whole):
        ours, theirs = team(), team()
        ours.answering.create(CreateContact(kind=Kind.CONTACT, fields=whole))

        done = theirs.desk.run(ours.file(ours.everybody()))

        [made] = theirs.everybody()
        assert done.counts.created == 1
        assert ContactFields(**made.model_dump()) == clean(whole, "SE")
