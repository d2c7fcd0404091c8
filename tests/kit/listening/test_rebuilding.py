"""When a journal cannot be followed on: what is kept of it is built anew, from where it is now."""

import pytest
from sqlalchemy import text
from support.tally.process import values
from support.waiting import eventually


@pytest.fixture
def rebuilds(hearer):
    return lambda: len(hearer.lines("rebuilds"))


class TestAtFirst:
    def test_all_there_is_is_read_and_events_go_on_from_there(self, hearing, news, heard, place):
        for words in ("one", "two"):
            news.write(words)
        news.built = ["one and two"]

        hearing().start().ready()

        eventually(lambda: place() == ("first", 2))
        news.tell("three")
        eventually(lambda: heard() == ["one and two", "three"])

    def test_while_the_source_is_away_it_waits(self, hearing, news, heard, place):
        news.built = ["all"]
        with news.away():
            service = hearing().start().ready()
            eventually(lambda: "listening waits" in service.log)
            assert place() is None

        eventually(lambda: heard() == ["all"])

    def test_without_a_way_to_build_it_begins_with_the_first_event_that_is_kept(self, hearing, news, heard):
        for words in ("one", "two", "three"):
            news.write(words)
        news.floor = 1

        hearing(HEARER_CANNOT_REBUILD="1").start().ready()

        eventually(lambda: heard() == ["two", "three"])


class TestContinuity:
    def test_another_epoch_builds_anew(self, hearer, rebuilds, news, heard, place):
        news.tell("one")
        eventually(lambda: heard() == ["one"])
        news.epoch, news.built = "second", ["restored"]

        news.tell_head()

        eventually(lambda: place() == ("second", 1))
        assert heard() == ["restored"]
        assert rebuilds() == 2

    def test_a_floor_beyond_the_position_builds_anew(self, hearer, rebuilds, news, heard, place):
        hearer.kill()
        for number in range(10):
            news.write(f"{number}")
        news.floor, news.built = 8, ["all ten"]

        hearer.start().ready()

        eventually(lambda: place() == ("first", 10))
        assert heard() == ["all ten"]
        assert rebuilds() == 2

    def test_a_floor_at_the_position_goes_on(self, hearer, rebuilds, news, heard, place):
        news.tell("one")
        eventually(lambda: heard() == ["one"])
        hearer.kill()
        news.write("two")
        news.floor = 1

        hearer.start().ready()

        eventually(lambda: heard() == ["one", "two"])
        assert rebuilds() == 1

    def test_a_head_before_the_position_builds_anew(self, hearer, rebuilds, news, heard, place):
        for words in ("one", "two", "three"):
            news.tell(words)
        eventually(lambda: place() == ("first", 3))
        del news.entries[1:]
        news.built = ["one"]

        news.tell_head()

        eventually(lambda: place() == ("first", 1))
        assert heard() == ["one"]

    def test_it_is_built_anew_when_somebody_asks(self, hearer, news, heard, place, engine):
        news.tell("one")
        eventually(lambda: heard() == ["one"])
        news.built = ["one, anew"]

        with engine.begin() as connection:
            connection.execute(text("update hearer.listeners set epoch = ''"))

        eventually(lambda: place() == ("first", 1))
        assert heard() == ["one, anew"]

    def test_what_happens_meanwhile_is_heard_after_it(self, hearer, news, heard, place, engine):
        """The head is read before what there is: what is told in between is applied once more."""
        news.tell("one")
        eventually(lambda: heard() == ["one"])
        news.before_all_words = lambda: news.tell("two")
        news.built = ["one"]

        values(engine, "update hearer.listeners set epoch = '' returning 1")

        eventually(lambda: place() == ("first", 2))
        assert heard() == ["one", "two"]
