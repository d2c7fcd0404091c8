"""How many processes a system has, without starting any."""

from collections import defaultdict

import pytest

from deploy.local.home import ROOT, Home
from deploy.local.system import Addresses, System
from deploy.topology import GATEWAY, SERVICES

TOLD_ALL = ("AMQP_URL", "DATABASE_URL", "CALLER_PUBLIC_KEY", "GRACE_SECONDS")
[CONTACTS] = [service for service in SERVICES if service.name == "contacts"]


@pytest.fixture
def system(tmp_path):
    home = Home(tmp_path / "home").open()
    anywhere = defaultdict(lambda: "nowhere")
    return System(home, Addresses(anywhere, anywhere), port=home.port("gateway"))


class TestAnother:
    def test_has_a_name_ports_and_a_log_of_its_own(self, system):
        first, second = system.processes["gateway"], system.another(GATEWAY)

        assert (second.name, system.replicas(GATEWAY)) == ("gateway 2", ["gateway", "gateway 2"])
        ports = [process.environment[name] for process in (first, second) for name in ("PORT", "METRICS_PORT")]
        assert len(set(ports)) == 4
        assert system.address_of("gateway 2") == f"http://127.0.0.1:{second.environment['PORT']}"
        assert first.log != second.log

    def test_is_told_what_the_others_are_and_what_is_told_it_alone(self, system):
        first = system.processes["contacts"].environment
        second = system.another(CONTACTS, told={"MAX_WORKERS": "3"}).environment

        assert [second[name] for name in TOLD_ALL] == [first[name] for name in TOLD_ALL]
        assert (first.get("MAX_WORKERS"), second["MAX_WORKERS"]) == (None, "3")

    def test_runs_the_code_of_its_folder(self, system, tmp_path):
        assert system.another(CONTACTS, folder=tmp_path).folder == tmp_path
        assert system.another(CONTACTS).folder == ROOT

    def test_has_a_name_that_was_given_up(self, system):
        system.another(CONTACTS)
        del system.processes["contacts"]

        assert system.another(CONTACTS).name == "contacts"
        assert system.another(CONTACTS).name == "contacts 3"
