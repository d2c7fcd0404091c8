"""What the broker lost, and what was published while nobody listened: the journal has it."""

import uuid

import pytest
from support.hearer.contract import Told
from support.hearer.news import EXCHANGE, QUEUE
from support.tally.process import values
from support.waiting import eventually

from contracts.journal import LARGEST_EVENTS_PAGE


def gaps(engine):
    return values(engine, "select gaps_filled from hearer.listeners")


class TestGap:
    def test_is_filled_before_what_comes_after_it(self, hearer, news, heard, engine):
        news.tell("one")
        news.write("two, which the broker lost")
        news.write("three, as well")
        news.tell("four")

        eventually(lambda: len(heard()) == 4)
        assert heard() == ["one", "two, which the broker lost", "three, as well", "four"]
        eventually(lambda: gaps(engine) == [1])

    def test_of_the_last_event_is_found_by_the_next_notice(self, hearer, news, heard):
        news.tell("one")
        news.write("two, which the broker lost")
        news.tell_head()

        eventually(lambda: heard() == ["one", "two, which the broker lost"])

    def test_of_several_pages_is_filled(self, hearer, news, heard, engine):
        told = [news.write(f"{number}").data["words"] for number in range(2 * LARGEST_EVENTS_PAGE + 10)]
        news.tell_head()

        eventually(lambda: len(heard()) == len(told))
        assert heard() == told
        eventually(lambda: gaps(engine) == [1])

    def test_while_the_source_is_away_waits_and_loses_nothing(self, hearer, news, heard):
        with news.away():
            news.write("one, which the broker lost")
            news.tell("two")
            eventually(lambda: "listening waits" in hearer.log)
            assert heard() == []

        eventually(lambda: heard() == ["one, which the broker lost", "two"])

    def test_is_no_gap_when_it_only_arrives_a_little_later(self, hearer, news, heard, engine):
        late = news.write("one")
        news.tell_head()
        news.publish(late)

        eventually(lambda: heard() == ["one"])
        assert gaps(engine) == [0]


class TestUnreadable:
    @pytest.mark.parametrize(
        ("routing_key", "body"),
        [("told", "{nope"), ("told", '{"position": "first"}'), ("told", "[]"), ("head", '{"epoch": 4}')],
        ids=["no JSON", "no entry", "no object", "no head"],
    )
    def test_message_is_dropped_and_found_in_the_journal(self, hearer, news, heard, routing_key, body):
        news.write("what it should have said")
        news.send(routing_key, body)

        eventually(lambda: heard() == ["what it should have said"])
        assert hearer.count("qero_listener_dropped_total") == 1
        assert body not in hearer.log


class TestStart:
    def test_hears_what_was_published_meanwhile(self, hearer, news, heard):
        news.tell("one")
        eventually(lambda: heard() == ["one"])
        hearer.kill()
        news.tell("two")
        news.write("three, which the broker lost")

        hearer.start().ready()

        eventually(lambda: heard() == ["one", "two", "three, which the broker lost"])

    def test_before_the_source_was_ever_there_it_lives_is_not_ready_and_waits(self, hearing, news, node, heard):
        with node.connect() as bus:
            bus.channel().exchange_delete(EXCHANGE)
        news.built = ["all there is"]
        service = hearing().start()
        eventually(lambda: service.look("readyz") == (503, '{"ready": false, "faults": ["bus: not connected"]}'))

        news.stop()
        news.start()

        service.ready()
        eventually(lambda: heard() == ["all there is"])


@pytest.mark.faults
class TestBroker:
    def test_that_lost_its_connections_delivers_again_and_nothing_is_applied_twice(self, hearer, news, node, heard):
        told = [news.tell(f"{number}").data["words"] for number in range(200)]

        node.close_connections()

        eventually(lambda: len(heard()) == len(told))
        assert heard() == told

    def test_that_forgot_the_queue_is_caught_up_from_the_journal(self, hearer, news, node, heard):
        news.tell("one")
        eventually(lambda: heard() == ["one"])
        with node.connect() as bus:
            bus.channel().queue_delete(QUEUE)
        news.tell("two, which had no queue to go to")

        eventually(lambda: heard() == ["one", "two, which had no queue to go to"])
        news.tell("three")
        eventually(lambda: len(heard()) == 3)

    def test_that_was_away_is_connected_to_again(self, hearer, news, node, heard):
        with node.away():
            eventually(lambda: hearer.look("readyz")[0] == 503)
            news.write("what nobody published")
        news.stop()
        news.start()

        eventually(lambda: hearer.look("readyz")[0] == 200)
        eventually(lambda: heard() == ["what nobody published"])


def test_words_of_an_event_are_never_logged(hearer, news, heard, tmp_path):
    secret = f"secret-{uuid.uuid4().hex}"
    (tmp_path / f"cannot-hear-{secret}").touch()

    news.tell(secret, type=Told.type)

    eventually(lambda: "an event was parked" in hearer.log)
    assert secret not in hearer.log
