"""`./qero bench live`."""

import re


def test_prints_both_systems_at_every_pace(look_at):
    printed = look_at("live")

    rows = re.findall(
        r"^ *(1|20)  +(5|50|200)  (QERO, requests|QERO|python-socketio) .* all(?: @ .*)?$", printed, re.MULTILINE
    )
    pairs = {
        (streams, rate, system)
        for streams in ("1", "20")
        for rate in ("5", "50", "200")
        for system in ("QERO", "python-socketio")
    }
    assert set(rows) == pairs | {(streams, "5", "QERO, requests") for streams in ("1", "20")}
