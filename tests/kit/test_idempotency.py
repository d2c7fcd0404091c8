"""Which asks are the same one: also between two versions of a contract, while both run."""

from contracts.wire import Wire
from kit.idempotency import fingerprint


class Old(Wire):
    note: str


class New(Wire):
    added = frozenset({"app"})

    note: str
    colour: str | None = None
    app: str | None = None


class TestTheFingerprint:
    def test_is_the_same_in_a_version_that_knows_a_field_more(self):
        assert fingerprint(New(note="Call again")) == fingerprint(Old(note="Call again"))

    def test_leaves_out_what_the_gateway_adds(self):
        assert fingerprint(New(note="Call again", app="phone")) == fingerprint(Old(note="Call again"))

    def test_is_another_one_when_anything_else_was_sent(self):
        assert fingerprint(New(note="Call again", colour="red")) != fingerprint(New(note="Call again"))
