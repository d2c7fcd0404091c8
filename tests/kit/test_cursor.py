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
