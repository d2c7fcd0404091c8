"""The recipes of push's routes: a device is its person's, and nobody else learns of it."""

from collections.abc import Callable

from isolation.answers import Recipe, Statuses, each_their_own, of_ann
from isolation.people import Person, Request
from isolation.push import WISHES, anns_device, anns_ring, subscribing
from isolation.world import World
from support.push import PREFERENCES, RECEIVED, SUBSCRIPTIONS

PUSH_RECIPES: dict[tuple[str, str], Recipe] = {}


def add(method: str, path: str, build: Callable[[World, Person], Request], statuses: Statuses, **shows: bool) -> None:
    PUSH_RECIPES[method, path] = Recipe(build, statuses, **shows)


def listing(world: World, _: Person) -> Request:
    anns_device(world)
    return Request("GET", SUBSCRIPTIONS)


def new_device(world: World, _: Person) -> Request:
    told = subscribing(world, world.push_server.device())
    return Request("POST", SUBSCRIPTIONS, told.model_dump(mode="json"))


add("GET", "/api/push/key", lambda _, __: Request("GET", "/api/push/key"), each_their_own(200))
add("GET", SUBSCRIPTIONS, listing, each_their_own(200), shows_plan=True)
add("POST", SUBSCRIPTIONS, new_device, each_their_own(201))
add(
    "DELETE",
    f"{SUBSCRIPTIONS}/{{id}}",
    lambda world, _: Request("DELETE", f"{SUBSCRIPTIONS}/{anns_device(world)}"),
    of_ann(204),
)
add(
    "POST",
    f"{SUBSCRIPTIONS}/{{id}}/test",
    lambda world, _: Request("POST", f"{SUBSCRIPTIONS}/{anns_device(world)}/test"),
    of_ann(202),
)
add(
    "POST",
    RECEIVED,
    lambda world, _: Request("POST", RECEIVED, {"push_id": str(anns_ring(world))}),
    of_ann(204),
)
add("GET", PREFERENCES, lambda _, __: Request("GET", PREFERENCES), each_their_own(200))
add(
    "PUT",
    PREFERENCES,
    lambda _, __: Request("PUT", PREFERENCES, WISHES.model_dump(mode="json")),
    each_their_own(200),
)
