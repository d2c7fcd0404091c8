"""The demonstration team: loaded into an empty database by `up`, made large by `./qero demo`."""

import json
from collections.abc import Mapping
from contextlib import suppress

import psycopg

from deploy.local.demo.fill import Size, fill
from deploy.local.home import Home
from deploy.local.say import Bar, Trouble, say

UNFINISHED = "demo.unfinished"


def load_when_empty(home: Home, address: str, administrator: str, urls: Mapping[str, str]) -> None:
    """Also goes on with a load that was interrupted."""
    unfinished = home.path / UNFINISHED
    if not has_team(administrator):
        home.demo.unlink(missing_ok=True)
        unfinished.touch()
    elif home.demo.exists():
        move(home, address)
    if unfinished.exists():
        say("· Loading a demonstration team …")
        # An administrator who may not see every row takes a full database for an empty one.
        with suppress(Trouble):
            load(home, address, urls, Size())
        unfinished.unlink()


def has_team(administrator: str) -> bool:
    with psycopg.connect(administrator) as connection:
        found = connection.execute("select exists (select from accounts.teams)").fetchone()
        return bool(found and found[0])


def move(home: Home, address: str) -> None:
    """The port may be another one than last time."""
    home.write("demo.json", home.read("demo.json") | {"address": address})


def load(home: Home, address: str, urls: Mapping[str, str], size: Size) -> None:
    bar = Bar()
    fill(address, urls, home.demo, size, bar.show)
    bar.end()


def sign_in(home: Home) -> str:
    """What the person at the terminal needs first; empty when there is no demonstration team."""
    if not home.demo.exists():
        return ""
    team = json.loads(home.demo.read_text())["people"]
    first = team[0]
    return (
        f"  Sign in as {first['name']} ({first['role']}): {first['email']}  {first['password']}\n"
        f"  All {len(team)} people of the demonstration team are in {home.demo}\n"
    )
