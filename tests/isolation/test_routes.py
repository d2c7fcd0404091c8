"""Every route of the gateway, asked by everybody for something of Ann's."""

import pytest
from fastapi.routing import iter_route_contexts
from isolation.answers import about_nothing, words
from isolation.people import Asker
from isolation.recipes import RECIPES
from isolation.world import ANNS_DAY, ANNS_STATUS, ANNS_WORD, TEAMS_WORD, all_that_is_said, made, statuses_in

from gateway.app import routes
from gateway.asking import Parts

IN_TEAM = (Asker.ANN, Asker.BEN, Asker.ADA)


def test_every_route_has_a_recipe_and_every_recipe_a_route(world):
    described = made(world.ann.get("/api/openapi.json"))["paths"]

    asked = {(method.upper(), path) for path, operations in described.items() for method in operations}
    assert asked == set(RECIPES)


def test_no_route_but_the_description_itself_is_left_out_of_it():
    app = routes(Parts(bus=None, identities=None, cookie=None, public_origin="", streams=None, rates=None))

    left_out = {route.path for route in iter_route_contexts(app.routes) if not route.include_in_schema}
    assert left_out == {"/api/openapi.json", "/api/docs", "/api/docs.css"}


@pytest.mark.parametrize("asker", Asker, ids=lambda asker: asker.name)
@pytest.mark.parametrize("route", RECIPES, ids=" ".join)
def test_each_asker_learns_what_is_theirs(world, route, asker):
    recipe = RECIPES[route]
    person = world.askers[asker]
    if recipe.in_new_browser:
        person = world.another_browser(person)
    request = recipe.build(world, person)
    rows_before = world.rows_that_stay(asker)

    response = person.send(request)

    said = all_that_is_said(response)
    assert response.status_code == recipe.statuses[asker], response.text
    if asker not in IN_TEAM:
        assert TEAMS_WORD not in said
    elif recipe.shows_team and response.is_success:
        assert TEAMS_WORD in said
    if asker != Asker.ANN:
        assert ANNS_WORD not in said
        assert ANNS_DAY not in said
        assert not statuses_in(response.text) & set(ANNS_STATUS.values())
    elif recipe.shows_plan:
        assert ANNS_WORD in said
        assert ANNS_DAY in said
    if response.status_code == 404:
        assert words(response) == words(person.send(about_nothing(request)))
    assert world.rows_that_stay(asker) == rows_before
    world.wait_for_imports()
