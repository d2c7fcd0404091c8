"""Work that nobody asked for: done again and again while the process lives, one run at a time."""

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, register_entrypoint

from kit import metrics

log = structlog.get_logger()

Task = TypeVar("Task", bound=Callable[[Any], bool | None])


def every(*, seconds: float) -> Callable[[Task], Task]:
    """Runs the method, waits `seconds`, runs it again; at once when it gives True, for "there is more".

    What it raises is logged and the next run comes in its time. At a stop a running method is waited for.
    """

    def register(method: Task) -> Task:
        register_entrypoint(method, Periodic(seconds))
        return method

    return register


class Periodic(Entrypoint):
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.stopping = Event()
        self.over = Event()

    def start(self) -> None:
        self.container.spawn_managed_thread(self.go_on, identifier=f"every {self.seconds} s {self.method_name}")

    def stop(self) -> None:
        if not self.stopping.ready():
            self.stopping.send()
        self.over.wait()

    def go_on(self) -> None:
        try:
            while not self.stopping.ready():
                there_is_more = self.run_once()
                if not there_is_more:
                    self.stopping.wait(timeout=self.seconds)
        except ContainerBeingKilled:
            log.info("periodic work ends with its process", task=self.method_name)
        finally:
            self.over.send()

    def run_once(self) -> bool:
        ended = Event()

        def handle_result(_worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            outcome = "failed" if exc_info else "done"
            metrics.tasks.labels(self.container.service_name, self.method_name, outcome).inc()
            if exc_info:
                log.error("periodic work failed", exc_info=exc_info)
            ended.send(bool(result))
            return result, exc_info

        self.container.spawn_worker(self, (), {}, handle_result=handle_result)
        there_is_more: bool = ended.wait()
        return there_is_more

    def run(self, worker_ctx: Any) -> Any:
        return getattr(worker_ctx.service, self.method_name)()
