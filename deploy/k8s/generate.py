"""`python -m deploy.k8s.generate` writes the manifests that are made of tables in the code. Review the diff, commit it.

Left out: what is written by hand beside them, secrets (`deploy.k8s.secrets`) and the image (`deploy.k8s.release`).
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from deploy.k8s import broker, external, jobs, monitoring, network, postgres, scaling
from deploy.k8s.manifests import HEADER, Manifest, text

FOLDER = Path(__file__).parent


def manifests(make: Callable[[], Iterable[Manifest]]) -> Callable[[], str]:
    return lambda: HEADER + text(make())


def edges(by: str) -> Callable[[], str]:
    return manifests(partial(network.policies, by))


FILES: Mapping[str, Callable[[], str]] = {
    "base/migrate/jobs.yaml": manifests(jobs.migrations),
    "base/networkpolicies/edges.yaml": edges("base"),
    "components/external-secrets/externalsecrets.yaml": manifests(external.external_secrets),
    "components/gateway-api/edges.yaml": edges("gateway-api"),
    "components/hpa/autoscalers.yaml": manifests(scaling.autoscalers),
    "components/ingress/edges.yaml": edges("ingress"),
    "components/keda/edges.yaml": edges("keda"),
    "components/keda/scaledobjects.yaml": manifests(scaling.scaled_objects),
    "components/monitoring/alerts.yaml": manifests(lambda: [monitoring.alerts()]),
    "components/monitoring/dashboard.json": monitoring.dashboard,
    "components/monitoring/edges.yaml": edges("monitoring"),
    "components/postgres-cnpg/edges.yaml": edges("postgres-cnpg"),
    "components/postgres-cnpg/prepare.sql": postgres.prepare_sql,
    "components/postgres-cnpg/roles.yaml": manifests(lambda: [postgres.managed_roles()]),
    "components/postgres-statefulset/prepare.sql": postgres.prepare_sql,
    "components/rabbitmq-operator/edges.yaml": edges("rabbitmq-operator"),
    "components/rabbitmq-operator/topology.yaml": manifests(broker.topology),
    "components/rabbitmq-statefulset/definitions.json": broker.definitions,
    "components/traces/edges.yaml": edges("traces"),
}
"""Where, below this folder, and what makes it."""


def write(folder: Path = FOLDER) -> None:
    for path, make in FILES.items():
        (folder / path).write_text(make())


if __name__ == "__main__":
    write()
