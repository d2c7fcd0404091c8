"""Whatever somebody gives as an endpoint, it is a browser's push service, or refused."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.hostile_endpoints import hostile_endpoints

from contracts.wire import Invalid
from services.push.domain.endpoints import KNOWN, PushServices

SERVICES = PushServices([*KNOWN, "https://push.nord.example:8443", "http://127.0.0.1:5000"])

GENUINE = [
    "https://fcm.googleapis.com/fcm/send/eX4mple:APA91bH_-tail",
    "https://fcm.googleapis.com/wp/eX4mple:APA91bH",
    "https://android.googleapis.com/gcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk_-x",
    "https://web.push.apple.com/QGuQyavXutnMH9",
    "https://wns2-db5p.notify.windows.com/w/?token=BQYAAAD%2bK%3d",
    "https://web.push.apple.com:443/QGuQ",
]
NAMED = ["https://push.nord.example:8443/UP?id=7", "http://127.0.0.1:5000/wpush/v2/x"]


class TestCheck:
    @pytest.mark.parametrize("endpoint", GENUINE)
    def test_takes_what_browsers_give(self, endpoint):
        assert not SERVICES.check(endpoint).is_trusted

    @pytest.mark.parametrize("endpoint", NAMED)
    def test_takes_an_origin_that_the_operator_has_named(self, endpoint):
        assert SERVICES.check(endpoint).is_trusted

    def test_there_are_150_hostile_ones(self):
        assert len(set(hostile_endpoints())) >= 150

    @pytest.mark.parametrize("endpoint", hostile_endpoints())
    def test_refuses_all_else_and_names_the_field(self, endpoint):
        with pytest.raises(Invalid) as refusal:
            SERVICES.check(endpoint)

        assert [error.field for error in refusal.value.errors] == ["endpoint"]

    def test_an_origin_is_written_as_push_services_compare_it(self):
        assert str(SERVICES.check("https://web.push.apple.com:443/x")) == "https://web.push.apple.com"
        assert str(SERVICES.check("https://push.nord.example:8443/x")) == "https://push.nord.example:8443"

    @given(st.text(string.printable + "\u3002\uff0f\\", max_size=60), st.sampled_from(GENUINE))
    def test_what_is_put_before_or_into_a_genuine_one_never_leads_elsewhere(self, text, genuine):
        host = genuine.split("/")[2].split(":")[0]
        for endpoint in (text + genuine, genuine.replace("://", f"://{text}", 1), genuine.replace(host, host + text)):
            try:
                origin = SERVICES.check(endpoint)
            except Invalid:
                continue
            assert any(origin.host == known or origin.host.endswith(f".{known}") for known in KNOWN)
            assert endpoint.startswith(f"https://{origin.host}")


class TestServices:
    @pytest.mark.parametrize("named", ["", "127.0.0.1", "https://", "push.example/x", "PUSH.example", "a b"])
    def test_takes_only_hosts_and_origins(self, named):
        with pytest.raises(ValueError, match="neither"):
            PushServices([named])
