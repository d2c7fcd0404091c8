"""RabbitMQ: users, rights, exchanges and policies are those of `deploy.rights`, and they fit what the code declares."""

import json
import re
from uuid import uuid4

import pytest
from support.k8s.rendering import Rendering

from contracts.bus import CALLS, EPHEMERAL
from deploy import rights
from deploy.k8s import broker
from deploy.k8s.manifests import VHOST
from deploy.topology import DEAD_LETTERS, EVERY_SERVICE, GATEWAY, PARTS, SERVICES

RIGHTS = ("configure", "write", "read")
LOGINS = {part.name: rights.Login(part.name, "") for part in PARTS}
NAMES = {part.name for part in PARTS}


@pytest.fixture(scope="module")
def prod(overlays) -> Rendering:
    return overlays["prod"]


@pytest.fixture(scope="module")
def local_definitions(overlays) -> dict:
    [found] = [one["data"] for one in overlays["local"].of("ConfigMap") if "definitions.json" in one["data"]]
    return json.loads(found["definitions.json"])


def queues_of(part, declared) -> set[str]:
    if part is GATEWAY:
        # As gateway/connection.py names them.
        return {f"rpc.reply-gateway-{uuid4()}", f"gw-evt-{uuid4()}"}
    return {*declared["quorum"]["queues"][part.name], *({f"rpc.reply-{part.name}-{uuid4()}"} if part.listens else ())}


def exchanges_of(part, declared) -> set[str]:
    """What it binds its queues to."""
    if part is GATEWAY:
        return {CALLS, EPHEMERAL, *(service.events for service in SERVICES)}
    return {queue["exchange"] for queue in declared["quorum"]["queues"][part.name].values()}


class TestPermission:
    def test_every_process_may_declare_write_and_read_its_own_queues(self, prod, declared):
        for part in PARTS:
            allowed = prod.named("Permission", part.name)["spec"]["permissions"]
            for queue in queues_of(part, declared):
                assert [right for right in RIGHTS if not re.search(allowed[right], queue)] == [], queue

    def test_every_process_may_read_the_exchanges_that_it_binds_to(self, prod, declared):
        for part in PARTS:
            read = prod.named("Permission", part.name)["spec"]["permissions"]["read"]
            assert [name for name in exchanges_of(part, declared) if not re.search(read, name)] == []

    def test_no_process_may_do_anything_to_the_queues_of_another(self, prod, declared):
        for part in PARTS:
            allowed = prod.named("Permission", part.name)["spec"]["permissions"]
            for other in PARTS:
                if other is not part:
                    for queue in (*queues_of(other, declared), DEAD_LETTERS):
                        assert [right for right in RIGHTS if re.search(allowed[right], queue)] == [], queue

    def test_no_service_may_write_events_of_another(self, prod):
        for part in PARTS:
            write = prod.named("Permission", part.name)["spec"]["permissions"]["write"]
            assert {one.name for one in SERVICES if re.search(write, one.events)} <= {part.name}

    def test_whoever_scales_may_look_and_nothing_else(self, prod):
        allowed = prod.named("Permission", broker.SCALER)["spec"]["permissions"]

        assert prod.named("User", broker.SCALER)["spec"]["tags"] == ["management"]
        for name in ("", "rpc-contacts", "nameko-rpc", "amq.topic"):
            assert [right for right in RIGHTS if re.search(allowed[right], name)] == ([] if name else list(RIGHTS))

    def test_no_process_has_a_tag(self, prod):
        assert [one["metadata"]["name"] for one in prod.of("User") if "tags" in one["spec"]] == [broker.SCALER]


