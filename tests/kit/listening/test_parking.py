"""An event that cannot be applied: tried again, parked with its reason, and replayed when somebody asks."""

import pytest
from sqlalchemy import text
from support.tally.process import values
from support.waiting import eventually


def ask_replay(engine):
    with engine.begin() as connection:
        connection.execute(text("update hearer.parked_events set replay_asked_at = now()"))


class TestRetry:
    def test_an_event_that_succeeds_in_the_end_is_not_parked(self, hearer, news, heard, parked, tmp_path):
        (tmp_path / "cannot-hear-two").touch()
        for words in ("one", "two", "three"):
            news.tell(words)
        eventually(lambda: hearer.count("qero_listener_retries_total") >= 2)

        (tmp_path / "cannot-hear-two").unlink()

        eventually(lambda: len(heard()) == 3)
        assert heard() == ["one", "two", "three"]
        assert parked() == []


class TestPark:
    def test_the_others_go_on_and_the_reason_is_kept(self, hearer, news, heard, engine, tmp_path):
        (tmp_path / "cannot-hear-two").touch()
        for words in ("one", "two", "three"):
            news.tell(words)

        eventually(lambda: heard() == ["one", "three"])
        assert values(engine, "select reason from hearer.parked_events") == ["ValueError: cannot hear two"]
        assert values(engine, "select attempts from hearer.parked_events") == [5]
        assert hearer.count("qero_listener_parked_total") == 1
        eventually(lambda: hearer.count("qero_parked_events{") == 1)

    def test_what_is_no_such_event_is_parked(self, hearer, news, heard, parked, engine):
        odd = news.write("odd")
        news.entries[0] = odd.model_copy(update={"data": {"numbers": [1]}})
        news.publish(news.entries[0])
        news.tell("two")

        eventually(lambda: heard() == ["two"])
        assert parked() == [None]

    def test_what_the_feed_brings_is_parked_as_well(self, hearer, news, heard, parked, tmp_path):
        (tmp_path / "cannot-hear-two").touch()
        for words in ("one", "two", "three"):
            news.write(words)
        news.tell_head()

        eventually(lambda: heard() == ["one", "three"])
        assert parked() == ["two"]


class TestReplay:
    @pytest.fixture(autouse=True)
    def two_is_parked(self, hearer, news, parked, tmp_path):
        (tmp_path / "cannot-hear-two").touch()
        news.tell("one")
        news.tell("two")
        eventually(lambda: parked() == ["two"])

    def test_applies_it_and_takes_it_out(self, hearer, heard, parked, engine, tmp_path):
        (tmp_path / "cannot-hear-two").unlink()
        ask_replay(engine)

        eventually(lambda: parked() == [])
        assert heard() == ["one", "two"]
        eventually(lambda: hearer.count("qero_parked_events{") == 0)

    def test_that_fails_again_is_kept_with_one_more_attempt(self, heard, parked, engine):
        ask_replay(engine)

        eventually(lambda: values(engine, "select attempts from hearer.parked_events") == [6])
        assert values(engine, "select replay_asked_at from hearer.parked_events") == [None]
        assert heard() == ["one"]


class TestDatabaseAway:
    @pytest.mark.faults
    def test_parks_nothing_and_goes_on_when_it_is_back(self, hearer, news, heard, parked, database_away):
        with database_away():
            news.tell("one")
            eventually(lambda: hearer.log.count("listening waits") >= 6)

        eventually(lambda: heard() == ["one"])
        assert parked() == []
        assert hearer.count("qero_listener_retries_total") == 0

    def test_locked_by_somebody_parks_nothing(self, hearer, news, heard, parked, engine):
        with engine.begin() as holding:
            holding.execute(text("select * from hearer.listeners for update"))
            news.tell("one")
            eventually(lambda: hearer.log.count("listening waits") >= 2)

        eventually(lambda: heard() == ["one"])
        assert parked() == []
        assert hearer.count("qero_listener_retries_total") == 0
