import json
import subprocess
import sys

import pytest

BEGIN = "import logging, structlog; from kit.logs import configure_logs; configure_logs('contacts', 'INFO');"


def line(code):
    """What a process of its own logs."""
    ran = subprocess.run([sys.executable, "-c", BEGIN + code], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


class TestALogLine:
    def test_carries_process_and_request(self):
        said = line(
            "structlog.contextvars.bind_contextvars(request_id='r-1');"
            "structlog.get_logger('test').info('contact created', contact_id='c-1')"
        )

        assert (said["process"], said["request_id"], said["contact_id"]) == ("contacts", "r-1", "c-1")

    @pytest.mark.parametrize("key", ["password", "phone", "email", "token", "note"])
    def test_leaves_personal_data_out(self, key):
        assert line(f"structlog.get_logger('test').info('signed in', {key}='canary-42')")[key] == "[left out]"

    def test_of_a_library_has_the_same_shape(self):
        assert line("logging.getLogger('nameko.rpc').warning('reply lost')")["event"] == "reply lost"

    def test_is_one_line_even_when_an_error_has_many(self):
        said = line("\ntry: 1/0\nexcept ZeroDivisionError: structlog.get_logger('test').exception('failed')")

        assert "ZeroDivisionError" in said["exception"]
