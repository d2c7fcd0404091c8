from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.contacts import ArchiveContact, ChangeContact, FindContacts, LogCall, Outcome, Sort
from contracts.kinds import Kind
from contracts.records import Contact, ContactChanges
from contracts.wire import Invalid
from kit import cursor
from services.contacts.domain.search import words_of
from services.contacts.domain.text import pieces
from services.contacts.service import ContactsService


@pytest.fixture
def find(contacts) -> Callable[..., list[Contact]]:
    """The first page for somebody."""

    def names(caller, **ask) -> list[str]:
        return [one.name for one in contacts(caller).find(FindContacts(**{"kind": Kind.CONTACT, **ask})).items]

    return names


def pages(answering: ContactsService, **ask) -> Iterator[list[Contact]]:
    next_cursor = None
    while True:
        page = answering.find(FindContacts(kind=Kind.CONTACT, cursor=next_cursor, **ask))
        yield page.items
        next_cursor = page.next_cursor
        if next_cursor is None:
            return


class TestSearch:
    @pytest.mark.parametrize(
        "q",
        [
            "sørensen", "SORENSEN", "rens", "bo", "o", "Bo Sør", "sørensen bo", "boat", "co & s", "b.sor", "@ex", "&",
            "070-123", "+46 70 123", "70123", "0046 70", "(0)70", "+46 (0)70 12", "123 45", "4567", "+46", "07",
            "bo 070-12",
        ],
    )  # fmt: skip
    def test_any_part_of_name_company_email_or_phone_finds_a_contact(self, add, find, ann, q):
        add(ann, name="Bo Sørensen", company="Boat Co & Sons", emails=["b.sor@example.se"], phones=["070-123 45 67"])
        add(ann, name="Åsa Ek", company="Karl AB", emails=["asa.ek@mail.nu"], phones=["08-98 76 54"])

        assert "Bo Sørensen" in find(ann, q=q)

    @pytest.mark.parametrize(
        "q", ["sørensson", "bo ek", "boat ekonomi", "070-124", "+70", "99", "zq", "%", "_", "\\", "\0", "!!!"]
    )
    def test_what_is_no_part_of_it_does_not(self, add, find, ann, q):
        add(ann, name="Bo Sørensen", company="Boat Co & Sons", emails=["b.sor@example.se"], phones=["070-123 45 67"])

        assert find(ann, q=q) == (["Bo Sørensen"] if q == "\0" else [])

    def test_the_signs_of_like_are_only_signs(self, add, find, ann):
        add(ann, name="100% Boat_Co")
        add(ann, name="100 Boats Co")

        assert find(ann, q="100%") == find(ann, q="t_c") == ["100% Boat_Co"]

    @pytest.mark.parametrize("q", ["小", "小明", "王小明", "иван", "ива", "петр"])
    def test_names_in_other_scripts_are_found_by_any_part(self, add, find, ann, q):
        add(ann, name="王小明 Иван", company="Пётр")
        add(ann, name="王大")

        assert find(ann, q=q) == ["王小明 Иван"]

    def test_a_change_is_found_by_its_new_name_only(self, contacts, add, find, ann):
        bo = add(ann, name="Bo Ek")

        contacts(ann).change(
            ChangeContact(kind=Kind.CONTACT, id=bo.id, version=1, changes=ContactChanges(name="Åsa Ek"))
        )

        assert (find(ann, q="asa"), find(ann, q="bo")) == (["Åsa Ek"], [])

    def test_the_title_the_tags_and_the_notes_are_not_searched(self, add, find, ann):
        add(ann, title="Skipper", tags=["Sailor"], notes="Sunk")

        assert find(ann, q="skipper") + find(ann, q="sailor") + find(ann, q="sunk") == []

    def test_another_teams_contacts_are_never_found(self, add, find, ann, xena):
        add(ann, tags=["VIP"], owner_id=ann.person_id)

        for ask in ({}, {"q": "bo"}, {"q": "b"}, {"tag": "VIP"}, {"owner_id": ann.person_id}):
            assert find(ann, **ask) == ["Bo Ek"]
            assert find(xena, **ask) == []


