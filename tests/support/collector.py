"""A collector of traces (OTLP over HTTP), on loopback: it keeps in memory what it is sent."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Told


@dataclass(frozen=True)
class Span:
    """`told` is all that was said of it."""

    process: str
    name: str
    trace_id: str
    id: str
    parent_id: str
    told: Told

    @property
    def attributes(self) -> dict[str, Any]:
        return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in self.told.attributes}


class Collector:
    def __init__(self) -> None:
        self.spans: list[Span] = []
        """In the order in which they came, which says nothing about what happened first."""
        self.is_away = False
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                if collector.is_away:
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                collector.spans += spans_in(ExportTraceServiceRequest.FromString(body))
                answer = ExportTraceServiceResponse().SerializeToString()
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody is answered."""
        self.is_away = True
        yield
        self.is_away = False

    def to_the_root(self, span: Span) -> list[Span]:
        """From one to what it is part of, as far as that has come."""
        by_id = {one.id: one for one in self.spans}
        chain = [span]
        while parent := by_id.get(chain[-1].parent_id):
            chain.append(parent)
        return chain


def spans_in(request: ExportTraceServiceRequest) -> Iterator[Span]:
    for of_process in request.resource_spans:
        [process] = [one.value.string_value for one in of_process.resource.attributes if one.key == "service.name"]
        for scope in of_process.scope_spans:
            for told in scope.spans:
                yield Span(process, told.name, told.trace_id.hex(), told.span_id.hex(), told.parent_span_id.hex(), told)
