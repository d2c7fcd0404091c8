import phonenumbers
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from contracts.records import ContactFields
from services.contacts.domain.contacts import keys
from services.contacts.domain.phones import NotAPhoneNumber, fragments, normalise, spellings
from services.contacts.domain.search import terms

CODES = {"SE": "46", "NO": "47", "DE": "49", "GB": "44", "US": "1", "IT": "39"}
SEPARATORS = ["", "", "", " ", "-", ".", "/", "\N{EN DASH}", "\N{NO-BREAK SPACE}"]


@st.composite
def kept_phones(draw, countries=tuple(CODES)):
    """A country and one of its numbers as it is kept."""
    country = draw(st.sampled_from(countries))
    digits = draw(st.text("0123456789", min_size=8, max_size=10))
    try:
        phone = normalise(f"+{CODES[country]}{draw(st.sampled_from('23456789'))}{digits}", country)
    except NotAPhoneNumber:
        reject()
    return country, phone


def separated(draw, digits: str) -> str:
    return "".join(digit + draw(st.sampled_from(SEPARATORS)) for digit in digits)


def home_digits(phone: str) -> str:
    number = phonenumbers.parse(phone)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(sign for sign in national if sign.isdigit())


def finds(q: str, phone: str, country: str) -> bool:
    searched = keys(ContactFields(name="Bo Ek", phones=[phone])).search_text
    return all(any(fragment in searched for fragment in either) for either in terms(q, country))


class TestNormalise:
    @pytest.mark.parametrize(
        "spelling",
        [
            "0701234567",
            "070-123 45 67",
            "070/123.45.67",
            " (070) 123 45 67 ",
            "+46 70 123 45 67",
            "+46 (0)70-123 45 67",
            "(+46) 70 123 45 67",
            "0046 70 123 45 67",
            "46701234567",
            "\uff0b\uff14\uff16 70 123 45 67",
            "\u0660\u0667\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
            "070\N{NO-BREAK SPACE}123\N{EN DASH}4567",
        ],
    )
    def test_every_usual_spelling_is_the_same_number(self, spelling):
        assert normalise(spelling, "SE") == "+46701234567"

    @pytest.mark.parametrize(
        "spelling", ["070-1234567 ankn 12", "0701234567 ext. 12", "+46701234567;ext=12", "0701234567x12"]
    )
    def test_an_extension_is_kept_beside_the_number(self, spelling):
        assert normalise(spelling, "SE") == "+46701234567;ext=12"

    def test_a_number_without_a_country_code_belongs_to_the_teams_country(self):
        assert normalise("(201) 555-0123", "US") == "+12015550123"

    def test_double_zero_is_a_plus_also_where_something_else_is_dialled(self):
        assert normalise("0046 70 123 45 67", "US") == "+46701234567"

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("call me", "is not a phone number"),
            ("070-123 45 67 or 68", "is not a phone number"),
            ("0" * 60, "is not a phone number"),
            ("+", "is not a phone number"),
            ("1", "is not a phone number"),
            ("000", "is not a phone number"),
            ("112", "has too few digits"),
            ("070-123 45 67 89 01 23", "has too many digits"),
            ("+999 70 123 45 67", "has no known country code"),
        ],
    )
    def test_what_is_no_number_is_refused_with_the_reason(self, text, why):
        with pytest.raises(NotAPhoneNumber, match=f"^{why}$"):
            normalise(text, "SE")

    def test_a_number_without_its_area_code_is_refused(self):
        with pytest.raises(NotAPhoneNumber, match="has no area code"):
            normalise("555-0123", "US")

    def test_a_number_of_a_length_its_country_does_not_use_is_refused(self):
        with pytest.raises(NotAPhoneNumber, match="number of digits that its country does not use"):
            normalise("+376 2222222", "SE")

    @given(kept_phones())
    def test_a_kept_number_stays_as_it_is_in_any_country(self, kept):
        _, phone = kept

        assert {normalise(phone, country) for country in CODES} == {phone}


class TestSpellings:
    def test_both_the_international_digits_and_those_dialled_at_home_are_searched(self):
        assert spellings("+46701234567;ext=12") == "+46701234567 0701234567"

    def test_digits_that_are_the_end_of_the_others_are_not_kept_twice(self):
        assert spellings("+12015550123") == "+12015550123"


class TestFragments:
    @pytest.mark.parametrize(
        "q",
        [
            "070-123",
            "+46 70 123",
            "70123",
            "0046 70",
            "(0)70",
            "+46 (0)70 12",
            "46 (0)7",
            "+46 (08",
            "12 34",
            "(+46) 7",
        ],
    )
    def test_a_part_of_a_number_in_any_spelling_is_looked_for(self, q):
        assert fragments(q, "SE")

    @pytest.mark.parametrize("q", ["", "anna", "070a", "+", "studio 54", "-"])
    def test_what_is_no_part_of_a_number_is_not(self, q):
        assert fragments(q, "SE") == []

    def test_a_plus_is_the_beginning_of_a_number(self):
        assert not finds("+70 123", "+46701234567", "SE")

    def test_another_number_is_not_found(self):
        assert not finds("070-124", "+46701234567", "SE")

    @given(kept_phones(countries=("SE", "DE", "GB")), st.data())
    def test_any_spelling_of_a_kept_number_finds_it(self, kept, data):
        country, phone = kept
        code, rest = CODES[country], phone[1 + len(CODES[country]) :]
        spelled = {
            "home": lambda: separated(data.draw, home_digits(phone)),
            "plus": lambda: "+" + separated(data.draw, code + rest),
            "zeros": lambda: "00" + separated(data.draw, code + rest),
            "trunk zero": lambda: f"+{code} (0){separated(data.draw, rest)}",
            "bare": lambda: separated(data.draw, code + rest),
        }
        q = spelled[data.draw(st.sampled_from(sorted(spelled)))]()

        assert finds(q, phone, country)

    @given(kept_phones(), st.data())
    def test_any_three_digits_or_more_of_it_find_it(self, kept, data):
        country, phone = kept
        whole = data.draw(st.sampled_from([phone[1:], home_digits(phone)]))
        start = data.draw(st.integers(0, len(whole) - 3))
        end = data.draw(st.integers(start + 3, len(whole)))

        assert finds(separated(data.draw, whole[start:end]), phone, country)

    @given(kept_phones(), st.sampled_from(["+", "00"]), st.data())
    def test_its_beginning_with_the_country_code_finds_it(self, kept, prefix, data):
        country, phone = kept
        end = data.draw(st.integers(3, len(phone) - 1))

        assert finds(prefix + separated(data.draw, phone[1 : 1 + end]), phone, country)