class TestFilter:
    def test_each_list_is_its_own(self, add, find, ann):
        add(ann, name="Bo")
        add(ann, kind=Kind.TMA, name="Åsa")

        assert (find(ann), find(ann, kind=Kind.TMA)) == (["Bo"], ["Åsa"])

    def test_a_tag_in_any_case(self, add, find, ann):
        add(ann, name="Bo", tags=["VIP", "Boat"])
        add(ann, name="Åsa", tags=["VIP2"])

        assert (find(ann, tag=" vip"), find(ann, tag="vi"), find(ann, tag="\0")) == (["Bo"], [], [])

    def test_an_owner(self, add, find, ann, ben):
        add(ann, name="Bo", owner_id=ben.person_id)
        add(ann, name="Åsa", owner_id=ann.person_id)
        add(ann, name="Nobody's")

        assert find(ann, owner_id=ben.person_id) == ["Bo"]

    def test_archived_ones_are_in_a_list_of_their_own(self, contacts, add, find, ann):
        bo = add(ann, name="Bo")
        add(ann, name="Åsa")

        contacts(ann).archive(ArchiveContact(kind=Kind.CONTACT, id=bo.id))

        assert (find(ann), find(ann, archived=True)) == (["Åsa"], ["Bo"])

    def test_several_at_once_all_hold(self, add, find, ann, ben):
        add(ann, name="Bo Ek", tags=["VIP"], owner_id=ben.person_id)
        add(ann, name="Åsa Ek", tags=["VIP"])
        add(ann, name="Bo Berg", tags=["VIP"], owner_id=ben.person_id)

        assert find(ann, q="ek", tag="vip", owner_id=ben.person_id) == ["Bo Ek"]


class TestSort:
    def test_by_name_case_and_accents_do_not_count(self, add, find, ann):
        for name in ("Örjan", "anna", "Bo", "Åsa", "Zoe"):
            add(ann, name=name)

        assert find(ann) == ["anna", "Åsa", "Bo", "Örjan", "Zoe"]

    def test_by_company_then_name_and_who_has_none_comes_last(self, add, find, ann):
        for name, company in (("Bo", "Åbo"), ("Cia", ""), ("Eva", "Zoo"), ("Anna", "åbo")):
            add(ann, name=name, company=company)

        assert find(ann, sort=Sort.COMPANY) == ["Anna", "Bo", "Eva", "Cia"]

    def test_the_newest_and_the_last_changed_come_first(self, contacts, add, find, ann):
        bo = add(ann, name="Bo")
        add(ann, name="Åsa")
        contacts(ann).change(change_title(bo))

        assert (find(ann, sort=Sort.NEWEST), find(ann, sort=Sort.LAST_CHANGED)) == (["Åsa", "Bo"], ["Bo", "Åsa"])

    def test_the_last_called_come_first_and_who_was_never_called_last(self, contacts, add, find, ann):
        now = datetime.now(UTC)
        for name, hours in (("Bo", 2), ("Never", None), ("Åsa", 1)):
            contact = add(ann, name=name)
            if hours:
                contacts(ann).log_call(call(contact, now - timedelta(hours=hours)))

        assert find(ann, sort=Sort.LAST_CALLED) == ["Åsa", "Bo", "Never"]


def change_title(contact: Contact) -> ChangeContact:
    return ChangeContact(kind=contact.kind, id=contact.id, version=1, changes=ContactChanges(title="CEO"))


def call(contact: Contact, at: datetime) -> LogCall:
    return LogCall(kind=contact.kind, contact_id=contact.id, outcome=Outcome.BUSY, called_at=at)


