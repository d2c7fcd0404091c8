"""Headers of the programs people export from, and what is guessed from them."""

import pytest

from contracts.imports import ImportField, ImportRefused
from services.contacts.domain.mapping import check, guess, guess_from_cells, recall, to_remember

NAME, FIRST, LAST = ImportField.NAME, ImportField.FIRST_NAME, ImportField.LAST_NAME
COMPANY, TITLE, NOTES = ImportField.COMPANY, ImportField.TITLE, ImportField.NOTES
PHONE, EMAIL, TAGS, ID = ImportField.PHONE, ImportField.EMAIL, ImportField.TAGS, ImportField.ID

EXPORTS = {
    "our own": [
        ("Id", ID),
        ("Name", NAME),
        ("Company", COMPANY),
        ("Title", TITLE),
        ("Phone", PHONE),
        ("Phone 2", PHONE),
        ("E-mail", EMAIL),
        ("E-mail 3", EMAIL),
        ("Tags", TAGS),
        ("Owner", None),
        ("Notes", NOTES),
        ("Created", None),
        ("Last called", None),
    ],
    "plain English": [
        ("Name", NAME),
        ("Company", COMPANY),
        ("Title", TITLE),
        ("Phone", PHONE),
        ("Mobile", PHONE),
        ("Email", EMAIL),
        ("Tags", TAGS),
        ("Notes", NOTES),
        ("Birthday", None),
    ],
    "plain Swedish": [
        ("Förnamn", FIRST),
        ("Efternamn", LAST),
        ("Företag", COMPANY),
        ("Befattning", TITLE),
        ("Telefon", PHONE),
        ("Mobil", PHONE),
        ("E-post", EMAIL),
        ("Taggar", TAGS),
        ("Anteckningar", NOTES),
        ("Ort", None),
    ],
    "Google": [
        ("First Name", FIRST),
        ("Middle Name", None),
        ("Last Name", LAST),
        ("Organization Name", COMPANY),
        ("Organization Title", TITLE),
        ("Notes", NOTES),
        ("Labels", TAGS),
        ("E-mail 1 - Label", None),
        ("E-mail 1 - Value", EMAIL),
        ("E-mail 2 - Value", EMAIL),
        ("Phone 1 - Label", None),
        ("Phone 1 - Value", PHONE),
        ("Phone 2 - Value", PHONE),
        ("Address 1 - Street", None),
    ],
    "Google before 2024": [
        ("Name", NAME),
        ("Given Name", FIRST),
        ("Family Name", LAST),
        ("Group Membership", TAGS),
        ("E-mail 1 - Type", None),
        ("E-mail 1 - Value", EMAIL),
        ("Phone 1 - Type", None),
        ("Phone 1 - Value", PHONE),
        ("Organization 1 - Name", COMPANY),
        ("Organization 1 - Title", TITLE),
    ],
    "Outlook": [
        ("Title", None),
        ("First Name", FIRST),
        ("Last Name", LAST),
        ("Company", COMPANY),
        ("Job Title", TITLE),
        ("Business Phone", PHONE),
        ("Business Phone 2", PHONE),
        ("Business Fax", None),
        ("Mobile Phone", PHONE),
        ("Categories", TAGS),
        ("E-mail Address", EMAIL),
        ("E-mail Type", None),
        ("E-mail 2 Address", EMAIL),
        ("Notes", NOTES),
    ],
    "Outlook in Swedish": [
        ("Titel", None),
        ("Förnamn", FIRST),
        ("Efternamn", LAST),
        ("Företag", COMPANY),
        ("Befattning", TITLE),
        ("Telefon (arbete)", PHONE),
        ("Mobiltelefon", PHONE),
        ("E-postadress", EMAIL),
        ("E-post 2-adress", EMAIL),
        ("Kategorier", TAGS),
        ("Anteckningar", NOTES),
    ],
    "HubSpot": [
        ("Record ID", None),
        ("First Name", FIRST),
        ("Last Name", LAST),
        ("Email", EMAIL),
        ("Phone Number", PHONE),
        ("Mobile Phone Number", PHONE),
        ("Contact owner", None),
        ("Company Name", COMPANY),
        ("Associated Company", None),
        ("Job Title", TITLE),
        ("Lifecycle Stage", None),
    ],
    "Pipedrive": [
        ("Person - Name", NAME),
        ("Person - Organization", COMPANY),
        ("Person - Email - Work", EMAIL),
        ("Person - Phone - Mobile", PHONE),
        ("Person - ID", None),
    ],
    "LinkedIn": [
        ("First Name", FIRST),
        ("Last Name", LAST),
        ("URL", None),
        ("Email Address", EMAIL),
        ("Company", COMPANY),
        ("Position", TITLE),
        ("Connected On", None),
    ],
    "shouted": [("NAMN", NAME), ("TELEFON_NR", PHONE), ("E-POST", EMAIL), ("ÖVRIGT", NOTES)],
}


