"""Each check finds what it is for: a manifest is broken in one place, and the check says so."""

from functools import partial

import pytest
from support.k8s import confining, naming, reaching, referring, scaling, selecting, telling, validation
from support.k8s.rendering import Rendering

STRANGER = {"namespaceSelector": {}}


def schemas(rendering: Rendering):
    return [fault for one in rendering.manifests for fault in validation.faults(one)]


def spec(kind: str, name: str, rendering: Rendering):
    return rendering.named(kind, name)["spec"]


def pod(rendering: Rendering, name: str = "Deployment contacts"):
    return rendering.pod(name).spec


def container(rendering: Rendering, name: str = "Deployment contacts"):
    return pod(rendering, name)["containers"][0]


def variable(rendering: Rendering, name: str, of: str = "Deployment contacts"):
    return next(one for one in container(rendering, of)["env"] if one["name"] == name)


def take_away(rendering: Rendering, kind: str, name: str):
    rendering.manifests.remove(rendering.named(kind, name))


def let_everybody_reach_postgres(rendering: Rendering):
    leaving = spec("NetworkPolicy", "services-to-postgres-out", rendering)
    entering = spec("NetworkPolicy", "services-to-postgres-in", rendering)
    leaving["podSelector"] = {}
    entering["ingress"][0]["from"] = [{"podSelector": {}}]


def open_more_of_rabbitmq(rendering: Rendering):
    spec("NetworkPolicy", "parts-to-rabbitmq-out", rendering)["egress"][0].pop("ports")
    entering = spec("NetworkPolicy", "parts-to-rabbitmq-in", rendering)["ingress"][0]
    entering["ports"] = [{"port": 5000, "endPort": 16000}]


