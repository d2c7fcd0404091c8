"""A process that does what it is told, a line of JSON each, and answers each with another."""

import json
import select
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from deploy.local.home import ROOT

LONGEST_SECONDS = 120
"""Of anything that a child is told."""

LONGEST_END_SECONDS = 10


class Child:
    """What it says besides goes into `log`, else to the terminal."""

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None, log: Path | None = None
    ) -> None:
        with ExitStack() as undo:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=undo.enter_context(log.open("a")) if log else None,
                text=True,
            )
        if not (self.process.stdin and self.process.stdout):
            raise AssertionError("both were asked for")
        self.where = f"in {log}" if log else "above"
        self.ask, self.answer = self.process.stdin, self.process.stdout

    @property
    def pid(self) -> int:
        return self.process.pid

    def tell(self, **told: Any) -> dict[str, Any]:
        self.ask.write(json.dumps(told) + "\n")
        self.ask.flush()
        answered, _, _ = select.select([self.answer], [], [], LONGEST_SECONDS)
        if not answered:
            raise TimeoutError(f"no answer within {LONGEST_SECONDS} s; what the process says stands {self.where}")
        line = self.answer.readline()
        if not line:
            raise RuntimeError(f"the process that was told ended; its words stand {self.where}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """It ends when its orders do, or is killed."""
        self.ask.close()
        try:
            self.process.wait(LONGEST_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.answer.close()
