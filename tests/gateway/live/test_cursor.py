import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.live.cursor import LARGEST_POSITION, LONGEST_CURSOR, Cursor

services = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
cursors = st.builds(
    Cursor,
    epoch=st.from_regex(r"[0-9a-z]{1,32}", fullmatch=True),
    positions=st.dictionaries(services, st.integers(0, LARGEST_POSITION), max_size=8),
)


class TestText:
    def test_names_the_epoch_and_the_services_in_order(self):
        assert str(Cursor("7f3a", {"contacts": 40, "chat": 812})) == "7f3a;chat:812,contacts:40"

    @given(cursors)
    def test_is_read_as_it_was_written(self, cursor):
        assert Cursor.parse(str(cursor)) == cursor

    def test_may_have_no_services(self):
        assert Cursor.parse("7f3a;") == Cursor("7f3a", {})

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "7f3a",
            "chat:812",
            ";chat:812",
            "7f3a;chat",
            "7f3a;chat:",
            "7f3a;chat:-1",
            "7f3a;chat:+1",
            "7f3a;chat:1.0",
            "7f3a;chat:01",
            "7f3a;chat:1_0",
            "7f3a;chat:٣",
            "7f3a;Chat:1",
            "7F3A;chat:1",
            "7f3a;chat:1,",
            "7f3a;,chat:1",
            "7f3a;chat:1,chat:2",
            "7f3a;contacts:40,chat:812",
            "7f3a; chat:1",
            "7f3a;chat:1\n",
            "7f3a;chat:1;contacts:2",
            f"7f3a;chat:{LARGEST_POSITION + 1}",
        ],
    )
    def test_that_is_not_exactly_ours_is_no_cursor(self, text):
        assert Cursor.parse(text) is None

    def test_of_more_than_the_longest_is_not_even_looked_at(self):
        text = "7f3a;" + ",".join(f"service{each:03}:1" for each in range(100))

        assert len(text) > LONGEST_CURSOR
        assert Cursor.parse(text) is None

    @given(st.text())
    def test_of_any_kind_is_no_fault(self, text):
        cursor = Cursor.parse(text)

        assert cursor is None or str(cursor) == text


class TestWithPosition:
    def test_moves_one_service_and_leaves_the_old_cursor_as_it_was(self):
        before = Cursor("7f3a", {"chat": 812, "contacts": 40})

        after = before.with_position("chat", 813)

        assert (str(before), str(after)) == ("7f3a;chat:812,contacts:40", "7f3a;chat:813,contacts:40")