BREAKS = [
    # Schemas: of Kubernetes, of our own, and of kinds that nobody knows.
    (schemas, "prod", "replica", lambda r: spec("Deployment", "contacts", r).update(replica=3)),
    (schemas, "prod", "'sixty'", lambda r: pod(r).update(terminationGracePeriodSeconds="sixty")),
    (
        schemas,
        "prod",
        "Couldn't find schema",
        lambda r: r.named("Deployment", "chat").update(apiVersion="apps/v1beta1"),
    ),
    (schemas, "prod", "Couldn't find schema", lambda r: r.named("Policy", "work").update(kind="Politics")),
    (schemas, "prod", "maxReplicas", lambda r: spec("ScaledObject", "chat", r).update(maxReplicas=3)),
    (
        schemas,
        "prod",
        "is not valid",
        lambda r: spec("ScaledObject", "chat", r)["triggers"][0]["metadata"].pop("value"),
    ),
    (schemas, "prod", "'many'", lambda r: spec("Cluster", "postgres", r).update(instances="many")),
    (schemas, "prod", "hosts", lambda r: spec("HTTPRoute", "qero", r).update(hosts=["crm.example.com"])),
    # References.
    (referring.faults, "prod", "no ServiceAccount contacts", lambda r: take_away(r, "ServiceAccount", "contacts")),
    (
        referring.faults,
        "prod",
        "no uri in Secret amqp-contacts",
        lambda r: variable(r, "AMQP_URL")["valueFrom"]["secretKeyRef"].update(key="uri"),
    ),
    (
        referring.faults,
        "local",
        "no ConfigMap told",
        lambda r: variable(r, "QUEUE_TYPE")["valueFrom"]["configMapKeyRef"].update(name="told"),
    ),
    (referring.faults, "local", "no volume temp", lambda r: container(r)["volumeMounts"][0].update(name="temp")),
    (
        referring.faults,
        "local",
        "no users.yaml in Secret",
        lambda r: container(r, "StatefulSet rabbitmq")["volumeMounts"][4].update(subPath="users.yaml"),
    ),
    (referring.faults, "local", "no Service rabbitmq", lambda r: take_away(r, "Service", "rabbitmq")),
    (referring.faults, "prod", "no Deployment contacts", lambda r: take_away(r, "Deployment", "contacts")),
    (
        referring.faults,
        "prod",
        "no port 81",
        lambda r: spec("HTTPRoute", "qero", r)["rules"][0]["backendRefs"][0].update(port=81),
    ),
    (referring.faults, "prod", "no listener", lambda r: spec("Gateway", "qero", r)["listeners"].pop()),
    (referring.faults, "prod", "no TriggerAuthentication", lambda r: take_away(r, "TriggerAuthentication", "scaler")),
    (referring.faults, "prod", "no User chat", lambda r: take_away(r, "User", "chat")),
    (referring.faults, "prod", "no Exchange dead-letters", lambda r: take_away(r, "Exchange", "dead-letters")),
    (
        referring.faults,
        "prod",
        "no port health",
        lambda r: container(r)["readinessProbe"]["httpGet"].update(port="health"),
    ),
    (referring.faults, "prod", "no ObjectStore", lambda r: take_away(r, "ObjectStore", "postgres")),
    # Selectors.
    (selecting.faults, "prod", "selects []", lambda r: r.pod("Deployment chat").labels.update({"qero/part": "chats"})),
    (
        selecting.faults,
        "prod",
        "selects ['Deployment chat', 'Deployment push']",
        lambda r: r.pod("Deployment push").labels.update({"qero/part": "chat"}),
    ),
    (selecting.faults, "prod", "has no disruption budget", lambda r: take_away(r, "PodDisruptionBudget", "chat")),
    (
        selecting.faults,
        "prod",
        "may hold up a node",
        lambda r: spec("PodDisruptionBudget", "chat", r).update(minAvailable=1),
    ),
    (selecting.faults, "prod", "has no port http", lambda r: container(r, "Deployment gateway")["ports"].clear()),
    (selecting.faults, "prod", "has no port metrics", lambda r: container(r)["ports"].clear()),
    (
        selecting.faults,
        "prod",
        "is spread among others",
        lambda r: pod(r)["topologySpreadConstraints"][0].update(labelSelector={"matchLabels": {"app": "qero"}}),
    ),
    # Autoscalers.
    (scaling.faults, "prod", "a number beside it", lambda r: spec("Deployment", "chat", r).update(replicas=2)),
    (scaling.faults, "prod", "nobody says how many", lambda r: take_away(r, "ScaledObject", "chat")),
    (scaling.faults, "prod", "has 2 autoscalers", lambda r: r.manifests.append(r.named("ScaledObject", "chat"))),
    # Confinement.
    (confining.faults, "prod", "may be root", lambda r: pod(r)["securityContext"].pop("runAsNonRoot")),
    (confining.faults, "prod", "may be root", lambda r: container(r)["securityContext"].update(runAsUser=0)),
    (confining.faults, "prod", "any system call", lambda r: pod(r)["securityContext"].pop("seccompProfile")),
    (
        confining.faults,
        "prod",
        "gain privileges",
        lambda r: container(r)["securityContext"].pop("allowPrivilegeEscalation"),
    ),
    (confining.faults, "prod", "has capabilities", lambda r: container(r)["securityContext"].pop("capabilities")),
    (confining.faults, "prod", "hostNetwork", lambda r: pod(r).update(hostNetwork=True)),
    (
        confining.faults,
        "prod",
        "hostPath",
        lambda r: pod(r)["volumes"].append({"name": "all", "hostPath": {"path": "/"}}),
    ),
    (confining.faults, "prod", "port of its machine", lambda r: container(r)["ports"][0].update(hostPort=80)),
    (confining.faults, "prod", "own programs", lambda r: container(r)["securityContext"].pop("readOnlyRootFilesystem")),
    (confining.faults, "prod", "talk to Kubernetes", lambda r: pod(r).pop("automountServiceAccountToken")),
    (confining.faults, "prod", "every Service", lambda r: pod(r).update(enableServiceLinks=True)),
    (confining.faults, "prod", "asks for", lambda r: container(r)["resources"].pop("limits")),
    (
        confining.faults,
        "prod",
        "gain privileges",
        lambda r: container(r, "RabbitmqCluster rabbitmq").pop("securityContext"),
    ),
    (
        confining.faults,
        "prod",
        "does not enforce",
        lambda r: r.named("Namespace", "qero")["metadata"]["labels"].clear(),
    ),
    # Names and values.
    (naming.faults, "prod", "is not pinned", lambda r: container(r).update(image="qero")),
    (naming.faults, "prod", "is not pinned", lambda r: container(r).update(image="qero:latest")),
    (naming.faults, "prod", "no quantity", lambda r: container(r)["resources"]["requests"].update(cpu="banana")),
    (naming.faults, "prod", "99999999 is no port", lambda r: container(r)["ports"][0].update(containerPort=99999999)),
    (naming.faults, "prod", "port name", lambda r: container(r)["ports"][0].update(name="metrics_of_all")),
    (
        naming.faults,
        "prod",
        "no name of DNS",
        lambda r: r.named("Job", "migrate-chat-000000000000")["metadata"].update(name="Chat"),
    ),
    (
        naming.faults,
        "prod",
        "not in the namespace",
        lambda r: r.named("Service", "gateway")["metadata"].pop("namespace"),
    ),
    (naming.faults, "prod", "is there 2 times", lambda r: r.manifests.append(r.named("Service", "gateway"))),
    # Reachability.
    (
        reaching.faults,
        "prod",
        "a stranger in the cluster reaches",
        lambda r: take_away(r, "NetworkPolicy", "default-deny"),
    ),
    (reaching.faults, "prod", "gateway reaches postgres at 5432", let_everybody_reach_postgres),
    (
        reaching.faults,
        "prod",
        "contacts cannot reach rabbitmq at 5672",
        lambda r: take_away(r, "NetworkPolicy", "parts-to-rabbitmq-out"),
    ),
    (
        reaching.faults,
        "prod",
        "push reaches the cloud's metadata at 443",
        lambda r: spec("NetworkPolicy", "push-to-internet-out", r)["egress"][0]["to"][0]["ipBlock"].pop("except"),
    ),
    (
        reaching.faults,
        "prod",
        "a stranger in the cluster reaches gateway at 8000",
        lambda r: spec("NetworkPolicy", "door-to-gateway-in", r)["ingress"][0]["from"].append(STRANGER),
    ),
    (reaching.faults, "prod", "chat reaches rabbitmq at 15672", open_more_of_rabbitmq),
]


