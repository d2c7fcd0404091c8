import pytest

from kit.config import ServiceConfig, load


class TestLoad:
    def test_names_every_missing_variable_at_once(self, monkeypatch, capsys):
        for name in ("AMQP_URL", "DATABASE_URL", "CALLER_PUBLIC_KEY", "METRICS_PORT"):
            monkeypatch.delenv(name, raising=False)

        with pytest.raises(SystemExit) as exit_:
            load(ServiceConfig)

        told = capsys.readouterr().err
        assert exit_.value.code == 2
        assert all(f"{name} is missing" in told for name in ("AMQP_URL", "DATABASE_URL", "CALLER_PUBLIC_KEY"))

    def test_says_what_is_wrong_with_a_value_and_keeps_secrets_out_of_it(self, monkeypatch, capsys):
        monkeypatch.setenv("AMQP_URL", "amqp://ann:hunter2@localhost/qero")
        monkeypatch.setenv("METRICS_PORT", "70000")

        with pytest.raises(SystemExit):
            load(ServiceConfig)

        told = capsys.readouterr().err
        assert "METRICS_PORT is wrong" in told
        assert "hunter2" not in told
