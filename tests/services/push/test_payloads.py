"""What a device is sent."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.ringing import message

from contracts.conversations import ConversationKind
from contracts.kinds import Kind
from contracts.push import Language
from services.push.domain import payloads
from services.push.domain.payloads import LARGEST_PAYLOAD, MAGIC

PUSH_ID = uuid4()


def sent(notice, language=Language.ENGLISH) -> dict:
    body = payloads.payload(notice, origin="https://qero.nord.se", push_id=PUSH_ID, language=language)
    assert len(body) <= LARGEST_PAYLOAD
    return json.loads(body)


class TestAMessage:
    def test_is_told_in_the_shape_that_browsers_show_by_themselves(self):
        told = message()

        found = sent(payloads.of_message(told, "Ann", Language.ENGLISH, hidden=False))

        assert (found["web_push"], found["app_badge"], found["mutable"]) == (MAGIC, 3, True)
        assert found["notification"] == {
            "title": "Ann · boats",
            "body": "Hello",
            "navigate": f"https://qero.nord.se/chat/{told.conversation_id}?m=7",
            "tag": f"chat-{told.conversation_id}",
            "lang": "en",
            "silent": False,
            "app_badge": "3",
            "data": {
                "kind": "chat",
                "conversation_id": str(told.conversation_id),
                "message_id": "7",
                "push_id": str(PUSH_ID),
            },
        }

    def test_of_two_has_its_author_for_a_title(self):
        told = message(kind=ConversationKind.DIRECT, name="")

        assert payloads.of_message(told, "Ann", Language.ENGLISH, hidden=False).title == "Ann"

    @pytest.mark.parametrize("language", Language)
    def test_of_whom_nobody_else_is_to_read_says_nothing(self, language):
        told = message(text="The offer is 400,000")

        found = json.dumps(sent(payloads.of_message(told, "Ann", language, hidden=True), language))

        assert not any(word in found for word in ("Ann", "boats", "offer"))

    def test_without_words_says_that_it_is_about_a_contact(self):
        told = message(text=" \n", contacts=1)

        assert payloads.of_message(told, "Ann", Language.ENGLISH, hidden=False).body == "Shared a contact"

    @given(st.text(max_size=20_000), st.text(max_size=500), st.sampled_from(Language))
    def test_of_any_text_fits_every_push_service(self, text, name, language):
        notice = payloads.of_message(message(text=text, name=name), name, language, hidden=False)

        assert "\n" not in sent(notice, language)["notification"]["body"]

    def test_that_was_too_large_has_no_text_and_leads_to_the_same_place(self):
        notice = payloads.of_message(message(), "Ann", Language.ENGLISH, hidden=False)

        short = payloads.short(notice, Language.ENGLISH)

        assert (short.title, short.body, short.tag, short.path) == ("QERO", "New message", notice.tag, notice.path)


class TestAFollowUp:
    def test_names_the_contact_and_nothing_that_was_planned(self):
        contact_id = uuid4()

        found = sent(payloads.of_follow_up(Kind.TMA, contact_id, "Eva Ek", Language.SWEDISH, hidden=False))

        assert found["notification"]["title"] == "Eva Ek"
        assert found["notification"]["body"] == "Dags att följa upp"
        assert found["notification"]["navigate"] == f"https://qero.nord.se/tma/{contact_id}"
        assert "app_badge" not in found

    def test_hides_the_name_where_that_is_wanted(self):
        notice = payloads.of_follow_up(Kind.CONTACT, uuid4(), "Eva Ek", Language.ENGLISH, hidden=True)

        assert (notice.title, notice.body) == ("QERO", "A follow-up is due")
