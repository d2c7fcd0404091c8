"""What others keep of archived contacts is told anew page by page, every team's."""

from uuid import UUID, uuid4

import pytest

from contracts.contacts import ArchiveContact, ArchivedAfter, ArchivedContact
from contracts.kinds import Kind
from contracts.wire import Invalid


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
        xena = ann.model_copy(update={"team_id": uuid4()})
        known = [archive(ann), archive(ann, Kind.TMA), archive(xena)]
        add(ann)

        told, after = [], None
        while True:
            page = contacts(None).archived_contacts(ArchivedAfter(after=after, limit=limit))
            told += page.items
            after = page.next_after
            if after is None:
                break

        assert [place(one) for one in told] == sorted({place(one) for one in told})
        ours = [one for one in told if one.team_id in (ann.team_id, xena.team_id)]
        assert ours == sorted(known, key=place)

    @pytest.mark.parametrize("limit", [0, 5_001])
    def test_come_at_most_5000_a_page(self, contacts, limit):
        with pytest.raises(Invalid):
            contacts(None).archived_contacts(ArchivedAfter(limit=limit))

    @pytest.mark.parametrize("after", ["nonsense", "W10", "WyJhIiwiYiJd"])
    def test_go_on_only_where_a_page_ended(self, contacts, after):
        with pytest.raises(Invalid):
            contacts(None).archived_contacts(ArchivedAfter(after=after))