class TestTopology:
    """By the operator: word for word what `deploy.rights` says for quorum queues."""

    def test_has_the_permissions(self, prod):
        wanted = {
            one["user"]: {right: one[right] for right in RIGHTS}
            for one in rights.definitions(VHOST, LOGINS)["permissions"]
        }

        assert {name: prod.named("Permission", name)["spec"]["permissions"] for name in NAMES} == wanted

    def test_has_the_permissions_by_topic(self, prod):
        wanted = {
            one["user"]: {right: one[right] for right in ("exchange", "write", "read")}
            for one in rights.definitions(VHOST, LOGINS)["topic_permissions"]
        }

        assert {one["metadata"]["name"]: one["spec"]["permissions"] for one in prod.of("TopicPermission")} == wanted

    def test_has_the_policies(self, prod):
        wanted = {one["name"]: (one["pattern"], one["definition"]) for one in rights.policies(VHOST, "quorum")}

        found = [one["spec"] for one in prod.of("Policy")]
        assert {one["name"]: (one["pattern"], one["definition"]) for one in found} == wanted
        assert {(one["vhost"], one["applyTo"], one["priority"]) for one in found} == {(VHOST, "queues", 10)}

    def test_has_every_exchange_that_the_code_binds_to(self, prod, declared):
        there = {(one["spec"]["name"], one["spec"]["type"], one["spec"]["durable"]) for one in prod.of("Exchange")}

        bound = {name for part in PARTS for name in exchanges_of(part, declared)} | {DEAD_LETTERS}
        assert there == {(name, "topic", True) for name in bound}

    def test_keeps_dead_letters(self, prod):
        [queue], [binding] = prod.of("Queue"), prod.of("Binding")

        assert (queue["spec"]["name"], queue["spec"]["durable"]) == (DEAD_LETTERS, True)
        assert (binding["spec"]["source"], binding["spec"]["destination"], binding["spec"]["routingKey"]) == (
            DEAD_LETTERS,
            DEAD_LETTERS,
            "#",
        )


class TestDefinitions:
    """Of the single node: the same for classic queues."""

    def test_are_those_of_the_one_table(self, local_definitions):
        wanted = rights.definitions(VHOST, LOGINS, "classic")

        same = ("vhosts", "topic_permissions", "exchanges", "queues", "bindings", "policies")
        assert {name: local_definitions[name] for name in same} == {name: wanted[name] for name in same}
        assert wanted["permissions"] == [one for one in local_definitions["permissions"] if one["user"] in NAMES]

    def test_speak_of_users_that_the_secret_has(self, local_definitions, values):
        users = {one["name"] for one in json.loads(values["rabbitmq-users"]["users.json"])["users"]}

        assert {one["user"] for one in local_definitions["permissions"]} == users

    def test_show_no_password(self, local_definitions):
        assert "users" not in local_definitions


class TestTheKindOfQueues:
    def test_is_what_the_broker_was_made_for(self, renderings):
        for name, rendering in renderings.items():
            [told] = [one["data"] for one in rendering.of("ConfigMap") if "QUEUE_TYPE" in one["data"]]
            clustered = "rabbitmq-operator" in rendering.components
            assert told["QUEUE_TYPE"] == (broker.CLUSTERED if clustered else broker.ALONE), name
            assert {one["spec"]["type"] for one in rendering.of("Queue")} == ({"quorum"} if clustered else set()), name

    def test_goes_for_every_queue_that_outlives_its_reader(self, declared):
        for service in EVERY_SERVICE:
            for name, queue in declared["quorum"]["queues"][service].items():
                kind = queue["arguments"].get("x-queue-type", "classic")
                assert kind == ("quorum" if queue["durable"] else "classic"), name

    def test_every_such_queue_has_a_limit_of_its_length_and_of_its_deliveries(self, prod, declared):
        policies = [one["spec"] for one in prod.of("Policy")]
        for service in EVERY_SERVICE:
            for name, queue in declared["quorum"]["queues"][service].items():
                if queue["durable"]:
                    [held] = [one["definition"] for one in policies if re.search(one["pattern"], name)]
                    assert {"max-length", "overflow", "delivery-limit"} <= set(held), name


class TestTheNodes:
    def test_count_the_rates_that_keda_asks_for(self, overlays):
        images = {
            overlays["prod"].named("RabbitmqCluster", "rabbitmq")["spec"]["image"],
            overlays["local"].pod("StatefulSet rabbitmq").containers[0]["image"],
        }

        assert images == {"rabbitmq:4.3-management"}

    def test_are_so_many_that_a_majority_outlives_one(self, prod):
        assert prod.named("RabbitmqCluster", "rabbitmq")["spec"]["replicas"] == 3
