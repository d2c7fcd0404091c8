"""Row level security hides a forgotten condition; here it is away, and the storage stands by itself."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contracts.kinds import Kind
from contracts.settings import ContactStatus, PersonalSettings
from contracts.wire import NotTheCaller
from services.settings.domain import Span
from services.settings.storage import PersonalBook

BO = uuid4()
ANNS = PersonalSettings(
    kind=Kind.CONTACT,
    contact_id=BO,
    status=ContactStatus.HOT,
    follow_up_at=datetime(2026, 11, 30, 8, tzinfo=UTC),
    follow_up_note="Boat",
    version=1,
)
BENS = ANNS.model_copy(update={"status": ContactStatus.WORKING, "follow_up_note": "House"})
EVER = Span(None, None)


@pytest.fixture
def connection(database):
    """A superuser's, whom no policy holds."""
    with database.engine("postgres").connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def books(connection, ann, ben):
    """Ann's and Ben's, each with plans for the same contact."""
    books = PersonalBook(connection, ann), PersonalBook(connection, ben)
    for book, plans in zip(books, (ANNS, BENS), strict=True):
        book.keep(plans)
    return books


class TestPersonalBook:
    def test_reads_only_its_persons_settings(self, books):
        assert [book.settings_of(Kind.CONTACT, BO) for book in books] == [ANNS, BENS]

    def test_finds_only_what_its_person_changed(self, books):
        assert [book.just_changed(Kind.CONTACT) for book in books] == [[ANNS], [BENS]]

    def test_lists_only_its_persons_follow_ups(self, books):
        assert [book.follow_ups(EVER, after=None, limit=50) for book in books] == [([ANNS], None), ([BENS], None)]

    def test_changes_only_its_persons_settings(self, books):
        anns, _ = books
        sold = ANNS.model_copy(update={"follow_up_note": "Sold", "version": 2})

        anns.keep(sold)

        assert [book.settings_of(Kind.CONTACT, BO) for book in books] == [sold, BENS]

    def test_has_nothing_to_say_to_nobody(self, connection):
        with pytest.raises(NotTheCaller):
            PersonalBook(connection, None).just_changed(Kind.CONTACT)
