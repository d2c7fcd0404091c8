"""`./qero events` on services that run: what it shows, and what it lets them do."""

import json
import uuid

import psycopg
import pytest
from psycopg.types.json import Jsonb
from support.waiting import eventually

from deploy.local.__main__ import main
from deploy.local.events import PAIRS, look
from deploy.local.home import Home
from deploy.local.say import Trouble

NAMES = [(service.name, source) for service, source in PAIRS]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("QERO_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home").open()


@pytest.fixture
def running(home, stack):
    """What a launcher writes of itself."""
    with home.alone():
        home.write("running.json", {"address": stack.address, "database": stack.urls})
        eventually(lambda: all(one["lag"] == 0 for one in look(stack.urls)["listeners"]))
        yield


@pytest.fixture
def park(stack):
    """As the listener of contacts does it: an event of a type nobody hears, or one that cannot be read."""

    def insert(type: str) -> str:
        event_id = str(uuid.uuid4())
        entry = {
            "position": 4,
            "event_id": event_id,
            "type": type,
            "team_id": str(uuid.uuid4()),
            "audience": None,
            "at": "2026-05-04T12:00:00Z",
            "data": {},
        }
        with psycopg.connect(stack.urls["contacts_app"]) as connection:
            connection.execute("select set_config('app.all_teams', 'on', true)")
            connection.execute(
                "insert into contacts.parked_events (event_id, source, position, entry, reason, attempts)"
                " values (%s, 'settings', 4, %s, 'ValueError: no good', 5)",
                [event_id, Jsonb(entry)],
            )
        return event_id

    yield insert
    with psycopg.connect(stack.urls["contacts_app"]) as connection:
        connection.execute("select set_config('app.all_teams', 'on', true)")
        connection.execute("delete from contacts.parked_events")


class TestLook:
    def test_names_each_journal_and_each_listener(self, running, capsys):
        assert main(["events"]) == 0

        shown = capsys.readouterr().out
        assert shown.startswith("journal   epoch")
        for service, source in NAMES:
            assert f"{service} ← {source}" in shown
        assert shown.endswith("No event is parked.\n")

    def test_shows_a_parked_event_with_its_reason(self, running, park, capsys):
        event_id = park("personal_settings_changed")

        main(["events"])

        [line] = [line for line in capsys.readouterr().out.splitlines() if event_id in line]
        assert line.split(maxsplit=7)[1:] == [
            "contacts",
            "←",
            "settings",
            "personal_settings_changed",
            "4",
            "5",
            "ValueError: no good",
        ]

    def test_is_json_as_well(self, running, capsys):
        main(["events", "--json"])

        found = json.loads(capsys.readouterr().out)
        assert [(one["service"], one["source"]) for one in found["listeners"]] == NAMES
        assert {one["waiting"] for one in found["journals"]} == {0}

    def test_while_nothing_runs_it_says_so(self, home):
        with pytest.raises(Trouble, match="QERO does not run"):
            main(["events"])

    def test_while_it_is_starting_it_says_so(self, home):
        with home.alone():
            home.write("running.json", {"address": None, "database": {}})

            with pytest.raises(Trouble, match="still starting"):
                main(["events"])


class TestReplay:
    def test_that_goes_well_says_so(self, running, park, stack, capsys):
        event_id = park("not_invented_yet")

        assert main(["events", "replay", event_id]) == 0

        assert f"contacts has applied {event_id}" in capsys.readouterr().out
        assert look(stack.urls)["parked"] == []

    def test_that_fails_again_says_why(self, running, park):
        event_id = park("personal_settings_changed")

        with pytest.raises(Trouble, match=rf"cannot apply {event_id} \(attempt 6\): ValidationError"):
            main(["events", "replay", event_id])

    @pytest.mark.parametrize("event_id", ["first", str(uuid.uuid4())])
    def test_of_what_is_not_parked_says_where_to_look(self, running, event_id):
        with pytest.raises(Trouble, match=f"{event_id}.*/qero events shows"):
            main(["events", "replay", event_id])


class TestRebuild:
    @pytest.mark.parametrize(("service", "source"), NAMES)
    def test_says_when_it_is_done(self, running, capsys, service, source):
        assert main(["events", "rebuild", service, source]) == 0

        assert f"Done: {service} follows {source} from position" in capsys.readouterr().out

    def test_of_a_pair_that_there_is_not_names_those_there_are(self, running):
        with pytest.raises(Trouble, match=r"accounts does not listen to contacts\. There are: contacts settings"):
            main(["events", "rebuild", "accounts", "contacts"])


class TestEpoch:
    def test_is_new_and_the_same_everywhere_and_all_follow_it(self, running, stack):
        before = {one["epoch"] for one in look(stack.urls)["journals"]}

        assert main(["events", "epoch"]) == 0

        [epoch] = {one["epoch"] for one in look(stack.urls)["journals"]}
        assert epoch not in before
        eventually(lambda: all(one["lag"] == 0 for one in look(stack.urls)["listeners"]))

    def test_tells_in_its_help_what_it_does(self, capsys):
        with pytest.raises(SystemExit):
            main(["events", "epoch", "--help"])

        assert "For after a backup was restored" in " ".join(capsys.readouterr().out.split())
