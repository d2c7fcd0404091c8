"""For each route of the gateway: how to ask it for something of Ann's, and what each asker is answered.

A route that is added to the gateway needs a recipe here, or the matrix fails.
"""

from collections.abc import Callable

from isolation.answers import (
    Recipe,
    Statuses,
    each_their_own,
    everybody,
    of_admins,
    of_admins_everywhere,
    of_ann,
    of_author,
    of_team,
)
from isolation.chat_recipes import CHAT_RECIPES
from isolation.people import PASSWORD, Person, Request, an_email
from isolation.push_recipes import PUSH_RECIPES
from isolation.world import OTHER_STATUS, PATHS, TEAMS_WORD, World, made
from support.streams import Stream
from support.waiting import eventually

from contracts.kinds import Kind
from contracts.settings import PersonalSettingsChanged

TWIN = {"name": f"Bo {TEAMS_WORD}", "company": f"{TEAMS_WORD} AB"}

RECIPES: dict[tuple[str, str], Recipe] = {**CHAT_RECIPES, **PUSH_RECIPES}


def add(method: str, path: str, build: Callable[[World, Person], Request], statuses: Statuses, **shows: bool) -> None:
    RECIPES[method, path] = Recipe(build, statuses, **shows)


def add_list(kind: Kind) -> None:
    at = PATHS[kind]

    def get(path: Callable[[World], str]) -> Callable[[World, Person], Request]:
        return lambda world, _: Request("GET", at + path(world))

    def post(path: Callable[[World], str], body: object = None) -> Callable[[World, Person], Request]:
        return lambda world, _: Request("POST", at + path(world), body)

    def listed(world: World, _: Person) -> Request:
        world.contact(kind)
        return Request("GET", at, params={"sort": "-created_at"})

    def tagged(world: World, _: Person) -> Request:
        world.once(world.contact, kind)
        return Request("GET", f"{at}/tags")

    def listed_imports(world: World, _: Person) -> Request:
        world.once(world.imported, kind)
        return Request("GET", f"{at}/imports")

    def exported(world: World, _: Person) -> Request:
        world.once(world.contact, kind)
        return Request("GET", f"{at}/export.csv")

    add("GET", at, listed, each_their_own(200), shows_team=True, shows_plan=True)
    add("GET", f"{at}/tags", tagged, each_their_own(200), shows_team=True)
    add("POST", at, post(lambda _: "", {"name": "Somebody new"}), each_their_own(201))
    add(
        "GET",
        f"{at}/{{id}}",
        get(lambda world: f"/{world.once(world.contact, kind)}"),
        of_team(200),
        shows_team=True,
        shows_plan=True,
    )
    add(
        "PATCH",
        f"{at}/{{id}}",
        lambda world, _: Request(
            "PATCH", f"{at}/{world.contact(kind)}", {"title": "Captain"}, headers={"If-Match": "*"}
        ),
        of_team(200),
        shows_team=True,
        shows_plan=True,
    )
    add(
        "DELETE",
        f"{at}/{{id}}",
        lambda world, _: Request("DELETE", f"{at}/{world.contact(kind)}"),
        of_team(200),
        shows_team=True,
        shows_plan=True,
    )
    add(
        "POST",
        f"{at}/{{id}}/restore",
        post(lambda world: f"/{world.archived(kind)}/restore"),
        of_team(200),
        shows_team=True,
        shows_plan=True,
    )
    add(
        "PATCH",
        f"{at}/{{id}}/settings",
        lambda world, _: Request("PATCH", f"{at}/{world.contact(kind)}/settings", {"status": OTHER_STATUS[kind]}),
        of_team(200),
        shows_plan=True,
    )
    add(
        "GET",
        f"{at}/{{id}}/settings/set-aside",
        get(lambda world: f"/{world.once(world.set_aside, kind)}/settings/set-aside"),
        of_team(200),
        shows_plan=True,
    )
    add(
        "POST",
        f"{at}/settings",
        lambda world, _: Request("POST", f"{at}/settings", {"contact_ids": [world.once(world.contact, kind)]}),
        each_their_own(200),
        shows_plan=True,
    )
    add(
        "POST",
        f"{at}/call-logs",
        lambda world, _: Request("POST", f"{at}/call-logs", {"contact_ids": [world.once(world.called, kind)]}),
        each_their_own(200),
        shows_team=True,
    )
    add(
        "POST",
        f"{at}/{{id}}/call-logs",
        post(lambda world: f"/{world.contact(kind)}/call-logs", {"outcome": "busy", "note": "Later"}),
        of_team(201),
    )
    add(
        "GET",
        f"{at}/{{id}}/history",
        get(lambda world: f"/{world.once(world.called, kind)}/history"),
        of_team(200),
        shows_team=True,
    )
    add(
        "POST",
        f"{at}/twins",
        post(lambda world: world.once(world.not_planned, kind) and "/twins", TWIN),
        each_their_own(200),
        shows_team=True,
    )
    add(
        "GET",
        f"{at}/duplicates",
        get(lambda world: world.not_planned(kind) and world.not_planned(kind) and "/duplicates"),
        each_their_own(200),
        shows_team=True,
    )
    add(
        "POST",
        f"{at}/duplicates/dismiss",
        lambda world, _: Request(
            "POST", f"{at}/duplicates/dismiss", {"contact_ids": [world.not_planned(kind), world.not_planned(kind)]}
        ),
        of_team(204),
    )
    add(
        "POST",
        f"{at}/{{id}}/merge",
        lambda world, _: Request("POST", f"{at}/{world.contact(kind)}/merge", {"merged_id": world.not_planned(kind)}),
        of_team(200),
        shows_team=True,
        shows_plan=True,
    )
    add(
        "GET",
        f"{at}/{{id}}/merges",
        get(lambda world: f"/{world.merged(kind)[1]}/merges"),
        of_team(200),
        shows_team=True,
    )
    add(
        "POST",
        f"{at}/merges/{{id}}/undo",
        post(lambda world: f"/merges/{world.merged(kind)[0]}/undo"),
        of_team(200),
        shows_team=True,
        shows_plan=True,
    )
    add(
        "POST",
        f"{at}/imports",
        lambda _, __: Request("POST", f"{at}/imports", file=b"Name\nSomebody\n"),
        each_their_own(201),
    )
    add("GET", f"{at}/imports", listed_imports, each_their_own(200), shows_team=True)
    add(
        "GET",
        f"{at}/imports/{{id}}",
        get(lambda world: f"/imports/{world.once(world.uploaded, kind)}"),
        of_team(200),
        shows_team=True,
    )
    add(
        "POST",
        f"{at}/imports/{{id}}/start",
        post(lambda world: f"/imports/{world.uploaded(kind)}/start"),
        of_team(200),
        shows_team=True,
    )
    add(
        "GET",
        f"{at}/imports/{{id}}/refused.csv",
        get(lambda world: f"/imports/{world.once(world.imported, kind)}/refused.csv"),
        of_team(200),
        shows_team=True,
    )
    add(
        "POST",
        f"{at}/imports/{{id}}/undo",
        post(lambda world: f"/imports/{world.imported(kind)}/undo"),
        of_team(200),
        shows_team=True,
    )
    add(
        "GET",
        f"{at}/imports/{{id}}/undone.csv",
        get(lambda world: f"/imports/{world.once(world.undone, kind)}/undone.csv"),
        of_team(200),
        shows_team=True,
    )
    add(
        "GET",
        f"{at}/export.csv",
        exported,
        each_their_own(200),
        shows_team=True,
    )


