"""What answers told is asked about again, also by routes that nobody has written yet."""

import random
from uuid import uuid4

import pytest
from fuzz.known import Known, leaves

CHANCE = random.Random(1)


@pytest.fixture
def known():
    return Known()


class TestAnId:
    def test_of_a_list_stands_behind_its_path(self, known):
        known.learn("/api/merges", {}, {"items": [{"id": "7", "contact": {"id": "8"}}]})

        assert {known.id_behind("/api/merges", CHANCE) for _ in range(100)} == {"7", "8"}

    def test_of_something_new_is_where_its_location_says(self, known):
        known.learn("/api/contacts/{id}/call-logs", {"location": "/api/call-logs/7"}, {"id": "7"})

        assert known.id_behind("/api/call-logs", CHANCE) == "7"

    def test_of_anything_is_better_than_none(self, known):
        known.learn("/api/contacts", {}, {"id": "7"})

        assert known.id_behind("/api/duplicates", CHANCE) == "7"

    def test_is_none_while_nothing_is_known(self, known):
        assert known.id_behind("/api/contacts", CHANCE) is None


class TestAWord:
    @pytest.mark.parametrize(
        ("told", "asked"),
        [
            ("cursor", "cursor"),
            ("next_cursor", "cursor"),
            ("cursor", "since"),
            ("name", "team_name"),
            ("owner_id", "owner_id"),
        ],
    )
    def test_is_found_by_the_name_of_its_field(self, known, told, asked):
        word = str(uuid4())
        known.hear({"items": [{told: word}]})

        assert known.word(asked, CHANCE) == word

    def test_of_an_answers_version_is_an_etag(self, known):
        known.learn("/api/contacts/{id}", {"etag": '"7"'}, None)

        assert known.word("If-Match", CHANCE) == '"7"'

    def test_is_not_found_by_a_name_that_only_looks_alike(self, known):
        known.hear({"filename": "a.csv"})

        assert known.word("name", CHANCE) is None


def test_a_leaf_can_be_put_back_into_its_whole():
    whole = {"name": "Ann", "phones": ["1", "2"], "in": [{"deep": None}]}
    for name, _, put in leaves(whole):
        put(name.upper())

    assert whole == {"name": "NAME", "phones": ["PHONES", "PHONES"], "in": [{"deep": "DEEP"}]}
