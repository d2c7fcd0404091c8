"""A span for each SQL statement of what is traced: its text with the places of its values, and never these."""

from typing import Any

from opentelemetry.trace import Span
from sqlalchemy import Connection, Engine, ExceptionContext, event

from kit.traces import KIND, failed, is_traced, tracer

LONGEST_STATEMENT = 2_000
SPAN = "span"


def trace_statements(engine: Engine) -> None:
    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    event.listen(engine, "handle_error", fail)


def begin(connection: Connection, _cursor: Any, statement: str, _values: Any, _context: Any, _many: Any) -> None:
    # What polls by itself belongs to nothing.
    if not is_traced():
        return
    text = statement.strip()
    attributes = {"db.system.name": "postgresql", "db.query.text": text[:LONGEST_STATEMENT]}
    operation = text.partition(" ")[0].partition("\n")[0].upper()
    connection.info[SPAN] = tracer.start_span(operation, kind=KIND.CLIENT, attributes=attributes)


def end(connection: Connection, *_: Any) -> None:
    span: Span | None = connection.info.pop(SPAN, None)
    if span:
        span.end()


def fail(context: ExceptionContext) -> None:
    span: Span | None = context.connection.info.pop(SPAN, None) if context.connection else None
    if span:
        failed(span, context.original_exception)
        span.end()
