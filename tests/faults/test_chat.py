"""Twenty people chat through three gateways while a gateway, chat and the broker are killed in turn."""

import asyncio

import pytest
from faults.chatting import MEMBERS, ChatRun
from faults.lanes import lane, say
from faults.run import carried_out

pytestmark = pytest.mark.faults


def test_everybody_hears_every_message_once_and_in_the_same_order(three_gateways):
    here = lane()
    run = ChatRun(three_gateways, here.seed + 4, say, messages=here.messages, a_second=here.messages_a_second)
    report = asyncio.run(carried_out(run, lambda: run.kill_in_turn(here.rounds), in_a_team=MEMBERS, streams=1))

    here.judge("chat", report)
    assert report.figures["delivered_once_per_stream"]["resets"] == 0
    posted = {post.answer["number"]: (post.body["id"], post.body["text"]) for post in run.posts}
    said = [(number, *posted[number]) for number in sorted(posted)]
    assert len(run.posts) >= here.messages
    assert [number for number, _id, _text in said] == list(range(1, len(run.posts) + 1))
    assert run.numbered_anew == []
    assert [member.person.name for member in run.followers if member.said != said] == []
    assert [person.name for person in run.people if run.listed(person) != said] == []
