"""Which contact a row is, whatever the rows: nobody twice, nothing lost, nothing overwritten."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.imports import ImportField
from contracts.records import ContactFields
from services.contacts.domain.contacts import keys
from services.contacts.domain.imports import Draft, Known, RowRefused, plan, read_id, read_row

FIELDS = st.builds(
    ContactFields,
    name=st.sampled_from(["Ann Ek", "ANN EK", "Bo Al"]),
    company=st.sampled_from(["", "Ek AB", "ek ab", "Al AB"]),
    title=st.sampled_from(["", "Boss"]),
    phones=st.lists(st.sampled_from(["+4681", "+4682", "+4683"]), max_size=2, unique=True),
    emails=st.lists(st.sampled_from(["a@x.se", "b@x.se"]), max_size=1),
    tags=st.lists(st.sampled_from(["vip", "VIP", "new"]), max_size=1),
)


def draft(fields: ContactFields) -> Draft:
    return Draft(fields, keys(fields).name_key)


def known(*contacts: ContactFields, is_archived: bool = False) -> list[Known]:
    return [
        Known(fields, keys(fields).name_key, id=place, is_archived=is_archived)  # any id does
        for place, fields in enumerate(contacts, start=1)
    ]


def ann(**fields) -> ContactFields:
    return ContactFields(**{"name": "Ann Ek", **fields})


class TestPlan:
    @given(st.lists(FIELDS, max_size=12))
    def test_made_twice_makes_nobody_twice(self, several):
        drafts = [draft(fields) for fields in several]
        once = plan(drafts, [])

        again = plan(drafts, known(*(contact.fields for contact in once.created)))

        assert again.created == []
        assert again.updated + again.unchanged == len(drafts)

    @given(st.lists(FIELDS, max_size=12), st.lists(FIELDS, max_size=4))
    def test_counts_every_row_once(self, several, kept):
        planned = plan([draft(fields) for fields in several], known(*kept))

        assert len(planned.created) + planned.updated + planned.unchanged == len(several)

    @given(st.lists(FIELDS, max_size=12), FIELDS)
    def test_only_ever_adds_to_a_contact(self, several, kept):
        planned = plan([draft(fields) for fields in several], known(kept))

        for contact in planned.changed.values():
            now = contact.fields
            assert (now.name, now.company) == (kept.name, kept.company or now.company)
            for many in ("phones", "emails", "tags"):
                assert getattr(now, many)[: len(getattr(kept, many))] == getattr(kept, many)

    @given(st.lists(FIELDS, max_size=12))
    def test_loses_no_phone_and_no_address(self, several):
        planned = plan([draft(fields) for fields in several], [])

        for reach in ("phones", "emails"):
            assert {one for contact in planned.created for one in getattr(contact.fields, reach)} == {
                one for fields in several for one in getattr(fields, reach)
            }

    @pytest.mark.parametrize(
        ("row", "contact", "is_same"),
        [
            (ann(phones=["+4681"]), ann(phones=["+4682", "+4681"]), True),
            (ann(emails=["a@x.se"]), ann(emails=["a@x.se"], company="Ek AB"), True),
            (ann(phones=["+4681"]), ann(phones=["+4682"]), False),
            (ann(phones=["+4681"], company="Ek AB"), ann(company="EK  AB"), True),
            (ann(phones=["+4681"], company="Ek AB"), ann(company="Al AB"), False),
            (ann(company="Ek AB"), ann(company="Ek AB", phones=["+4681"]), True),
            (ann(company="Ek AB"), ann(phones=["+4681"]), False),
            (ann(), ann(company="Ek AB", phones=["+4681"]), True),
            (ann(name="Ann Ék"), ann(), True),
            (ann(name="Ann Eklund", phones=["+4681"]), ann(phones=["+4681"]), False),
        ],
    )
    def test_a_row_is_the_contact_that_shares_name_and_reach_or_name_and_company(self, row, contact, is_same):
        assert (plan([draft(row)], known(contact)).created == []) is is_same

    def test_prefers_who_shares_a_phone_to_who_shares_a_company(self):
        same_company, same_phone = ann(company="Ek AB"), ann(phones=["+4681"])

        planned = plan([draft(ann(company="Ek AB", phones=["+4681"], title="Boss"))], known(same_company, same_phone))

        assert list(planned.changed) == [2]

    def test_prefers_who_is_not_archived(self):
        archived, present = known(ann(phones=["+4681"]), is_archived=True), known(ann(phones=["+4681"], notes="x"))

        planned = plan([draft(ann(phones=["+4681"], title="Boss"))], [*archived, *present])

        assert [contact.fields.notes for contact in planned.changed.values()] == ["x"]


class TestAnId:
    FIRST, SECOND = UUID(int=1), UUID(int=2)

    def of(self, contact_id: UUID) -> Draft:
        return replace(draft(ann(title="Boss")), id=contact_id)

    def alike(self) -> list[Known]:
        return [replace(one, id=UUID(int=one.id)) for one in known(ann(), ann(name="Bo Al"))]

    def test_finds_its_contact_whatever_the_name(self):
        planned = plan([self.of(self.SECOND)], self.alike())

        assert list(planned.changed) == [self.SECOND]
        assert planned.changed[self.SECOND].fields == ann(name="Bo Al", title="Boss")
        assert planned.before[self.SECOND] == ann(name="Bo Al")

    def test_that_nobody_has_leaves_it_to_the_usual_rule(self):
        assert list(plan([self.of(UUID(int=9))], self.alike()).changed) == [self.FIRST]

    @pytest.mark.parametrize("cell", ["", "  ", str(FIRST), str(FIRST).upper()])
    def test_may_be_missing(self, cell):
        assert read_id([cell, "Ann"], [ImportField.ID, ImportField.NAME]) in (None, self.FIRST)

    def test_that_is_none_refuses_the_row(self):
        with pytest.raises(RowRefused, match="Id '17' is not the id of a contact"):
            read_id(["17", "Ann"], [ImportField.ID, ImportField.NAME])


class TestReadRow:
    @pytest.fixture
    def read(self):
        mapping = [
            ImportField.NAME,
            ImportField.FIRST_NAME,
            ImportField.LAST_NAME,
            ImportField.COMPANY,
            ImportField.PHONE,
            ImportField.EMAIL,
            ImportField.TAGS,
            None,
        ]
        names = ("name", "first", "last", "company", "phone", "email", "tags", "other")

        def read(*more: str, **cells: str) -> ContactFields:
            return read_row([*(cells.get(name, "") for name in names), *more], len(names), mapping, "SE")

        return read

    @pytest.mark.parametrize(
        ("cells", "name"),
        [
            ({"name": "Ann Ek", "first": "A", "company": "Ek AB"}, "Ann Ek"),
            ({"first": "Ann", "last": "Ek"}, "Ann Ek"),
            ({"last": "Ek"}, "Ek"),
            ({"company": "Ek AB"}, "Ek AB"),
        ],
    )
    def test_names_by_what_there_is(self, read, cells, name):
        assert read(**cells).name == name

    @pytest.mark.parametrize(
        ("cell", "phones"),
        [
            ("'+46 70 123 45 67", ["+46701234567"]),
            ("070-1234567 ::: 08-123456", ["+46701234567", "+468123456"]),
            ("070-1234567; 08-123456", ["+46701234567", "+468123456"]),
            ("070-1234567, 08-123456", ["+46701234567", "+468123456"]),
            ("070-1234567 / 08-123456", ["+46701234567", "+468123456"]),
            ("08/123456", ["+468123456"]),
            ("+468123456;ext=12", ["+468123456;ext=12"]),
            ("070-1234567\n0701234567", ["+46701234567"]),
        ],
    )
    def test_finds_the_phones_in_a_cell(self, read, cell, phones):
        assert read(name="Ann", phone=cell).phones == phones

    def test_finds_the_addresses_in_a_cell(self, read):
        assert read(name="Ann", email="A@x.se, b@x.se").emails == ["a@x.se", "b@x.se"]

    def test_leaves_out_the_groups_that_google_makes(self, read):
        assert read(name="Ann", tags="* myContacts ::: Family ::: VIP").tags == ["Family", "VIP"]

    @pytest.mark.parametrize(
        ("cell", "tags"),
        [
            ('vip; "a;b"|new', ["vip", "a;b", "new"]),
            ('"say ""hi""" ::: "* x"', ['say "hi"', "* x"]),
            ('12" pipe, "half', ['12" pipe', '"half']),
            ('"a"b; c', ['"a"b', "c"]),
            ('"",:::,a', ["a"]),
        ],
    )
    def test_finds_the_tags_in_a_cell_and_leaves_whole_what_is_quoted(self, read, cell, tags):
        assert read(name="Ann", tags=cell).tags == tags

    def test_leaves_whole_an_address_that_holds_a_bar(self, read):
        assert read(name="Ann", email="a|b@x.se; c@x.se|d@x.se").emails == ["a|b@x.se", "c@x.se", "d@x.se"]

    @pytest.mark.parametrize("cell", ["'=1+1", "'+1", "'-1", "'@a", "'\t=1", "''=1"])
    def test_drops_the_sign_that_kept_a_cell_from_being_calculated(self, read, cell):
        assert read(name=cell).name == cell[1:].strip()

    def test_keeps_a_name_that_begins_with_an_apostrophe(self, read):
        assert read(name="'t Hooft").name == "'t Hooft"

    def test_empty_cells_beyond_the_last_column_do_no_harm(self, read):
        assert read("", " ", name="Ann").name == "Ann"

    @pytest.mark.parametrize(
        ("cells", "reason"),
        [
            ({}, "No name."),
            ({"name": "Ann", "phone": "12ab"}, "Phone '12ab' is not a phone number."),
            ({"name": "Ann", "phone": "0701234567;1234"}, "Phone '1234' has too few digits."),
            ({"name": "Ann", "email": "ann@"}, "E-mail 'ann@' is not an e-mail address."),
            ({"name": "x" * 201}, "Name may have 200 characters, this has 201."),
            ({"name": "Ann", "other": "x" * 33_000}, "A cell has more than 32,768 characters."),
            (
                {"name": "Ann", "phone": "x", "email": "y"},
                "Phone 'x' is not a phone number. E-mail 'y' is not an e-mail address.",
            ),
        ],
    )
    def test_refuses_with_a_sentence_about_the_cell(self, read, cells, reason):
        with pytest.raises(RowRefused) as refusal:
            read(**cells)

        assert str(refusal.value) == reason

    def test_refuses_more_cells_than_columns(self, read):
        with pytest.raises(RowRefused, match="The row has 9 cells, the file has 8 columns"):
            read("more", name="Ann")
