from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contracts.kinds import Kind
from contracts.records import Contact, ContactChanges, ContactFields
from contracts.wire import Invalid, VersionMismatch
from services.contacts.domain.contacts import (
    LAST_OF_ALL,
    check_version,
    clean,
    clean_changes,
    differences,
    keys,
)


def errors(fields: ContactFields) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        clean(fields, "SE")
    return [(error.field, error.code) for error in refused.value.errors]


class TestClean:
    def test_texts_are_tidied(self):
        fields = ContactFields(name=" Åsa\t Öberg ", company="Boat\nCo ", title=" CEO", notes=" one\r\ntwo\n")

        assert clean(fields, "SE") == ContactFields(name="Åsa Öberg", company="Boat Co", title="CEO", notes="one\ntwo")

    def test_phones_are_kept_in_one_spelling_each_once_in_their_order(self):
        fields = ContactFields(name="Bo", phones=["08-12 34 56", "070-123 45 67", " ", "+46 70 123 45 67"])

        assert clean(fields, "SE").phones == ["+468123456", "+46701234567"]

    def test_emails_are_kept_in_lower_case_each_once(self):
        assert clean(ContactFields(name="Bo", emails=["Bo@Example.SE ", "bo@example.se"]), "SE").emails == [
            "bo@example.se"
        ]

    def test_tags_that_differ_in_case_only_are_one_in_its_first_spelling(self):
        assert clean(ContactFields(name="Bo", tags=[" VIP", "Boat", "vip", "boat "]), "SE").tags == ["VIP", "Boat"]

    def test_an_owner_may_be_any_person(self):
        ann_id = uuid4()

        assert clean(ContactFields(name="Bo", owner_id=ann_id), "SE").owner_id == ann_id

    def test_what_is_clean_stays_as_it_is(self):
        fields = clean(ContactFields(name="Bo", phones=["0701234567 x1"], tags=["Ä"], notes="a\tb"), "SE")

        assert clean(fields, "US") == fields

    def test_the_longest_of_everything_is_kept(self):
        fields = ContactFields(
            name="n" * 200,
            company="c" * 200,
            title="t" * 200,
            phones=[f"+467012345{number:02}" for number in range(20)],
            emails=[f"{number:02}@{'d' * 60}.{'d' * 60}.{'d' * 60}.{'d' * 60}.example"[-254:] for number in range(20)],
            tags=[f"{number:02}{'t' * 48}" for number in range(50)],
            notes="n" * 20_000,
        )

        assert clean(fields, "SE") == fields

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"name": " "}, ("name", "required")),
            ({"name": "n" * 201}, ("name", "too_long")),
            ({"name": "Bo\0"}, ("name", "unprintable")),
            ({"company": "c" * 201}, ("company", "too_long")),
            ({"company": "\x1b[31m"}, ("company", "unprintable")),
            ({"title": "t" * 201}, ("title", "too_long")),
            ({"notes": "n" * 20_001}, ("notes", "too_long")),
            ({"notes": "bell\a"}, ("notes", "unprintable")),
            ({"phones": [""] * 3 + ["112"]}, ("phones.3", "phone")),
            ({"phones": [f"+467012345{number:02}" for number in range(21)]}, ("phones", "too_many")),
            ({"emails": ["bo@example.se", "bo"]}, ("emails.1", "email")),
            ({"emails": [f"{number}@example.se" for number in range(21)]}, ("emails", "too_many")),
            ({"emails": ["b" * 244 + "@example.se"]}, ("emails.0", "too_long")),
            ({"emails": ["bo\0@example.se"]}, ("emails.0", "unprintable")),
            ({"tags": ["t" * 51]}, ("tags.0", "too_long")),
            ({"tags": ["\0"]}, ("tags.0", "unprintable")),
            ({"tags": [str(number) for number in range(51)]}, ("tags", "too_many")),
        ],
    )
    def test_what_cannot_be_kept_is_refused_by_its_field(self, fields, error):
        assert errors(ContactFields.model_construct(**{"name": "Bo", **fields})) == [error]

    @pytest.mark.parametrize(
        "email",
        [
            "bo@example",
            "bo example.se",
            "bo@@example.se",
            "bo @example.se",
            "<bo@example.se>",
            "bo@.se",
            "bo@-x.se",
            "@x.se",
        ],
    )
    def test_what_is_no_email_address_is_refused(self, email):
        assert errors(ContactFields(name="Bo", emails=[email])) == [("emails.0", "email")]

    @pytest.mark.parametrize("email", ["bo.ek+crm@mail.example.co.uk", "åsa@exämple.se", "o'hara@x-y.io"])
    def test_unusual_email_addresses_are_kept(self, email):
        assert clean(ContactFields(name="Bo", emails=[email]), "SE").emails == [email]

    def test_half_a_character_is_refused(self):
        assert errors(ContactFields.model_construct(name="\ud800")) == [("name", "unprintable")]

    def test_all_that_is_wrong_is_told_at_once_in_plain_sentences(self):
        with pytest.raises(Invalid) as refused:
            clean(ContactFields(name="", company="c" * 201, phones=["112"]), "SE")

        assert refused.value.detail == (
            "name must not be empty. company may have 200 characters, this has 201. phones.0 has too few digits."
        )


