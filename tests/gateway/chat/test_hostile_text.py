"""Text that breaks what is careless with text comes back over HTTP as it was sent, or is refused with a problem."""

import json
from uuid import uuid4

from support.conversations import at
from support.hostile import keepable, unkeepable

TEXTS = keepable()[::12]
LARGEST_PAGE = 200


def test_each_is_stored_and_returned_character_for_character(ann, ben, begin, say):
    group = begin(ann, ben)
    answered = [say(ann, group, text)["text"] for text in TEXTS]
    page = ben.get(at(group, "messages"), params={"after": 0, "limit": LARGEST_PAGE}).json()

    assert len(TEXTS) >= 100
    assert answered == [message["text"] for message in page["items"]] == TEXTS


def test_half_characters_and_nul_are_refused_and_nothing_of_them_is_kept(ann, ben, begin):
    group = begin(ann, ben)
    for text in unkeepable():
        # As ASCII: JSON can say what UTF-8 cannot.
        body = json.dumps({"id": str(uuid4()), "text": text})
        answer = ann.post(at(group, "messages"), content=body, headers={"Content-Type": "application/json"})

        assert answer.status_code == 400
        assert answer.json()["type"] == "/problems/malformed"
    assert ann.get(at(group)).json()["last_number"] == 0
