"""Alerts and dashboard of `deploy.monitoring`, as Prometheus' operator and Grafana look for them in a cluster."""

from pathlib import Path

import yaml

from deploy.k8s.manifests import Manifest, manifest

FOLDER = Path(__file__).parents[1] / "monitoring"


def alerts() -> Manifest:
    rules = yaml.safe_load((FOLDER / "alerts.yaml").read_text())
    return manifest("monitoring.coreos.com/v1", "PrometheusRule", "qero", rules)


def dashboard() -> str:
    """As it is: kustomize reads no file outside of a component."""
    return (FOLDER / "dashboard.json").read_text()
