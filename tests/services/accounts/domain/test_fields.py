import pytest

from contracts.wire import Invalid
from services.accounts.domain import fields


class TestChecked:
    def test_gives_the_clean_values(self):
        told = fields.checked(name=lambda: fields.name("  Ann "), email=lambda: fields.email("ANN@Example.com "))

        assert told == {"name": "Ann", "email": "ann@example.com"}

    def test_tells_all_faults_at_once_each_with_its_field_and_limit(self):
        with pytest.raises(Invalid) as refused:
            fields.checked(name=lambda: fields.name(""), colour=lambda: fields.colour("red"))

        assert [(error.field, error.code) for error in refused.value.errors] == [
            ("name", "length"),
            ("colour", "colour"),
        ]
        assert refused.value.detail == ("name must have 1 to 100 characters. colour must be a colour such as #3b82f6.")


class TestAName:
    @pytest.mark.parametrize("text", ["Ann", "Åsa Öberg", "李小龍", "O'Neill-Ståhl", "a" * 100])
    def test_may_be_anything_a_person_is_called(self, text):
        assert fields.name(text) == text

    @pytest.mark.parametrize("text", ["", "   ", "a" * 101, None, "Ann\nBen", "Ann\x00"])
    def test_is_neither_empty_nor_endless_nor_a_line_break(self, text):
        with pytest.raises(fields.Fault):
            fields.name(text)


class TestAnEmail:
    def test_is_the_same_in_any_case(self):
        assert fields.email(" Ann.Berg@EXAMPLE.com") == "ann.berg@example.com"

    @pytest.mark.parametrize(
        "text",
        ["", "ann", "@example.com", "ann@", "ann@b@c", "an n@example.com", "ann\x00@example.com", "a" * 255 + "@b"],
    )
    def test_has_one_at_and_no_spaces(self, text):
        with pytest.raises(fields.Fault):
            fields.email(text)


class TestAColour:
    def test_is_kept_in_small_letters(self):
        assert fields.colour("#3B82F6") == "#3b82f6"

    @pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "", None])
    def test_is_six_hexadecimal_digits(self, text):
        with pytest.raises(fields.Fault):
            fields.colour(text)


class TestATimeZone:
    def test_is_one_that_this_machine_knows(self):
        assert fields.time_zone("Asia/Bangkok") == "Asia/Bangkok"

    @pytest.mark.parametrize("text", ["Mars/Olympus", "", "../etc/passwd", None])
    def test_is_nothing_else(self, text):
        with pytest.raises(fields.Fault):
            fields.time_zone(text)


class TestACountry:
    def test_is_one_whose_phone_numbers_can_be_read(self):
        assert fields.country("SE") == "SE"

    @pytest.mark.parametrize("text", ["se", "XX", "Sweden", ""])
    def test_is_nothing_else(self, text):
        with pytest.raises(fields.Fault):
            fields.country(text)


class TestWhatAClientSaysOfItself:
    def test_is_cut_and_cleaned_but_never_refused(self):
        assert fields.printable("Fire\x00fox\n" + "x" * 500, 10) == "Firefoxxxx"
