"""All processes of one part, of which as many run as a round wants; and what each of them has counted."""

import http.client
from collections.abc import Sequence

from prometheus_client.parser import text_string_to_metric_families

from bench.gauges import cpu_seconds
from deploy.local.process import Process
from deploy.local.stack import Stack
from deploy.local.system import LOOPBACK, START_SECONDS
from deploy.topology import Part

LONGEST_ANSWER_SECONDS = 10


class Fleet:
    """`told` goes into the environment of each; the one that runs already has it from its next start on."""

    def __init__(self, stack: Stack, part: Part, most: int, **told: str) -> None:
        self.system = stack.system
        first = stack.processes[part.name]
        first.environment |= told
        self.processes = [first, *(self.system.another(part, told=told) for _ in range(most - 1))]

    def run(self, wanted: int) -> None:
        for process in self.processes[:wanted]:
            if not process.alive:
                process.start()
        for process in self.processes[:wanted]:
            process.wait_ready(START_SECONDS)
        for process in self.processes[wanted:]:
            process.stop()

    @property
    def running(self) -> Sequence[Process]:
        return [process for process in self.processes if process.alive]

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(process.pid) for process in self.running if process.pid)

    def counted(self, metric: str, **labels: str) -> list[float]:
        """By each that runs."""
        return [self.counted_by(process, metric, labels) for process in self.running]

    def counted_by(self, process: Process, metric: str, labels: dict[str, str]) -> float:
        connection = http.client.HTTPConnection(
            LOOPBACK, self.system.metrics_ports[process.name], timeout=LONGEST_ANSWER_SECONDS
        )
        try:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        finally:
            connection.close()
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == metric and labels.items() <= sample.labels.items()
        )
