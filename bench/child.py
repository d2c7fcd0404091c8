"""A process that does what it is told, a line of JSON each, and answers each with another."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from deploy.local.home import ROOT


class Child:
    def __init__(self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if not (self.process.stdin and self.process.stdout):
            raise AssertionError("both were asked for")
        self.ask, self.answer = self.process.stdin, self.process.stdout

    @property
    def pid(self) -> int:
        return self.process.pid

    def tell(self, **told: Any) -> dict[str, Any]:
        self.ask.write(json.dumps(told) + "\n")
        self.ask.flush()
        line = self.answer.readline()
        if not line:
            raise RuntimeError("the process that was told ended; its words stand above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """It ends when its orders do."""
        self.ask.close()
        self.process.wait()
        self.answer.close()