class TestGuess:
    @pytest.mark.parametrize("export", EXPORTS)
    def test_knows_the_headers_of(self, export):
        headers = [header for header, _ in EXPORTS[export]]

        assert guess(headers) == [field for _, field in EXPORTS[export]]

    def test_the_same_header_twice_is_mapped_once_where_one_is_allowed(self):
        assert guess(["Namn", "Namn", "Telefon", "Telefon"]) == [NAME, None, PHONE, PHONE]

    def test_without_a_header_goes_by_the_cells(self):
        sample = [["1", "Ann Ek", "Ek AB", "ann@example.com", "070-123 45 67"], ["2", "Bo", "", "", "'+46701234567"]]

        assert guess_from_cells(sample) == [None, NAME, None, EMAIL, PHONE]


class TestCheck:
    def test_a_company_is_name_enough(self):
        check([COMPANY, PHONE, PHONE], ["Företag", "Telefon", "Mobil"])

    @pytest.mark.parametrize(
        ("mapping", "field", "detail"),
        [
            ([NAME], "mapping", "1 fields for 2 columns"),
            ([None, PHONE], "mapping", "No column is the name"),
            ([NAME, NAME], "mapping.1", "'Ort' and 'Namn' cannot both be name"),
        ],
    )
    def test_refuses_what_cannot_be_meant_and_names_the_column(self, mapping, field, detail):
        with pytest.raises(ImportRefused, match=detail) as refusal:
            check(mapping, ["Ort", "Namn"])

        assert [error.field for error in refusal.value.errors] == [field]


class TestRecall:
    def test_maps_a_header_as_the_team_last_did(self):
        mapping, as_before = recall(["Namn", "Kundnr", "Mobil"], [], {"kundnr": NOTES, "mobil": None})

        assert (mapping, as_before) == ([NAME, NOTES, None], [False, True, True])

    def test_knows_a_header_in_other_letters_and_with_a_number(self):
        assert recall(["Name", "KUND-NR 2"], [], {"kund nr": NOTES})[0] == [NAME, NOTES]

    def test_does_not_guess_what_the_team_has_said_is_another_column(self):
        assert recall(["Namn", "Alias"], [], {"alias": NAME})[0] == [None, NAME]

    def test_falls_back_to_the_guess_where_two_columns_would_be_one_field(self):
        mapping, as_before = recall(["Namn", "Alias", "Nick"], [], {"alias": NAME, "nick": NAME})

        assert (mapping, as_before) == ([NAME, None, None], [False, False, False])

    def test_falls_back_to_the_guess_where_nobody_would_be_named(self):
        assert recall(["Namn", "Mobil"], [], {"namn": None})[0] == [NAME, PHONE]

    @pytest.mark.parametrize(("cell", "field"), [("3f1d5a52-5f0e-4f3c-8a53-0d6a5f1f3c11", ID), ("", ID), ("17", None)])
    def test_takes_a_column_for_ids_only_when_it_holds_ours(self, cell, field):
        assert recall(["Id", "Name"], [[cell, "Ann"]], {})[0] == [field, NAME]
        assert recall(["Key", "Name"], [[cell, "Ann"]], {"key": ID})[0] == [field, NAME]


class TestToRemember:
    def test_is_each_header_with_its_field_or_none(self):
        assert to_remember(["Namn", "Kund-Nr 1", "Ort"], [NAME, NOTES, None]) == {
            "namn": NAME, "kund nr": NOTES, "ort": None,
        }  # fmt: skip

    def test_leaves_out_a_header_that_became_two_fields_and_one_without_words(self):
        assert to_remember(["Name", "Phone", "Phone 2", "17"], [NAME, PHONE, None, NOTES]) == {"name": NAME}
