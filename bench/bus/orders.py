"""What a process of callers is told and answers, whatever it calls by: so many calls under way for so long."""

import json
import time
from dataclasses import dataclass, field

from bench.bus.contract import Count

ASK = Count.model_validate(
    {
        "contact_id": "5e0f8f9a-6b1c-4a8e-9a53-0f2f7a1f3c55",
        "so_far": 41,
        "called_at": "2027-03-01T08:00:00Z",
        "note": "Ask about the new office",
    }
)
PLAIN_ASK = ASK.model_dump(mode="json")


@dataclass
class Round:
    """Each of `in_flight` callers calls again as soon as it was answered, until the time is over."""

    in_flight: int
    seconds: float
    began: float = field(default_factory=time.perf_counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        return time.perf_counter() - self.began < self.seconds

    def answered(self, asked_at: float, so_far: int) -> None:
        self.latencies.append(time.perf_counter() - asked_at)
        if so_far != ASK.so_far + 1:
            raise AssertionError(f"counted {so_far} after {ASK.so_far}")


def ordered(line: str) -> Round:
    return Round(**json.loads(line))


def report(now: Round) -> None:
    print(json.dumps({"seconds": time.perf_counter() - now.began, "latencies": now.latencies}), flush=True)
