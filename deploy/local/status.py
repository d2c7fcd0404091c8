"""`./qero status`: what runs, where, and how it is."""

import json
from typing import Any

from deploy.local.down import is_alive
from deploy.local.home import Home
from deploy.local.say import say

SHOWN = ("name", "pid", "health", "restarts", "log")


def status(home: Home, *, as_json: bool) -> int:
    found = look(home)
    say(json.dumps(found, indent=2) if as_json else in_words(found))
    return 0 if found["running"] and all(one["health"] == "healthy" for one in found["processes"]) else 1


def look(home: Home) -> dict[str, Any]:
    kept = home.read("running.json") if home.is_in_use() else {}
    processes = []
    for one in kept.get("processes", []):
        health = one["health"] if is_alive(one) else "dead"
        processes.append({key: one[key] for key in SHOWN} | {"health": health})
    return {
        "running": bool(kept),
        "address": kept.get("address"),
        "pid": kept.get("pid"),
        "ports": kept.get("ports", {}),
        "processes": processes,
    }


def in_words(found: dict[str, Any]) -> str:
    if not found["running"]:
        return "QERO does not run. ./qero up starts it."
    rows = [f"{one['name']:<12}{one['health']:<10}pid {one['pid'] or '-'}" for one in found["processes"]]
    return "\n".join([f"QERO runs at {found['address'] or '(starting)'}, pid {found['pid']}", *rows])
