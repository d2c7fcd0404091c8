"""The dashboard and the alerts ask for what the processes tell, and every alert has its page."""

import json
import re
from pathlib import Path

import promql_parser
import pytest
import yaml
from prometheus_client import REGISTRY

import gateway.metrics
import kit.metrics
import services.push.metrics
from deploy.monitoring import dashboard

ROOT = Path(__file__).resolve().parents[3]
ALERTS = yaml.safe_load((ROOT / "deploy/monitoring/alerts.yaml").read_text())
RULES = {rule["alert"]: rule for group in ALERTS["groups"] for rule in group["rules"]}
PAGES = (ROOT / "docs/operations/alerts.md").read_text()
OTHERS = {
    "up",
    # Prometheus' client: of every process.
    "process_resident_memory_bytes",
    "process_cpu_seconds_total",
    # RabbitMQ: /metrics, and /metrics/detailed?family=queue_coarse_metrics.
    "rabbitmq_alarms_memory_used_watermark",
    "rabbitmq_alarms_free_disk_space_watermark",
    "rabbitmq_detailed_queue_messages",
}


def told() -> dict[str, set[str]]:
    """The names of what our processes tell, with the labels of each."""
    ours = [
        value for module in (gateway.metrics, kit.metrics, services.push.metrics) for value in vars(module).values()
    ]
    found = {}
    for metric in ours:
        if not hasattr(metric, "_labelnames"):
            continue
        labels = {*metric._labelnames}
        match metric._type:
            case "counter":
                found[f"{metric._name}_total"] = labels
            case "histogram":
                found |= {f"{metric._name}_{part}": labels | {"le"} for part in ("bucket", "count", "sum")}
            case _:
                found[metric._name] = labels
    return found


EXPRESSIONS = [
    *((name, rule["expr"]) for name, rule in RULES.items()),
    *((panel.title, ask) for _, row in dashboard.ROWS for panel in row for ask, _ in panel.asks),
]


def selectors(node: object) -> list[promql_parser.VectorSelector]:
    """All of them in a parsed expression."""
    if isinstance(node, promql_parser.VectorSelector):
        return [node]
    parts = [getattr(node, name, None) for name in ("expr", "lhs", "rhs", "vector_selector", "param")]
    parts += list(getattr(node, "args", None) or [])
    return [found for part in parts if part is not None for found in selectors(part)]


def parsed(expression: str) -> list[promql_parser.VectorSelector]:
    return selectors(promql_parser.parse(expression.replace("$__rate_interval", "5m")))


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS, ids=lambda told: told[:40])
def test_what_is_asked_for_is_told_with_these_labels(where, expression):
    asked = parsed(expression)

    assert asked
    known = told()
    for selector in asked:
        assert selector.name in known or selector.name in OTHERS
        if selector.name in known:
            assert {matcher.name for matcher in selector.matchers.matchers} <= known[selector.name]
    grouped = {name.strip() for names in re.findall(r"by \(([^)]*)\)", expression) for name in names.split(",")}
    labels = set().union(*(known.get(selector.name, {"queue", "job", "instance"}) for selector in asked))
    assert grouped <= labels


def test_every_number_that_a_process_tells_is_on_the_dashboard_or_in_an_alert_or_is_known_to_be_on_neither():
    asked = {selector.name for _, expression in EXPRESSIONS for selector in parsed(expression)}
    shown = {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in asked}
    told_of = {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in told()}

    assert told_of - shown == {
        "qero_gateway_call_seconds",
        "qero_gateway_event_gaps",
        "qero_gateway_events_pulled",
        "qero_gateway_lane_head",
        "qero_gateway_lane_lag",
        "qero_gateway_lane_position",
        "qero_gateway_late_replies",
        "qero_gateway_resumes",
        "qero_gateway_stream_frames",
        "qero_gateway_streams_opened",
        "qero_journal_head",
        "qero_journal_published",
        "qero_listener_applied",
        "qero_listener_dropped",
        "qero_listener_head",
        "qero_listener_parked",
        "qero_listener_position",
        "qero_listener_retries",
        "qero_parked",
        "qero_relay_failures",
        "qero_replays",
    }


def test_every_alert_has_its_page_and_every_page_its_alert():
    assert re.findall(r"^## (\w+)$", PAGES, re.MULTILINE) == list(RULES)


@pytest.mark.parametrize("name", RULES)
def test_its_page_says_how_soon_somebody_has_to_look(name):
    severity = RULES[name]["labels"]["severity"]
    [page] = re.findall(rf"^## {name}\n(.+)$", PAGES, re.MULTILINE)

    assert page.startswith(f"**{severity.capitalize()}.**")
    assert RULES[name]["annotations"]["summary"]


def test_the_dashboard_in_the_repository_is_the_one_that_is_described():
    """`python -m deploy.monitoring.dashboard` writes it anew."""
    assert dashboard.FILE.read_text() == dashboard.written()


def test_no_two_panels_lie_on_one_another():
    taken = [
        (x, y)
        for panel in json.loads(dashboard.FILE.read_text())["panels"]
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < dashboard.COLUMNS


def test_no_label_of_a_number_names_a_person_or_a_text():
    labels = {label for metric in REGISTRY.collect() for sample in metric.samples for label in sample.labels}
    known = set().union(*told().values())

    assert not {"person", "person_id", "team_id", "contact_id", "endpoint", "text", "name", "email"} & (labels | known)
