"""What a cluster knows of QERO: each process is seen, and what somebody has to be told of is told."""

import json
import re

import yaml

from deploy.k8s.monitoring import FOLDER
from deploy.topology import PARTS

METRIC = re.compile(r"\b(rabbitmq_detailed_\w+)\b")
FAMILIES = {"rabbitmq_detailed_queue_messages": "queue_coarse_metrics"}
"""Of RabbitMQ's numbers queue by queue, which come only when they are asked for."""


class TestAlerts:
    def test_are_those_of_one_machine(self, overlays):
        [rules] = overlays["prod"].of("PrometheusRule")

        assert rules["spec"] == yaml.safe_load((FOLDER / "alerts.yaml").read_text())

    def test_of_a_queue_are_told_by_numbers_that_are_asked_for(self, overlays):
        said = json.dumps([one["spec"] for one in overlays["prod"].of("PrometheusRule")])
        endpoints = overlays["prod"].named("PodMonitor", "rabbitmq")["spec"]["podMetricsEndpoints"]

        asked = {family for one in endpoints for family in one.get("params", {}).get("family", ())}
        assert {FAMILIES[metric] for metric in METRIC.findall(said)} <= asked


class TestTheDashboard:
    def test_is_found_by_grafana(self, overlays):
        [found] = [
            one for one in overlays["prod"].of("ConfigMap") if "grafana_dashboard" in one["metadata"].get("labels", {})
        ]

        assert json.loads(found["data"]["qero.json"]) == json.loads((FOLDER / "dashboard.json").read_text())


class TestPodMonitors:
    def test_see_every_process(self, overlays):
        [wanted] = overlays["prod"].named("PodMonitor", "qero")["spec"]["selector"]["matchExpressions"]

        assert set(wanted["values"]) == {part.name for part in PARTS}
