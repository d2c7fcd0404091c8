"""Whatever somebody gives as an endpoint, it is a browser's push service, or refused."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.wire import Invalid
from services.push.domain.endpoints import KNOWN, LONGEST_ENDPOINT, PushServices

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

LOCAL = ["127.0.0.1", "127.1", "0", "0.0.0.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "localhost",
         "localhost.localdomain", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
         "169.254.169.254", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "[fe80::1]", "[fc00::1]",
         "metadata.google.internal", "127.0.0.1.nip.io"]  # fmt: skip
HOSTILE = [
    *(f"https://{host}/" for host in LOCAL),
    *(f"https://{host}/.push.apple.com" for host in LOCAL),
    *(f"https://fcm.googleapis.com@{host}/" for host in LOCAL),
    *(f"https://fcm.googleapis.com:443@{host}/" for host in LOCAL),
    *(f"https://{host}\\@web.push.apple.com/" for host in LOCAL),
    *(f"https://{host}#.push.apple.com" for host in LOCAL),
    *(f"https://{host}?h=.push.apple.com" for host in LOCAL),
    "https://169.254.169.254/latest/x.google.com/",
    "https://evil.example\\@web.push.apple.com/",
    "https://fcm.googleapis.com.evil.example/",
    "https://evilfcm.googleapis.com/",
    "https://fcm.googleapis.com%2eevil.example/",
    "https://fcm.googleapis.com%00.evil.example/",
    "https://evil.example/?h=.push.apple.com",
    "https://evil.example/#.push.apple.com",
    "https://push.apple.com.",
    "https://web.push.apple.com./x",
    "https://web.push.apple.com:8443/x",
    "https://web.push.apple.com:0443/x",
    "https://web.push.apple.com:/x",
    "https://web.push.apple.com:80/x",
    "http://web.push.apple.com/x",
    "HTTPS://web.push.apple.com/x",
    "https://WEB.PUSH.APPLE.COM/x",
    "ftp://web.push.apple.com/x",
    "file:///etc/passwd",
    "gopher://web.push.apple.com/x",
    "javascript://web.push.apple.com/%0aalert(1)",
    "data:text/plain,x",
    "//web.push.apple.com/x",
    "web.push.apple.com/x",
    "https:web.push.apple.com/x",
    "https:/web.push.apple.com/x",
    "https:///web.push.apple.com/x",
    "https://web.push.apple.com",
    "https://user@web.push.apple.com/x",
    "https://user:pass@web.push.apple.com/x",
    "https://@web.push.apple.com/x",
    "https://web.push.apple.com/x#fragment",
    "https://web.push.apple.com/a b",
    " https://web.push.apple.com/x",
    "https://web.push.apple.com/x ",
    "https://web.push.apple.com/x\n",
    "https://web.push.apple.com/\r\nHost: evil.example",
    "ht\ttps://web.push.apple.com/x",
    "https://web.push\t.apple.com/x",
    "https://web.push.apple.com/\x00",
    "https://web.push.apple.com/\\evil",
    "https://web\u3002push\u3002apple\u3002com/x",
    "https://\uff57eb.push.apple.com/x",
    "https://web.push.apple.cOm/x",
    "https://web.push.\u0430pple.com/x",
    "https://web.push.apple.com/ü",
    "https://web..push.apple.com/x",
    "https://-web.push.apple.com/x",
    "https://web_push.apple.com/x",
    "https://*.push.apple.com/x",
    "https://push.nord.example/UP",
    "https://push.nord.example:8444/UP",
    "http://push.nord.example:8443/UP",
    "https://sub.push.nord.example:8443/UP",
    "http://127.0.0.1:5001/x",
    "https://127.0.0.1:5000/x",
    "http://localhost:5000/x",
    "http://127.0.0.1:5000@evil.example/x",
    "http://127.0.0.1:5000\\@evil.example/x",
    "",
    "https://",
    "https:///",
    "null",
    "https://web.push.apple.com/" + "x" * LONGEST_ENDPOINT,
]


class TestCheck:
    @pytest.mark.parametrize("endpoint", GENUINE)
    def test_takes_what_browsers_give(self, endpoint):
        assert not SERVICES.check(endpoint).is_trusted

    @pytest.mark.parametrize("endpoint", NAMED)
    def test_takes_an_origin_that_the_operator_has_named(self, endpoint):
        assert SERVICES.check(endpoint).is_trusted

    def test_there_are_150_hostile_ones(self):
        assert len(set(HOSTILE)) >= 150

    @pytest.mark.parametrize("endpoint", HOSTILE)
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