for kind in Kind:
    add_list(kind)


def recent_calls(world: World, _: Person) -> Request:
    world.call_log()
    return Request("GET", "/api/call-logs")


def follow_ups(world: World, _: Person) -> Request:
    for kind in Kind:
        world.once(world.contact, kind)
    return Request("GET", "/api/followups", params={"scope": "upcoming"})


def since_all_that(world: World) -> dict[str, str]:
    """Before Ann's contacts and plans, of which the gateway has heard by now."""
    since = made(world.ann.get("/api/events"))["cursor"]
    for kind in Kind:
        world.contact(kind)
    eventually(lambda: times_planned(world, since) >= len(Kind))
    return {"since": since}


def times_planned(world: World, since: str) -> int:
    events = made(world.ann.get("/api/events", since=since))["events"]
    return [event["type"] for event in events].count(PersonalSettingsChanged.type)


def seen(world: World, _: Person) -> Request:
    with Stream.of(world.ann.client) as stream:
        word = {"conn": stream.hello()["conn"], "cursor": stream.cursor, "visible": True}
    return Request("POST", "/api/stream/seen", word)


add(
    "GET",
    "/api/stream",
    lambda world, _: Request("GET", "/api/stream", params=since_all_that(world), is_stream=True),
    each_their_own(200),
    shows_team=True,
    shows_plan=True,
)
add(
    "GET",
    "/api/events",
    lambda world, _: Request("GET", "/api/events", params=since_all_that(world)),
    each_their_own(200),
    shows_team=True,
    shows_plan=True,
)
add("POST", "/api/stream/seen", seen, of_ann(204))

