import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.contacts import FindContacts
from contracts.kinds import Kind
from contracts.records import ContactFields
from contracts.wire import Invalid
from services.contacts.domain.contacts import keys
from services.contacts.domain.search import check, terms, words_of

LETTERS = st.text(st.sampled_from("abåäÖßø\u0131İé-.@'王王 12"), min_size=1, max_size=12)


class TestTerms:
    def test_each_word_has_to_be_there_once(self):
        assert terms("Åsa  ek ÅSA", "SE") == [["asa"], ["ek"]]

    def test_nothing_asked_is_nothing_looked_for(self):
        assert terms(" \0", "SE") == []

    def test_a_phone_number_is_looked_for_as_it_is_written_and_as_it_is_kept(self):
        assert terms("070-123 45 67", "SE") == [["070-123 45 67", "+46701234567", "0701234567"]]

    def test_a_phone_number_among_words_is_looked_for_as_well(self):
        assert terms("bo 070-12", "SE") == [["bo"], ["070-12", "07012"]]

    @given(name=LETTERS, company=LETTERS, data=st.data())
    def test_any_part_of_a_word_finds_it(self, name, company, data):
        searched = keys(ContactFields(name=name, company=company)).search_text
        word = data.draw(st.sampled_from([*name.split(), *company.split()] or [""]))
        start = data.draw(st.integers(0, len(word)))
        part = word[start : data.draw(st.integers(start, len(word)))]

        assert all(any(fragment in searched for fragment in either) for either in terms(part, "SE"))


class TestWordsOf:
    def test_they_are_the_trigrams_of_plain_letters_and_digits(self):
        assert words_of("sofia") == ["sof", "ofi", "fia"]

    def test_where_a_word_ends_inside_of_it_they_say_so(self):
        assert words_of("nna-07 b") == ["nna", "na ", " 07", "07 "]

    def test_next_to_another_script_nobody_knows_whether_a_word_ends(self):
        assert words_of("王anna王") == ["ann", "nna"]

    def test_of_a_long_number_only_the_end_is_asked_for(self):
        assert words_of("+46701234567") == ["345", "456", "567"]

    def test_of_what_holds_none_they_are_its_longest_pieces(self):
        assert (words_of("q"), words_of("zq"), words_of("@@@")) == (["q"], ["zq"], ["@@"])


class TestCheck:
    @pytest.mark.parametrize("limit", [0, -1, 201])
    def test_a_page_holds_1_to_200(self, limit):
        with pytest.raises(Invalid, match=f"limit is 1 to 200, this is {limit}") as refused:
            check(FindContacts(kind=Kind.CONTACT, limit=limit))

        assert [error.field for error in refused.value.errors] == ["limit"]

    def test_a_search_has_up_to_200_characters(self):
        with pytest.raises(Invalid, match="q may have 200 characters, this has 201") as refused:
            check(FindContacts(kind=Kind.CONTACT, q="q" * 201))

        assert [error.field for error in refused.value.errors] == ["q"]

    def test_the_longest_search_and_the_largest_page_pass(self):
        check(FindContacts(kind=Kind.CONTACT, q="q" * 200, limit=200))
