"""Messages are numbered 1, 2, 3 … whoever sends at once, and whatever is undone."""

import random
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import text
from support.waiting import eventually

from contracts.chat import Chat
from contracts.conversations import OneConversation, RemoveMember
from contracts.messages import FindMessages, MessageFields, MessagePosted, PostMessage
from contracts.wire import NotFound

SENDERS = 16
EACH = 12


class Undone(Exception):
    pass


def test_no_number_is_missing_or_given_twice_under_16_senders_whose_transactions_may_be_undone(
    begin, chat, announced, ann, ben
):
    group = begin(ann, ben)

    def send(sender: int) -> list[tuple[int, str]]:
        chance, acknowledged = random.Random(sender), []
        for each in range(EACH):
            answering = chat(ann if sender % 2 else ben)
            said_now = f"{sender} says {each}"
            fields = MessageFields(text=said_now)
            try:
                with answering.store.transaction():
                    said = answering.post(PostMessage(conversation_id=group.id, id=uuid4(), fields=fields))
                    if chance.random() < 0.3:
                        raise Undone
            except Undone:
                continue
            acknowledged.append((said.number, said_now))
        return acknowledged

    with ThreadPoolExecutor(SENDERS) as pool:
        acknowledged = sorted(sent for several in pool.map(send, range(SENDERS)) for sent in several)

    kept = [
        (message.number, message.text)
        for message in chat(ann).messages(FindMessages(conversation_id=group.id, limit=200)).items
    ]
    events = [event for event, _ in announced(Chat, ann.team_id) if isinstance(event, MessagePosted)]
    assert SENDERS * EACH * 0.5 < len(acknowledged) < SENDERS * EACH * 0.9
    assert [number for number, _ in acknowledged] == list(range(1, len(acknowledged) + 1))
    assert kept == acknowledged
    # The journal has them in the order of their numbers: the row was locked before each was written.
    assert [(event.message.number, event.message.text) for event in events] == acknowledged


def test_the_same_message_sent_many_times_at_once_is_one(begin, say, chat, ann, ben):
    group, its_id = begin(ann, ben), uuid4()

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: say(ann, group, "Hello", its_id).number, range(16)))

    assert numbers == {1}
    assert chat(ann).conversation(OneConversation(id=group.id)).last_number == 1


@pytest.fixture
def somebody_waits_for(database):
    """Returns when somebody waits for a lock that a transaction holds."""

    def wait(answering) -> None:
        holder = answering.store.connection.execute(text("select pg_backend_pid()")).scalar()
        waiting = text("select from pg_stat_activity where :holder = any (pg_blocking_pids(pid))")
        with database.engine("postgres").connect().execution_options(isolation_level="AUTOCOMMIT") as watching:
            eventually(lambda: watching.execute(waiting, {"holder": holder}).first() is not None)

    return wait


def test_who_waited_for_their_own_removal_writes_nothing(begin, say, chat, somebody_waits_for, ann, ben):
    group, removing = begin(ann, ben), chat(ann)

    with ThreadPoolExecutor(1) as pool:
        with removing.store.transaction():
            removing.remove_member(RemoveMember(id=group.id, person_id=ben.person_id))
            waiting = pool.submit(say, ben, group)
            # Until the removal commits, whoever wants to write waits for it.
            somebody_waits_for(removing)
        with pytest.raises(NotFound):
            waiting.result()

    assert chat(ann).conversation(OneConversation(id=group.id)).last_number == 0