add("GET", "/api/call-logs", recent_calls, each_their_own(200), shows_team=True)
add(
    "PATCH",
    "/api/call-logs/{id}",
    lambda world, _: Request("PATCH", f"/api/call-logs/{world.call_log()}", {"outcome": "busy"}),
    of_author(200),
)
add(
    "DELETE",
    "/api/call-logs/{id}",
    lambda world, _: Request("DELETE", f"/api/call-logs/{world.call_log()}"),
    of_author(204),
)
add("GET", "/api/followups", follow_ups, each_their_own(200), shows_plan=True)

NEW_TEAM = {"team_name": "Late", "name": "Lea", "password": PASSWORD}
BAD_LINK = {"token": "a" * 43, "password": PASSWORD}


def signing_in(_: World, asker: Person) -> Request:
    password = PASSWORD if asker.caller else "not this one, surely"
    return Request("POST", "/api/session", {"email": asker.email, "password": password})


add(
    "POST",
    "/api/setup",
    lambda _, __: Request("POST", "/api/setup", {**NEW_TEAM, "email": an_email()}),
    everybody(409),
)
add("POST", "/api/session", signing_in, each_their_own(200), in_new_browser=True)
add("DELETE", "/api/session", lambda _, __: Request("DELETE", "/api/session"), each_their_own(204), in_new_browser=True)
add(
    "POST",
    "/api/invites/accept",
    lambda _, __: Request("POST", "/api/invites/accept", {**BAD_LINK, "name": "Lea"}),
    everybody(410),
)
add("POST", "/api/resets/accept", lambda _, __: Request("POST", "/api/resets/accept", BAD_LINK), everybody(410))


def new_password(_: World, __: Person) -> Request:
    return Request("PUT", "/api/me/password", {"current_password": "not this one, surely", "new_password": PASSWORD})


add("GET", "/api/me", lambda _, __: Request("GET", "/api/me"), each_their_own(200))
add("PATCH", "/api/me", lambda _, __: Request("PATCH", "/api/me", {"colour": "#112233"}), each_their_own(200))
add("PUT", "/api/me/password", new_password, each_their_own(422))
add("GET", "/api/me/sessions", lambda _, __: Request("GET", "/api/me/sessions"), each_their_own(200))
add(
    "DELETE",
    "/api/me/sessions/{id}",
    lambda world, _: Request("DELETE", f"/api/me/sessions/{world.anns_other_session()}"),
    of_ann(204),
)


def spare_id(world: World) -> str:
    assert world.spare.caller
    return str(world.spare.caller.person_id)


def inviting(path: str) -> Callable[[World, Person], Request]:
    return lambda _, __: Request("POST", path, {"email": an_email()})


add("GET", "/api/team/people", lambda _, __: Request("GET", "/api/team/people"), each_their_own(200), shows_team=True)
add("POST", "/api/team/people", inviting("/api/team/people"), of_admins_everywhere(201))
add(
    "PATCH",
    "/api/team/people/{id}",
    lambda world, _: Request("PATCH", f"/api/team/people/{spare_id(world)}", {"active": True}),
    of_admins(200),
    shows_team=True,
)
add(
    "POST",
    "/api/team/people/{id}/reset",
    lambda world, _: Request("POST", f"/api/team/people/{spare_id(world)}/reset"),
    of_admins(201),
)


def after_an_invite(path: str) -> Callable[[World, Person], Request]:
    def build(world: World, _: Person) -> Request:
        world.invite()
        return Request("GET", path)

    return build


add("GET", "/api/team/invites", after_an_invite("/api/team/invites"), of_admins_everywhere(200), shows_team=True)
add("POST", "/api/team/invites", inviting("/api/team/invites"), of_admins_everywhere(201))
add(
    "GET",
    "/api/team/invites/{id}/link",
    lambda world, _: Request("GET", f"/api/team/invites/{world.invite()['id']}/link"),
    of_admins(200),
)
add(
    "DELETE",
    "/api/team/invites/{id}",
    lambda world, _: Request("DELETE", f"/api/team/invites/{world.invite()['id']}"),
    of_admins(204),
)
add("GET", "/api/team/audit", after_an_invite("/api/team/audit"), of_admins_everywhere(200), shows_team=True)
add("GET", "/livez", lambda _, __: Request("GET", "/livez"), everybody(200))
add("GET", "/readyz", lambda _, __: Request("GET", "/readyz"), everybody(200))
