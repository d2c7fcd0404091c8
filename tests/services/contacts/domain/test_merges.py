from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.kinds import Kind
from contracts.merges import Merge, MergeRefused, NotUndoable
from contracts.records import Contact, ContactFields
from services.contacts.domain.merges import check_mergeable, check_undoable, taken_apart, united_fields

NOW = datetime(2026, 3, 2, tzinfo=UTC)
BO, EVA = uuid4(), uuid4()

FIELDS = st.builds(
    ContactFields,
    name=st.sampled_from(["Ann Ek", "Bo Al"]),
    company=st.sampled_from(["", "Ek AB", "Al AB"]),
    title=st.sampled_from(["", "Boss"]),
    phones=st.lists(st.sampled_from(["+4681", "+4682", "+4683", "+4684"]), max_size=4, unique=True),
    emails=st.lists(st.sampled_from(["a@x.se", "b@x.se"]), max_size=2, unique=True),
    tags=st.lists(st.sampled_from(["vip", "VIP", "new", "old"]), max_size=3, unique_by=str.casefold),
    owner_id=st.sampled_from([None, BO, EVA]),
    notes=st.sampled_from(["", "Likes boats", "Likes boats\nand cars", "Ring late"]),
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("Cai"),
        "title": st.sampled_from(["", "Chef"]),
        "phones": st.lists(st.sampled_from(["+4681", "+4689"]), max_size=2, unique=True),
        "tags": st.just(["other"]),
    },
)


def fields(**values: Any) -> ContactFields:
    return ContactFields(**{"name": "Bo Ek", **values})


def contact(**values: Any) -> Contact:
    kept = {"id": BO, "kind": Kind.CONTACT, "name": "Bo Ek", "created_by": BO, "version": 1}
    moments = {"last_called_at": None, "created_at": NOW, "updated_at": NOW, "archived_at": None}
    return Contact(**{**kept, **moments, **values})


class TestUnitedFields:
    @given(FIELDS, FIELDS)
    def test_lose_nothing_of_either(self, survivor, merged):
        united = united_fields(survivor, merged, {})

        for one in (survivor, merged):
            assert set(one.phones) <= set(united.phones)
            assert set(one.emails) <= set(united.emails)
            assert {tag.casefold() for tag in one.tags} <= {tag.casefold() for tag in united.tags}
            assert one.notes in united.notes
        for name in ("name", "company", "title", "owner_id"):
            assert getattr(united, name) == getattr(survivor, name) or getattr(merged, name)

    @given(FIELDS, FIELDS)
    def test_begin_with_the_survivors(self, survivor, merged):
        united = united_fields(survivor, merged, {})

        assert united.phones[: len(survivor.phones)] == survivor.phones
        assert united.tags[: len(survivor.tags)] == survivor.tags

    @given(FIELDS, FIELDS, CHANGES)
    def test_are_what_changes_say(self, survivor, merged, changes):
        united = united_fields(survivor, merged, changes)

        assert {name: getattr(united, name) for name in changes} == changes

    @pytest.mark.parametrize(
        ("survivor", "merged", "united"),
        [
            ("Ring late", "Likes boats", "Ring late\n\nLikes boats"),
            ("Likes boats and cars", "Likes boats", "Likes boats and cars"),
            ("Likes boats", "Likes boats and cars", "Likes boats and cars"),
            ("", "Likes boats", "Likes boats"),
            ("Likes boats", "", "Likes boats"),
        ],
    )
    def test_have_the_notes_of_both_once(self, survivor, merged, united):
        assert united_fields(fields(notes=survivor), fields(notes=merged), {}).notes == united

    @pytest.mark.parametrize(
        ("field", "survivor", "merged"),
        [
            ("phones", [f"+468{n}" for n in range(11)], [f"+469{n}" for n in range(10)]),
            ("emails", [f"{n}@x.se" for n in range(11)], [f"{n}@y.se" for n in range(10)]),
            ("tags", [f"a{n}" for n in range(26)], [f"b{n}" for n in range(25)]),
            ("notes", "a" * 10_000, "b" * 10_000),
        ],
    )
    def test_that_do_not_fit_are_refused_until_changes_say_what_to_keep(self, field, survivor, merged):
        one, other = fields(**{field: survivor}), fields(**{field: merged})

        with pytest.raises(MergeRefused) as refused:
            united_fields(one, other, {})

        assert [error.field for error in refused.value.errors] == [field]
        assert getattr(united_fields(one, other, {field: merged}), field) == merged


class TestTakenApart:
    @given(FIELDS, FIELDS, CHANGES)
    def test_of_what_nobody_changed_is_as_it_was(self, before, merged, changes):
        after = united_fields(before, merged, changes)

        assert taken_apart(before, after, after) == dict(before)

    @given(FIELDS, FIELDS, FIELDS)
    def test_keeps_what_was_changed_and_what_was_added_since(self, before, merged, now):
        after = united_fields(before, merged, {})

        apart = taken_apart(before, after, now)

        for name in ("name", "company", "title", "owner_id", "notes"):
            changed = getattr(now, name) != getattr(after, name)
            assert apart[name] == getattr(now if changed else before, name)
        assert set(now.phones) - set(after.phones) <= set(apart["phones"])
        added = set(after.phones) - set(before.phones)
        assert now.phones == after.phones or not added & set(apart["phones"])

    def test_of_a_list_that_was_changed_since_takes_what_the_merge_added_and_gives_back_what_it_took(self):
        before, after = fields(tags=["vip", "old"]), fields(tags=["vip", "Other"])

        assert taken_apart(before, after, fields(tags=["other", "new", "vip"]))["tags"] == ["new", "vip", "old"]

    def test_that_does_not_fit_is_refused(self):
        numbers = [f"+46812345{number}" for number in range(10, 31)]

        with pytest.raises(NotUndoable):
            taken_apart(fields(phones=numbers[:1]), fields(), fields(phones=numbers[1:]))


class TestMayBe:
    def test_merged_into_another_one_only(self):
        with pytest.raises(MergeRefused):
            check_mergeable(contact(), contact())
        check_mergeable(contact(), contact(id=EVA))

    @pytest.mark.parametrize(
        ("survivor_at", "merged_at", "may"),
        [(None, None, True), (None, NOW, True), (NOW, NOW, True), (NOW, None, False)],
    )
    def test_merged_unless_one_in_use_would_be_archived_by_it(self, survivor_at, merged_at, may):
        survivor, merged = contact(archived_at=survivor_at), contact(id=EVA, archived_at=merged_at)

        if may:
            check_mergeable(survivor, merged)
        else:
            with pytest.raises(MergeRefused):
                check_mergeable(survivor, merged)

    def merge(self, **values: Any) -> Merge:
        who = {"id": uuid4(), "kind": Kind.CONTACT, "survivor_id": EVA, "merged": contact(), "merged_by": BO}
        return Merge(**who, merged_at=NOW, undoable_until=NOW + timedelta(days=30), **values)

    def test_undone_for_thirty_days(self):
        check_undoable(self.merge(), None, NOW + timedelta(days=30))

        with pytest.raises(NotUndoable):
            check_undoable(self.merge(), None, NOW + timedelta(days=30, seconds=1))

    def test_undone_once(self):
        with pytest.raises(NotUndoable):
            check_undoable(self.merge(undone_at=NOW, undone_by=BO), None, NOW)

    def test_undone_when_nothing_was_built_upon_it(self):
        later = self.merge()

        with pytest.raises(NotUndoable) as refused:
            check_undoable(self.merge(), later, NOW)

        assert refused.value.facts == {"undo_first": str(later.id)}
