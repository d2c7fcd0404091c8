"""OpenTelemetry traces: what one request came to in every process. Without an endpoint nothing is made of it.

A span has names, counts and how it ended: never a text, an address, a person, a key, or what an error says. What the
SDK reads of its own (OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS …) is told by its documentation:
https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import ExitStack, contextmanager
from typing import Any

from opentelemetry import trace
from opentelemetry.context import attach, detach
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.contextvars import bound_contextvars

from contracts.wire import Refusal

KIND = SpanKind
FAULT = StatusCode.ERROR
TRACEPARENT = "traceparent"
LONGEST_EXPORT_SECONDS = 5

tracer = trace.get_tracer("qero")
propagator = TraceContextTextMapPropagator()


def start_traces(process: str, endpoint: str) -> None:
    """From here on this process sends what it does to `endpoint`, by OTLP over HTTP. '' is nowhere."""
    if not endpoint:
        return
    # Only here: who sends nothing need not load it.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.namespace": "qero", "service.name": process}))
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=LONGEST_EXPORT_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)


@contextmanager
def span(
    name: str, kind: SpanKind, *, parent: str | None = None, attributes: Mapping[str, Any] | None = None
) -> Iterator[Span]:
    """What happens inside belongs to it. `parent` is the traceparent of another process; else it is what is around.

    An exception ends it as an error, by the name of its class alone. Without a parent of either sort it begins a trace.
    """
    context = propagator.extract({TRACEPARENT: parent}) if parent else None
    with tracer.start_as_current_span(
        name, context, kind, attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except BaseException as error:
            failed(current, error)
            raise


@contextmanager
def continued(
    name: str,
    kind: SpanKind,
    *,
    request_id: str | None,
    parent: str | None,
    attributes: Mapping[str, Any] | None = None,
) -> Iterator[Span]:
    """Goes on with what began elsewhere: its lines in the logs, and its trace, if it has one."""
    with joined(request_id=request_id, parent=parent):
        if not parent:
            yield INVALID_SPAN
            return
        with span(name, kind, attributes=attributes) as current:
            yield current


@contextmanager
def joined(*, request_id: str | None, parent: str | None) -> Iterator[None]:
    """What is logged inside belongs to what began elsewhere; no span is made of it."""
    with ExitStack() as around:
        if request_id:
            around.enter_context(bound_contextvars(request_id=request_id))
        if parent:
            around.callback(detach, attach(propagator.extract({TRACEPARENT: parent})))
        yield


@contextmanager
def part(name: str, kind: SpanKind) -> Iterator[None]:
    """Of what is around; where that is not traced, of nothing."""
    if not is_traced():
        yield
        return
    with span(name, kind):
        yield


def failed(current: Span, error: BaseException) -> None:
    """A refusal is an answer, and no error."""
    if isinstance(error, Refusal):
        current.set_attribute("qero.refusal", error.slug)
        return
    current.set_status(FAULT)
    current.set_attribute("error.type", type(error).__name__)


def note(name: str, value: str | int) -> None:
    """Of what is around, if it is recorded."""
    trace.get_current_span().set_attribute(name, value)


def is_traced() -> bool:
    """Whether there is something around that is recorded."""
    return trace.get_current_span().is_recording()


def traceparent() -> str | None:
    """What another process is told, so that what it does belongs to what happens here."""
    if not is_traced():
        return None
    carrier: dict[str, str] = {}
    propagator.inject(carrier)
    return carrier.get(TRACEPARENT)


def name_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For structlog: a line says to which trace it belongs."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
        event["span_id"] = trace.format_span_id(context.span_id)
    return event
