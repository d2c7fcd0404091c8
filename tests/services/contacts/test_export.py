"""What an export reads, page by page: what the list shows, each contact once whatever changes meanwhile."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.contacts import ArchiveContact, ChangeContact, ExportContacts
from contracts.kinds import Kind
from contracts.records import ContactChanges
from contracts.wire import Invalid


@pytest.fixture
def export(contacts):
    def page(caller, **ask):
        return contacts(caller).export(ExportContacts(**{"kind": Kind.CONTACT, **ask}))

    return page


class TestExport:
    def test_has_what_the_list_has_the_oldest_first(self, contacts, add, export, ann):
        bo = add(ann, name="Bo Ek", tags=["vip"], owner_id=ann.person_id)
        asa = add(ann, name="Åsa Ek", company="Ek AB")
        gone = add(ann, name="Cai Ek")
        contacts(ann).archive(ArchiveContact(kind=gone.kind, id=gone.id))
        add(ann, kind=Kind.TMA, name="Dag Ek")

        assert export(ann).items == [bo, asa]
        assert export(ann, q="ek ab").items == [asa]
        assert export(ann, tag="VIP").items == export(ann, owner_id=ann.person_id).items == [bo]
        assert [one.id for one in export(ann, archived=True).items] == [gone.id]

    def test_filters_by_what_the_asker_plans_and_nobody_else(self, add, hear, export, ann, ben):
        bo, asa = add(ann), add(ann)
        hear(ann, bo, status="hot", follow_up_at=None, follow_up_note="")
        recent = {"contact_id": asa.id, "status": "hot", "follow_up_at": None, "version": 1}

        assert export(ann, statuses=["hot"]).items == [bo]
        assert export(ann, statuses=["hot"], recent=[recent]).items == [bo, asa]
        assert export(ben, statuses=["hot"]).items == []

    def test_of_another_team_is_nothing(self, add, export, ann, xena):
        add(ann)

        assert export(xena).items == []

    @pytest.mark.parametrize(
        ("ask", "field"), [({"limit": 201}, "limit"), ({"q": "x" * 201}, "q"), ({"cursor": "x"}, "cursor")]
    )
    def test_refuses_what_the_list_refuses(self, export, ann, ask, field):
        with pytest.raises(Invalid) as refusal:
            export(ann, **ask)

        assert [error.field for error in refusal.value.errors] == [field]

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["rename", "archive"])), max_size=5))
    def test_tells_each_contact_once_whatever_changes_meanwhile(self, contacts, add, export, ann, steps):
        caller = ann.model_copy(update={"team_id": uuid4()})
        stay = [add(caller, name=f"Stays {number}") for number in range(4)]
        others = [add(caller, name=f"Other {number}") for number in range(5)]
        page = export(caller, limit=2)
        told = [contact.id for contact in page.items]
        for number, step in steps:
            if step == "rename":
                change = ContactChanges(name=f"A{number}")
                ask = ChangeContact(kind=Kind.CONTACT, id=others[number].id, version=None, changes=change)
                contacts(caller).change(ask)
            else:
                contacts(caller).archive(ArchiveContact(kind=Kind.CONTACT, id=others[number].id))
            if page.next_cursor:
                page = export(caller, limit=2, cursor=page.next_cursor)
                told += [contact.id for contact in page.items]
        if page.next_cursor:
            told += [contact.id for contact in export(caller, cursor=page.next_cursor).items]

        assert len(told) == len(set(told))
        assert {contact.id for contact in stay} <= set(told)
