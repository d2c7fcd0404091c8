"""Whatever somebody writes is kept byte for byte or refused whole, and is found by its words."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.hostile import keepable, unkeepable

from contracts.chat import Chat
from contracts.conversations import CreateConversation
from contracts.messages import FindMessages, MessagePosted, SearchMessages
from contracts.wire import Invalid
from kit.rpc import parsed
from services.chat.domain import search

TEXTS = keepable()


def over_the_bus(ask):
    """As JSON, which may hold halves of characters: `\\ud83d`."""
    return json.loads(json.dumps(ask))


def post(conversation, text):
    ask = {"conversation_id": str(conversation.id), "id": str(uuid4()), "fields": {"text": text}}
    return parsed(Chat.post.ask, over_the_bus(ask))


def test_there_are_more_than_a_thousand_of_each_kind():
    assert len(set(TEXTS)) > 1_000
    assert len(set(unkeepable())) > 100


def test_every_one_is_kept_byte_for_byte(begin, chat, announced, ann, ben):
    group = begin(ann, ben)
    answering = chat(ann)

    with answering.store.transaction():
        answers = [answering.post(post(group, text)).text for text in TEXTS]

    kept = []
    while len(kept) < len(TEXTS):
        page = chat(ben).messages(FindMessages(conversation_id=group.id, after=len(kept), limit=200))
        kept += [message.text for message in page.items]
    told = [event.message.text for event, _ in announced(Chat, ann.team_id) if isinstance(event, MessagePosted)]
    assert answers == kept == told == TEXTS


def test_what_is_no_text_is_refused_naming_it_and_nothing_of_it_is_kept(begin, chat, ann, ben):
    group = begin(ann, ben)
    answering = chat(ann)

    with answering.store.transaction():
        for text in unkeepable():
            with pytest.raises(Invalid) as refused:
                answering.post(post(group, text))
            assert [error.field.rpartition(".")[2] for error in refused.value.errors] == ["text"]
            # What is told of it can be sent.
            refused.value.args[0].encode()

    assert chat(ann).messages(FindMessages(conversation_id=group.id)).items == []


@pytest.mark.parametrize("part", ["\ud800", "\0"], ids=ascii)
def test_no_other_text_lets_it_in(begin, say, chat, ann, ben, part):
    group = begin(ann, ben)
    say(ann, group)
    asks = [
        lambda: chat(ann).create(parsed(CreateConversation, {"kind": "channel", "name": f"a{part}b"})),
        lambda: chat(ann).create(parsed(CreateConversation, {"kind": "channel", "name": "a", "topic": f"a{part}b"})),
        lambda: chat(ann).change(
            parsed(Chat.change.ask, {"id": str(group.id), "changes": {"name": f"a{part}b", "topic": part}})
        ),
        lambda: chat(ann).react(
            parsed(Chat.react.ask, {"conversation_id": str(group.id), "number": 1, "emoji": part, "on": True})
        ),
    ]

    for ask in asks:
        with pytest.raises(Invalid):
            ask()


def test_any_search_is_answered(begin, say, chat, ann, ben):
    say(ann, begin(ann, ben), "boat")
    answering = chat(ann)

    with answering.store.transaction():
        for text in TEXTS[::5]:
            answering.search(SearchMessages(q=text[:200]))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300), st.text(max_size=40))
def test_pieces_together_are_a_part_of_the_text(text, q):
    pieces = search.pieces(text, search.terms(q) or ["a"])

    assert "".join(piece.text for piece in pieces) in text
    assert all(piece.text for piece in pieces)
