"""How to ask push for something of Ann's: a device that rings, and what she wants to be rung for."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from isolation.chat import ANNS_WORDS
from isolation.refusals import EACH_THEIR_OWN, OF_ANN, Refusals
from isolation.world import World
from support.push_server import BrowserDevice

from contracts.kinds import Kind
from contracts.push import Delivery, OneSubscription, Push, PushPreferences, RingFor, Subscribe, SubscriptionKeys
from contracts.wire import Call, Nothing, Wire

WISHES = PushPreferences(messages=RingFor.DIRECT, hide_text=True)


def subscribing(world: World, device: BrowserDevice, label: str = "") -> Subscribe:
    key = world.ask(world.ann, Push.key, Nothing())["result"]["answer"]["public_key"]
    keys = SubscriptionKeys(**device.keys)
    return Subscribe(endpoint=device.endpoint, keys=keys, public_key=key, label=label)


def anns_device(world: World) -> UUID:
    """One and the same: a person may have only so many."""
    subscribed = world.ask(world.ann, Push.subscribe, subscribing(world, world.anns_phone, ANNS_WORDS))
    return UUID(subscribed["result"]["answer"]["id"])


def anns_ring(world: World) -> UUID:
    rung = world.ask(world.ann, Push.test, OneSubscription(id=anns_device(world)))
    return UUID(rung["result"]["answer"]["push_id"])


def looking(world: World, _kind: Kind) -> Wire:
    anns_device(world)
    return Nothing()


PUSH_ASKS: dict[Call[Any, Any], tuple[Callable[[World, Kind], Wire], Refusals]] = {
    Push.key: (lambda _, __: Nothing(), EACH_THEIR_OWN),
    Push.subscriptions: (looking, EACH_THEIR_OWN),
    Push.subscribe: (lambda world, _: subscribing(world, world.push_server.device()), EACH_THEIR_OWN),
    Push.unsubscribe: (lambda world, _: OneSubscription(id=anns_device(world)), OF_ANN),
    Push.test: (lambda world, _: OneSubscription(id=anns_device(world)), OF_ANN),
    Push.received: (lambda world, _: Delivery(push_id=anns_ring(world)), OF_ANN),
    Push.preferences: (lambda _, __: Nothing(), EACH_THEIR_OWN),
    Push.prefer: (lambda _, __: WISHES, EACH_THEIR_OWN),
}
