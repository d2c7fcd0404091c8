"""`./qero logs [service]`: the end of what the processes wrote, or all that they go on writing."""

import time
from pathlib import Path

from deploy.local.home import Home
from deploy.local.process import end_of
from deploy.local.say import Trouble, say

POLL_SECONDS = 0.3


def logs(home: Home, name: str | None, *, lines: int, follow: bool) -> int:
    found = {path.stem: path for path in sorted(home.logs.glob("*.log"))}
    if name and name not in found:
        raise Trouble(f"There is no log of {name}. There are: {', '.join(found) or 'none yet; ./qero up makes them'}.")
    shown = {name: found[name]} if name else found
    for each, path in shown.items():
        if not name:
            say(f"── {each} ── {path}")
        say(end_of(path, lines))
    if follow:
        go_on(shown)
    return 0


def go_on(shown: dict[str, Path]) -> None:
    """Until Ctrl-C. A log that became shorter was put aside: it is read from its new beginning."""
    read = {name: path.stat().st_size for name, path in shown.items()}
    while True:
        for name, path in shown.items():
            size = path.stat().st_size
            start = read[name] if size >= read[name] else 0
            with path.open("rb") as file:
                file.seek(start)
                new = file.read(size - start).decode(errors="replace")
            for line in new.splitlines():
                say(f"{name}: {line}" if len(shown) > 1 else line)
            read[name] = size
        time.sleep(POLL_SECONDS)
