"""The recipes of chat's routes: what Ann says where she is alone is not there for her colleagues either."""

from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

from isolation.answers import Recipe, Statuses, each_their_own, of_ann, of_team
from isolation.chat import ANNS_WORDS, alone, open_to_the_team
from isolation.people import Person, Request
from isolation.world import ANNS_WORD, PATHS, World, made
from support.conversations import CONVERSATIONS
from support.streams import Stream

from contracts.kinds import Kind

THUMB = quote("👍")

CHAT_RECIPES: dict[tuple[str, str], Recipe] = {}


def add(method: str, path: str, build: Callable[[World, Person], Request], statuses: Statuses, **shows: bool) -> None:
    CHAT_RECIPES[method, path] = Recipe(build, statuses, **shows)


def in_hers(method: str, suffix: str = "", body: object = None) -> Callable[[World, Person], Request]:
    return lambda world, _: Request(method, f"{CONVERSATIONS}/{alone(world)}{suffix}", body)


def add_in_hers(
    method: str, suffix: str, done: int, *, body: object = None, at: str = "", shows_plan: bool = False
) -> None:
    """`at` is the suffix filled in."""
    add(
        method,
        f"{CONVERSATIONS}/{{id}}{suffix}",
        in_hers(method, at or suffix, body),
        of_ann(done),
        shows_plan=shows_plan,
    )


def listing(world: World, _: Person) -> Request:
    alone(world)
    return Request("GET", CONVERSATIONS)


def searching(world: World, _: Person) -> Request:
    alone(world)
    return Request("GET", "/api/chat/search", params={"q": ANNS_WORD[:5]})


def with_cid(world: World) -> str:
    """Where Ann and somebody who never asks are among themselves."""
    path = f"{CONVERSATIONS}/{alone(world)}"
    world.wait_for_events()
    made(world.ann.post(f"{path}/members", {"person_ids": [world.spare_id]}))
    return path


def adding(world: World, _: Person) -> Request:
    world.wait_for_events()
    return Request("POST", f"{CONVERSATIONS}/{alone(world)}/members", {"person_ids": [world.spare_id]})


def saying_hello(world: World, _: Person) -> Request:
    message = {"id": str(uuid4()), "text": "Hello"}
    return Request("POST", f"{CONVERSATIONS}/{alone(world)}/messages", message)


def being_seen(world: World, _: Person) -> Request:
    with Stream.of(world.ann.client) as stream:
        word = {"conn": stream.hello()["conn"], "visible": True, "conversation": str(alone(world))}
        assert world.ann.post("/api/stream/seen", word).is_success
    return Request("GET", "/api/chat/presence")


def about(kind: Kind) -> Callable[[World, Person], Request]:
    def build(world: World, _: Person) -> Request:
        contact_id = world.once(world.contact, kind)
        contacts = [{"kind": kind, "contact_id": contact_id}]
        message = {"id": str(uuid4()), "text": ANNS_WORDS, "contacts": contacts}
        made(world.ann.post(f"{CONVERSATIONS}/{alone(world)}/messages", message))
        return Request("GET", f"{PATHS[kind]}/{contact_id}/conversations")

    return build


add("GET", CONVERSATIONS, listing, each_their_own(200), shows_plan=True)
add(
    "POST",
    CONVERSATIONS,
    lambda _, __: Request("POST", CONVERSATIONS, {"kind": "channel", "name": "boats"}),
    each_their_own(201),
)
add_in_hers("GET", "", 200, shows_plan=True)
add_in_hers("PATCH", "", 200, body={"name": "boats"}, shows_plan=True)
add("POST", f"{CONVERSATIONS}/{{id}}/members", adding, of_ann(200), shows_plan=True)
add_in_hers("DELETE", "/members", 204)
add(
    "DELETE",
    f"{CONVERSATIONS}/{{id}}/members/{{person}}",
    lambda world, _: Request("DELETE", f"{with_cid(world)}/members/{world.spare_id}"),
    of_ann(204),
)
add(
    "POST",
    f"{CONVERSATIONS}/{{id}}/join",
    lambda world, _: Request("POST", f"{CONVERSATIONS}/{open_to_the_team(world)}/join"),
    of_team(200),
    shows_team=True,
)
add_in_hers("POST", "/read", 200, body={"number": 0, "unread": True})
add_in_hers("PUT", "/preferences", 200, body={"notify": "none"})
add_in_hers("POST", "/typing", 204)
add_in_hers("GET", "/messages", 200, shows_plan=True)
add("POST", f"{CONVERSATIONS}/{{id}}/messages", saying_hello, of_ann(201))
add_in_hers("PATCH", "/messages/{number}", 200, at="/messages/1", body={"text": "Hi"})
add_in_hers("DELETE", "/messages/{number}", 200, at="/messages/1")
for method in ("PUT", "DELETE"):
    suffix, at = "/messages/{number}/reactions/{emoji}", f"/messages/1/reactions/{THUMB}"
    add_in_hers(method, suffix, 200, at=at, shows_plan=True)
add("GET", "/api/chat/search", searching, each_their_own(200), shows_plan=True)
add("GET", "/api/chat/presence", being_seen, each_their_own(200))
for kind in Kind:
    add("GET", f"{PATHS[kind]}/{{id}}/conversations", about(kind), of_team(200), shows_plan=True)
