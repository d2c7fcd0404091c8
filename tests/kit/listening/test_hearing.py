"""Events as they come while nothing is broken: once each, in order, in the right name."""

import uuid

from sqlalchemy import text
from support.hearer.contract import Gossip
from support.hearer.news import TEAM
from support.tally.process import values
from support.waiting import eventually

ANN = uuid.UUID(int=1)
BOB = uuid.UUID(int=2)


class TestOrder:
    def test_each_event_is_applied_once_and_in_order(self, hearer, news, heard, place):
        told = [news.tell(f"{number}").data["words"] for number in range(300)]

        eventually(lambda: place() == ("first", 300))
        assert heard() == told
        assert hearer.count('qero_listener_applied_total{service="hearer",source="news",type="told"}') == 300

    def test_what_comes_twice_is_dropped(self, hearer, news, heard, place):
        first = news.tell("one")
        news.publish(first)
        news.publish(first)
        news.tell("two")

        eventually(lambda: place() == ("first", 2))
        assert heard() == ["one", "two"]

    def test_what_changed_places_is_applied_in_order(self, hearer, news, heard):
        first, second = news.write("one"), news.write("two")
        news.publish(second)
        news.publish(first)

        eventually(lambda: len(heard()) == 2)
        assert heard() == ["one", "two"]

    def test_what_nobody_hears_moves_the_position_alone(self, hearer, news, heard, place):
        news.tell("psst", type=Gossip.type)
        news.tell("a word of tomorrow", type="not_invented_yet")

        eventually(lambda: place() == ("first", 2))
        assert heard() == []

    def test_what_was_applied_is_acknowledged(self, hearer, news, node, place):
        news.tell("one")
        eventually(lambda: place() == ("first", 1))

        hearer.terminate()

        assert hearer.exit_code() == 0
        assert node.left_in("evt-news-journal--hearer") == 0


class TestName:
    def test_it_acts_for_the_team_and_the_only_person_it_is_for(self, hearer, news, engine, heard):
        news.tell("for Ann", to=[ANN])
        news.tell("for both", to=[ANN, BOB])
        news.tell("for all")

        eventually(lambda: len(heard()) == 3)
        assert values(engine, "select distinct team from hearer.heard") == [str(TEAM)]
        assert values(engine, "select person from hearer.heard order by number") == [str(ANN), "", ""]


class TestHead:
    def test_a_notice_tells_the_lag(self, hearer, news, engine):
        news.tell("one")
        news.tell_head()

        eventually(lambda: values(engine, "select head from hearer.listeners where heard_at is not null") == [1])
        eventually(lambda: hearer.count("qero_listener_position{") == 1)
        assert hearer.count("qero_listener_lag{") == 0


class TestStop:
    def test_at_a_sigterm_what_waits_goes_back_to_the_broker(self, hearer, news, engine, node, heard):
        with engine.begin() as holding:
            holding.execute(text("lock table hearer.heard in access exclusive mode"))
            for number in range(3):
                news.tell(f"{number}")
            eventually(lambda: hearer.count("qero_workers") == 1)
            hearer.terminate()
            eventually(lambda: "draining" in hearer.look("readyz")[1])

        assert hearer.exit_code() == 0
        hearer.start().ready()
        eventually(lambda: heard() == ["0", "1", "2"])


class TestQueue:
    def test_in_a_cluster_it_is_a_quorum_queue_with_one_active_consumer(self, hearing, news, node):
        hearing(QUEUE_TYPE="quorum").start().ready()

        queue = eventually(lambda: node.queue("evt-news-journal--hearer"))
        assert queue["type"] == "quorum"
        assert queue["arguments"]["x-single-active-consumer"]
