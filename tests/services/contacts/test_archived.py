"""What others keep of archived contacts is told anew page by page, every team's."""

from uuid import UUID

import pytest

from contracts.contacts import ArchiveContact, ArchivedAfter, ArchivedContact
from contracts.kinds import Kind
from contracts.wire import Invalid
from kit import cursor


@pytest.fixture
def archive(contacts, add):
    """`archive(ann)` makes a contact and archives it."""

    def archived(caller, kind: Kind = Kind.CONTACT) -> ArchivedContact:
        contact = contacts(caller).archive(ArchiveContact(kind=kind, id=add(caller, kind=kind).id))
        return ArchivedContact(team_id=caller.team_id, kind=kind, contact_id=contact.id, version=contact.version)

    return archived


def place(contact: ArchivedContact) -> tuple[UUID, UUID]:
    return contact.team_id, contact.contact_id


class TestArchivedContacts:
    @pytest.mark.parametrize("limit", [1, 2, 5_000])
    def test_are_every_teams_each_once_in_their_order(self, contacts, add, archive, ann, limit):
        xena = ann.model_copy(update={"team_id": UUID(int=ann.team_id.int + 1)})
        known = [archive(ann), archive(ann, Kind.TMA), archive(xena)]
        add(ann)

        told: list[ArchivedContact] = []
        # The teams next to each other: of the many that other tests have made, none is between them.
        after: str | None = cursor.encode([str(ann.team_id), str(UUID(int=0))])
        while after and len(told) < len(known):
            page = contacts(None).archived_contacts(ArchivedAfter(after=after, limit=limit))
            told += page.items
            after = page.next_after

        assert [place(one) for one in told] == sorted({place(one) for one in told})
        assert told[: len(known)] == sorted(known, key=place)

    @pytest.mark.parametrize("limit", [0, 5_001])
    def test_come_at_most_5000_a_page(self, contacts, limit):
        with pytest.raises(Invalid):
            contacts(None).archived_contacts(ArchivedAfter(limit=limit))

    @pytest.mark.parametrize("after", ["nonsense", "W10", "WyJhIiwiYiJd"])
    def test_go_on_only_where_a_page_ended(self, contacts, after):
        with pytest.raises(Invalid):
            contacts(None).archived_contacts(ArchivedAfter(after=after))
