import json
import logging

import pytest
import structlog

from kit.logs import configure_logs


@pytest.fixture
def line(capsys):
    before = logging.getLogger().handlers[:], logging.getLogger().level
    configure_logs("contacts", "INFO")
    yield lambda: json.loads(capsys.readouterr().out)
    logging.getLogger().handlers[:], logging.getLogger().level = before[0], before[1]
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


class TestALogLine:
    def test_carries_process_and_request(self, line):
        structlog.contextvars.bind_contextvars(request_id="r-1")
        structlog.get_logger("test").info("contact created", contact_id="c-1")

        said = line()

        assert (said["process"], said["request_id"], said["contact_id"]) == ("contacts", "r-1", "c-1")

    @pytest.mark.parametrize("key", ["password", "phone", "email", "token", "note"])
    def test_leaves_personal_data_out(self, line, key):
        structlog.get_logger("test").info("signed in", **{key: "canary-42"})

        assert line()[key] == "[left out]"

    def test_of_a_library_has_the_same_shape(self, line):
        logging.getLogger("nameko.rpc").warning("reply lost")

        assert line()["event"] == "reply lost"