class TestCleanChanges:
    def test_only_the_fields_that_are_set_are_there(self):
        assert clean_changes(ContactChanges(company=" Boat Co "), "SE") == {"company": "Boat Co"}

    def test_null_empties_a_field(self):
        emptied = ContactChanges(
            company=None, phones=None, tags=None, emails=None, owner_id=None, notes=None, title=None
        )

        assert clean_changes(emptied, "SE") == {
            "company": "",
            "phones": [],
            "tags": [],
            "emails": [],
            "owner_id": None,
            "notes": "",
            "title": "",
        }

    def test_a_name_cannot_be_emptied(self):
        with pytest.raises(Invalid, match="name must not be empty"):
            clean_changes(ContactChanges(name=None), "SE")


class TestKeys:
    def test_case_and_accents_do_not_count_in_order_and_search(self):
        made = keys(ContactFields(name="Åsa Sørensen", company="Straße & Łódź"))

        assert (made.name_key, made.company_key) == ("asa sorensen", "strasse & lodz")

    def test_all_that_is_searched_is_there_a_line_each(self):
        made = keys(ContactFields(name="Bo Ek", company="Boat Co", emails=["bo@example.se"], phones=["+46701234567"]))

        assert made.search_text == "bo ek\nboat co\nbo@example.se\n+46701234567 0701234567"

    def test_short_pieces_of_every_word_are_there(self):
        assert keys(ContactFields(name="Bo Ek")).pieces == ["b", "bo", "e", "ek", "k", "o"]

    def test_who_has_no_company_comes_after_all_companies(self):
        assert (
            keys(ContactFields(name="Bo")).company_key
            == LAST_OF_ALL
            > keys(ContactFields(name="Bo", company="ö")).company_key
        )

    def test_a_letter_that_folds_to_a_sentence_does_not_outgrow_the_index(self):
        assert len(keys(ContactFields(name="\ufdfa" * 200)).name_key) == 200

    def test_tags_are_found_in_any_case(self):
        assert keys(ContactFields(name="Bo", tags=["VIP"])).tag_keys == ["vip"]


@pytest.fixture
def bo() -> Contact:
    now = datetime.now(UTC)
    return Contact(
        id=uuid4(),
        kind=Kind.CONTACT,
        name="Bo Ek",
        last_called_at=None,
        created_at=now,
        created_by=uuid4(),
        updated_at=now,
        archived_at=None,
        version=3,
    )


class TestCheckVersion:
    def test_the_version_of_now_passes(self, bo):
        check_version(bo, 3)

    def test_no_version_is_whatever_it_is_now(self, bo):
        check_version(bo, None)

    def test_an_older_version_is_refused_with_what_is_there_now(self, bo):
        with pytest.raises(VersionMismatch) as refused:
            check_version(bo, 2)

        assert refused.value.facts == {"current": bo.model_dump(mode="json")}


def test_differences_are_the_fields_with_another_value(bo):
    assert differences(bo, {"name": "Bo Ek", "company": "Boat Co"}) == {"company": "Boat Co"}