@pytest.mark.parametrize(("check", "overlay", "said", "harm"), BREAKS, ids=[said for _, _, said, _ in BREAKS])
def test_what_is_broken_is_found(broken, check, overlay, said, harm):
    rendering = broken(overlay)
    assert not any(said in fault for fault in check(rendering))

    harm(rendering)

    assert any(said in fault for fault in check(rendering))


TOLD = [
    ("is not told ['DATABASE_URL']", lambda r: container(r)["env"].remove(variable(r, "DATABASE_URL"))),
    ("which it does not read", lambda r: container(r)["env"].append({"name": "QUEUE_KIND", "value": "quorum"})),
    (
        "which it does not read",
        lambda r: container(r, "Deployment gateway")["env"].append({"name": "QUEUE_TYPE", "value": "quorum"}),
    ),
    ("does not start", lambda r: variable(r, "METRICS_PORT").update(value="99999")),
    ("does not start", lambda r: variable(r, "QUEUE_TYPE").update(value="mirrored", valueFrom=None)),
    ("no service contact", lambda r: container(r).update(command=["python", "-m", "kit.serve", "contact"])),
    ("no module gate", lambda r: container(r).update(command=["python", "-m", "gate"])),
    ("starts ['sh'", lambda r: container(r).update(command=["sh", "-c", "true"])),
    (
        "is not told ['DATABASE_URL']",
        lambda r: container(r, "Job migrate-chat-000000000000")["env"].clear(),
    ),
]


@pytest.mark.parametrize(("said", "harm"), TOLD, ids=[said for said, _ in TOLD])
def test_what_a_process_is_told_wrongly_is_found(broken, values, said, harm):
    check = partial(telling.faults, secrets=values)
    rendering = broken("prod")
    assert not any(said in fault for fault in check(rendering))

    harm(rendering)

    assert any(said in fault for fault in check(rendering))
