"""The Grafana dashboard, as `dashboard.json` holds it: `python -m deploy.monitoring.dashboard` writes it anew."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("dashboard.json")
COLUMNS = 24
HEIGHT = 8
RATE = "[$__rate_interval]"
SOURCE = {"type": "prometheus", "uid": "${source}"}


@dataclass(frozen=True)
class Panel:
    """`asks` are pairs of PromQL and the name of its lines."""

    title: str
    asks: Sequence[tuple[str, str]]
    unit: str = "short"
    says: str = ""


def each_second(metric: str, by: str, where: str = "") -> str:
    return f"sum by ({by}) (rate({metric}{where}{RATE}))"


def slower_than(share: float, metric: str, by: str = "", where: str = "") -> str:
    """The seconds that so many are quicker than."""
    return f"histogram_quantile({share}, sum by (le{by and ', '}{by}) (rate({metric}_bucket{where}{RATE})))"


ROWS: Sequence[tuple[str, Sequence[Panel]]] = (
    (
        "What people feel",
        (
            Panel(
                "Requests by answer", [(each_second("qero_gateway_requests_total", "status"), "{{status}}")], "reqps"
            ),
            Panel(
                "How long requests take",
                [
                    (slower_than(share, "qero_gateway_request_seconds", where='{route!="/api/stream"}'), name)
                    for share, name in ((0.5, "half"), (0.95, "95 %"), (0.99, "99 %"))
                ],
                "s",
                "Live streams left out: they last for minutes.",
            ),
            Panel(
                "The slowest routes",
                [(f"topk(8, {slower_than(0.95, 'qero_gateway_request_seconds', 'route')})", "{{route}}")],
                "s",
                "95 % of the requests of each are quicker.",
            ),
            Panel("Open live streams", [("sum(qero_gateway_streams)", "open")]),
            Panel(
                "From a change to the browsers",
                [
                    (slower_than(0.5, "qero_gateway_commit_to_write_seconds"), "half"),
                    (slower_than(0.95, "qero_gateway_commit_to_write_seconds"), "95 %"),
                ],
                "s",
            ),
            Panel(
                "Why streams end", [(each_second("qero_gateway_stream_seconds_count", "reason"), "{{reason}}")], "ops"
            ),
        ),
    ),
    (
        "Calls",
        (
            Panel("Calls by service", [(each_second("qero_calls_total", "service"), "{{service}}")], "ops"),
            Panel(
                "Calls that were not answered",
                [
                    (
                        each_second("qero_calls_total", "service, outcome", '{outcome!="answered"}'),
                        "{{service}} {{outcome}}",
                    )
                ],
                "ops",
                "A refusal is an answer that somebody may not, or cannot, have what they asked for.",
            ),
            Panel(
                "The slowest calls",
                [
                    (
                        f"topk(8, {slower_than(0.95, 'qero_call_seconds', 'service, call')})",
                        "{{service}}.{{call}}",
                    )
                ],
                "s",
            ),
            Panel(
                "Calls that wait in the gateways", [("sum by (service) (qero_gateway_calls_under_way)", "{{service}}")]
            ),
            Panel("Workers that are busy", [("sum by (service) (qero_workers)", "{{service}}")]),
            Panel(
                "Calls as the gateways see them",
                [(each_second("qero_gateway_calls_total", "outcome"), "{{outcome}}")],
                "ops",
            ),
        ),
    ),
    (
        "Events",
        (
            Panel("Waiting to be published", [("max by (service) (qero_journal_waiting)", "{{service}}")]),
            Panel(
                "Age of the oldest of them", [("max by (service) (qero_journal_oldest_seconds)", "{{service}}")], "s"
            ),
            Panel("Who relays", [("sum by (service) (qero_relay_elected)", "{{service}}")], says="One of each."),
            Panel(
                "Listeners behind",
                [("max by (service, source) (qero_listener_lag)", "{{service}} of {{source}}")],
            ),
            Panel("Parked", [("max by (service, source) (qero_parked_events)", "{{service}} of {{source}}")]),
            Panel(
                "Gaps filled, and built anew",
                [
                    (each_second("qero_listener_gaps_filled_total", "service"), "{{service}} gaps"),
                    (each_second("qero_listener_rebuilds_total", "service"), "{{service}} anew"),
                    (each_second("qero_gateway_lane_resets_total", "reason"), "streams reset: {{reason}}"),
                ],
                "ops",
            ),
        ),
    ),
    (
        "Push",
        (
            Panel("Deliveries by state", [(each_second("qero_push_deliveries_total", "state"), "{{state}}")], "ops"),
            Panel(
                "What push services answer", [(each_second("qero_push_answers_total", "answer"), "{{answer}}")], "ops"
            ),
            Panel(
                "From an event to the answer",
                [(slower_than(0.5, "qero_push_seconds"), "half"), (slower_than(0.95, "qero_push_seconds"), "95 %")],
                "s",
            ),
            Panel("Under way", [("sum(qero_push_under_way)", "rings")]),
            Panel("Push services that rest", [("max(qero_push_paused_services)", "services")]),
        ),
    ),
    (
        "Processes and servers",
        (
            Panel("Memory", [('process_resident_memory_bytes{job=~"qero.*"}', "{{job}} {{instance}}")], "bytes"),
            Panel(
                "CPU",
                [(f'rate(process_cpu_seconds_total{{job=~"qero.*"}}{RATE})', "{{job}} {{instance}}")],
                "percentunit",
            ),
            Panel(
                "Connections to RabbitMQ that were lost",
                [(f"sum(rate(qero_gateway_bus_losses_total{RATE}))", "gateways")],
            ),
            Panel(
                "Queues of calls",
                [('sum by (queue) (rabbitmq_detailed_queue_messages{queue=~"rpc-.*"})', "{{queue}}")],
                says="Ready and under way.",
            ),
            Panel("Dead letters", [('sum(rabbitmq_detailed_queue_messages{queue="dead-letters"})', "messages")]),
        ),
    ),
)


def dashboard() -> dict[str, Any]:
    return {
        "uid": "qero",
        "title": "QERO",
        "tags": ["qero"],
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "templating": {
            "list": [{"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}],
        },
        "panels": list(panels()),
    }


def panels() -> Iterator[dict[str, Any]]:
    """Three in a line, each line of things under its name."""
    number, y = 0, 0
    for name, row in ROWS:
        number += 1
        yield {
            "id": number,
            "type": "row",
            "title": name,
            "collapsed": False,
            "gridPos": {"x": 0, "y": y, "w": COLUMNS, "h": 1},
            "panels": [],
        }
        y += 1
        for place, panel in enumerate(row):
            number += 1
            across = {"x": place % 3 * (COLUMNS // 3), "w": COLUMNS // 3}
            yield drawn(number, panel, {**across, "y": y + place // 3 * HEIGHT, "h": HEIGHT})
        y += -(-len(row) // 3) * HEIGHT


def drawn(number: int, panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    return {
        "id": number,
        "type": "timeseries",
        "title": panel.title,
        "description": panel.says,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
        "targets": [
            {"refId": chr(ord("A") + index), "datasource": SOURCE, "expr": ask, "legendFormat": lines}
            for index, (ask, lines) in enumerate(panel.asks)
        ],
    }


def written() -> str:
    return json.dumps(dashboard(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(written())
