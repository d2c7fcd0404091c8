import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.wire import Invalid
from kit import cursor


class TestDecode:
    @given(st.lists(st.none() | st.integers() | st.text()))
    def test_gives_back_what_was_encoded(self, values):
        assert cursor.decode(cursor.encode(values)) == values

    @pytest.mark.parametrize("text", ["", "!", "bm90anNvbg", "e30", "å", "x" * 5000])
    def test_refuses_what_no_list_gave_out_and_names_the_field(self, text):
        with pytest.raises(Invalid) as refused:
            cursor.decode(text)

        assert refused.value.errors[0].field == "cursor"


class TestPlaceAmongNewest:
    def test_is_before_any_row_without_a_cursor(self):
        assert cursor.place_among_newest(None) == 2**63 - 1

    @given(st.integers(min_value=0, max_value=2**63 - 1))
    def test_is_the_number_that_a_page_ended_with(self, number):
        assert cursor.place_among_newest(cursor.encode([number])) == number

    @pytest.mark.parametrize("values", [[], ["1"], [1, 1], [True], [1.0], [None], [-1], [2**63]])
    def test_refuses_the_cursor_of_another_list(self, values):
        with pytest.raises(Invalid, match="cursor"):
            cursor.place_among_newest(cursor.encode(values))