MOMENT = datetime(2020, 3, 1, tzinfo=UTC)
# Few values, so that many are equal: a page may end in the middle of them.
PEOPLE = st.lists(
    st.tuples(st.sampled_from(["Bo", "bö", "Åsa"]), st.sampled_from(["", "A", "B"]), st.sampled_from([None, 1, 2])),
    min_size=1,
    max_size=7,
)


class TestPages:
    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(people=PEOPLE, sort=st.sampled_from(Sort), limit=st.integers(1, 4))
    def test_one_after_the_other_they_are_the_whole_list(self, contacts, add, ann, *, people, sort, limit):
        caller = ann.model_copy(update={"team_id": uuid4()})
        for name, company, hours in people:
            contact = add(caller, name=name, company=company)
            if hours:
                contacts(caller).log_call(call(contact, MOMENT + timedelta(hours=hours)))

        [whole] = pages(contacts(caller), sort=sort, limit=200)
        cut = list(pages(contacts(caller), sort=sort, limit=limit))

        assert [one for page in cut for one in page] == whole
        assert len(whole) == len(people)
        assert all(len(page) == limit for page in cut[:-1])

    def test_the_filter_holds_on_every_page(self, contacts, add, ann):
        for name in ("Bo Ek", "Bo Berg", "Åsa Ek", "Cia Ek"):
            add(ann, name=name)

        found = [[one.name for one in page] for page in pages(contacts(ann), q="ek", limit=2)]

        assert found == [["Åsa Ek", "Bo Ek"], ["Cia Ek"]]

    def test_a_cursor_of_another_order_is_refused(self, contacts, add, ann):
        add(ann), add(ann)
        page = contacts(ann).find(FindContacts(kind=Kind.CONTACT, limit=1))

        with pytest.raises(Invalid) as refused:
            contacts(ann).find(FindContacts(kind=Kind.CONTACT, limit=1, sort=Sort.COMPANY, cursor=page.next_cursor))

        assert [error.field for error in refused.value.errors] == ["cursor"]

    @pytest.mark.parametrize(
        ("sort", "values"),
        [
            (Sort.NAME, []),
            (Sort.NAME, ["name", "bo"]),
            (Sort.NAME, ["name", "bo", "no id"]),
            (Sort.NAME, ["name", "bo", 7]),
            (Sort.NAME, ["name", None, str(uuid4())]),
            (Sort.NAME, ["name", "b\0", str(uuid4())]),
            (Sort.NAME, ["name", "\ud800", str(uuid4())]),
            (Sort.NAME, ["name", {"$ne": 1}, str(uuid4())]),
            (Sort.NEWEST, ["-created_at", "yesterday", str(uuid4())]),
            (Sort.NEWEST, ["-created_at", "2026-03-01T12:00:00", str(uuid4())]),
            (Sort.LAST_CALLED, ["-last_called_at", None, str(uuid4())]),
        ],
    )
    def test_a_cursor_that_no_list_gave_out_is_refused(self, contacts, ann, sort, values):
        with pytest.raises(Invalid) as refused:
            contacts(ann).find(FindContacts(kind=Kind.CONTACT, sort=sort, cursor=cursor.encode(values)))

        assert [error.field for error in refused.value.errors] == ["cursor"]

    def test_a_page_of_no_size_is_refused(self, contacts, ann):
        with pytest.raises(Invalid, match="limit is 1 to 200, this is 0"):
            contacts(ann).find(FindContacts(kind=Kind.CONTACT, limit=0))


class TestWords:
    @given(text=st.text(st.sampled_from("ab1 0-@._\n王éå\u0131"), max_size=20), data=st.data())
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_those_of_any_part_of_a_text_are_in_the_index_for_the_whole(self, administrator, text, data):
        start = data.draw(st.integers(0, len(text)))
        fragment = text[start : data.draw(st.integers(start, len(text)))]

        [(known,)] = administrator.execute("select contacts.searched_words(%s, %s, '{}')", [text, pieces(text)])

        assert set(words_of(fragment)) <= set(known)
