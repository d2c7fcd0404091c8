"""Runs calls and periodic work. Nothing a worker does kills the process or leaves a message unsettled."""

import sys
from collections.abc import Callable
from typing import Any

import structlog
from eventlet.event import Event
from greenlet import GreenletExit
from nameko.containers import ServiceContainer, WorkerContext
from structlog.contextvars import bound_contextvars

from kit import metrics, traces
from kit.asking import Asked
from kit.callers import Verifier
from kit.config import ServiceConfig, load

log = structlog.get_logger()

HandleResult = Callable[..., Any]


class Container(ServiceContainer):
    """Its entrypoints have `run(worker_ctx)`: they decide how the service's method is called."""

    def __init__(self, service_cls: type) -> None:
        super().__init__(service_cls)
        self.verifier = Verifier(load(ServiceConfig).caller_public_key)
        metrics.workers.labels(self.service_name).set_function(self._worker_pool.running)

    def _run_worker(self, worker_ctx: WorkerContext, handle_result: HandleResult) -> None:
        worker_ctx.asked = Asked.read(worker_ctx.data, self.verifier)
        call = f"{self.service_name}.{worker_ctx.entrypoint.method_name}"
        asked = worker_ctx.asked
        going_on = traces.continued(call, traces.KIND.SERVER, request_id=asked.request_id, parent=asked.traceparent)
        with bound_contextvars(call=call), going_on as span:
            result = exc_info = None
            try:
                self._inject_dependencies(worker_ctx)
                self._worker_setup(worker_ctx)
                result = worker_ctx.entrypoint.run(worker_ctx)
            except GreenletExit:
                # The process is being killed: unsettled, the message goes back to the broker.
                raise
            except BaseException as error:  # noqa: BLE001  an eventlet.Timeout is no Exception, and must be answered too
                exc_info = sys.exc_info()
                traces.failed(span, error)
            result, exc_info = handle_result(worker_ctx, result, exc_info)
            for provider in self.dependencies:
                safely(provider.worker_result, worker_ctx, result, exc_info)
            for provider in self.dependencies:
                safely(provider.worker_teardown, worker_ctx)


def into(ended: Event) -> HandleResult:
    """Hands what a worker comes to, or what it fails with, to whoever waits for `ended`."""

    def handle_result(_worker_ctx: WorkerContext, result: Any, exc_info: Any) -> tuple[Any, Any]:
        if exc_info:
            ended.send_exception(*exc_info)
        else:
            ended.send(result)
        return result, exc_info

    return handle_result


def safely(hook: Callable[..., None], *args: Any) -> None:
    try:
        hook(*args)
    except Exception:
        log.exception("a provider's hook failed", hook=hook.__qualname__)
