"""Two contacts become one: what comes of it, what hangs on it, and who hears of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from contracts.contacts import ArchiveContact, ArchivedAfter, ArchivedContact, Contacts, FindContacts
from contracts.history import FieldChange, Happening
from contracts.kinds import Kind
from contracts.merges import ContactsMerged, MergeContacts, MergeRefused, MergesOf
from contracts.records import ContactChanges
from contracts.wire import NotFound, VersionMismatch
from kit import cursor

MONDAY = datetime(2020, 3, 2, 12, 0, tzinfo=UTC)


class TestMerge:
    def test_the_survivor_has_what_it_had_and_what_it_lacked(self, by, ann):
        away = by(ann).add(name="B. Ek", company="Ek AB", phones=["08-12 34 56"], tags=["vip"], owner_id=ann.person_id)
        into = by(ann).add(name="Bo Ek", title="Chef", phones=["070-123 45 67"], notes="Likes boats")

        survivor = by(ann).merge(away, into).survivor

        assert survivor == by(ann).get(into)
        assert (survivor.name, survivor.company, survivor.title) == ("Bo Ek", "Ek AB", "Chef")
        assert survivor.phones == ["+46701234567", "+468123456"]
        assert (survivor.tags, survivor.notes, survivor.owner_id) == (["vip"], "Likes boats", ann.person_id)

    def test_changes_say_otherwise_field_by_field(self, by, ann):
        away, into = by(ann).add(name="Bo", phones=["08-12 34 56"]), by(ann).add(name="Bosse", title="Chef")

        survivor = by(ann).merge(away, into, changes=ContactChanges(name=" Bo  Ek ", phones=["070-123 45 67"])).survivor

        assert (survivor.name, survivor.title, survivor.phones) == ("Bo Ek", "Chef", ["+46701234567"])

    def test_the_calls_of_both_are_the_survivors_whoever_logged_them(self, by, ann, ben):
        away, into = by(ann).add(), by(ann).add()
        newest = by(ben).log(away, MONDAY + timedelta(days=1))
        oldest = by(ann).log(into, MONDAY)

        survivor = by(ann).merge(away, into).survivor

        calls = by(ann).calls(into)[into.id]
        assert calls == [newest.model_copy(update={"contact_id": into.id}), oldest]
        assert survivor.last_called_at == newest.called_at

    def test_the_merged_one_is_in_no_list(self, by, ann):
        away, into = by(ann).add(name="Bo Ek"), by(ann).add(name="Bo Ek")
        by(ann).merge(away, into)

        listed = by(ann).contacts.find(FindContacts(kind=Kind.CONTACT, q="bo ek")).items

        assert [contact.id for contact in listed] == [into.id]

    def test_no_version_that_was_seen_of_either_is_the_survivors(self, by, ann):
        away, into = by(ann).add(), by(ann).add()
        for number in range(3):
            by(ann).change(away, title=str(number))

        assert by(ann).merge(away, into).survivor.version == 5

    @pytest.mark.parametrize("versions", [{"survivor_version": 7}, {"merged_version": 7}])
    def test_of_another_version_than_was_seen_is_refused(self, by, ann, versions):
        away, into = by(ann).add(), by(ann).add()

        with pytest.raises(VersionMismatch) as refused:
            by(ann).merge(away, into, **versions)

        asked = into if "survivor_version" in versions else away
        assert refused.value.facts["current"] == asked.model_dump(mode="json")

    def test_too_much_for_one_record_is_refused_and_nothing_is_done(self, by, ann):
        away = by(ann).add(phones=[f"070-123 45 {number}" for number in range(10, 25)])
        into = by(ann).add(phones=[f"070-123 46 {number}" for number in range(10, 25)])

        with pytest.raises(MergeRefused) as refused:
            by(ann).merge(away, into)

        [error] = refused.value.errors
        assert (error.field, error.code) == ("phones", "too_many")
        assert "20" in error.detail
        assert (by(ann).get(away), by(ann).get(into)) == (away, into)

    def test_into_itself_is_refused_by_whatever_id(self, by, ann):
        away, into = by(ann).add(), by(ann).add()
        by(ann).merge(away, into)

        for one, other in ((into, into), (away, into)):
            with pytest.raises(MergeRefused):
                by(ann).merge(one, other)

    def test_one_in_use_into_an_archived_one_is_refused_and_the_other_way_is_not(self, by, ann):
        in_use, archived = by(ann).add(), by(ann).add()
        by(ann).contacts.archive(ArchiveContact(kind=archived.kind, id=archived.id))

        with pytest.raises(MergeRefused):
            by(ann).merge(in_use, archived)
        assert by(ann).merge(archived, in_use).survivor.archived_at is None

    def test_a_contact_and_a_candidate_are_refused(self, by, ann):
        with pytest.raises(NotFound):
            by(ann).merge(by(ann).add(kind=Kind.TMA), by(ann).add())

    def test_another_teams_contacts_are_not_there(self, by, ann, xena):
        ours, theirs = by(ann).add(), by(xena).add()

        for away, into in ((ours, theirs), (theirs, ours)):
            with pytest.raises(NotFound):
                by(xena).merge(away, into)
        assert by(ann).get(ours) == ours

    def test_with_one_key_is_one_merge(self, by, contacts, ann):
        away, into = by(ann).add(), by(ann).add()
        ask = MergeContacts(kind=into.kind, survivor_id=into.id, merged_id=away.id)

        first, again = (contacts(ann, key="once").merge(ask) for _ in range(2))

        assert again == first
        assert by(ann).contacts.merges_of(MergesOf(kind=into.kind, contact_id=into.id)).items == [first.merge]


class TestWhatIsTold:
    def test_the_team_hears_of_it_once(self, by, announced, ann):
        away, into = by(ann).add(), by(ann).add()

        merged = by(ann).merge(away, into)

        assert announced(Contacts, ann.team_id)[2:] == [
            (ContactsMerged(merge=merged.merge, survivor=merged.survivor), None)
        ]
        assert merged.merge.merged == away

    def test_the_history_of_the_survivor_has_that_of_both(self, by, ann, ben):
        away, into = by(ann).add(title="Chef"), by(ben).add()
        merged = by(ben).merge(away, into)

        told = by(ann).history(away)

        assert [(entry.contact_id, entry.what, entry.person_id) for entry in told] == [
            (away.id, Happening.MERGED_AWAY, ben.person_id),
            (into.id, Happening.MERGED, ben.person_id),
            (into.id, Happening.CREATED, ben.person_id),
            (away.id, Happening.CREATED, ann.person_id),
        ]
        assert {entry.merge_id for entry in told[:2]} == {merged.merge.id}
        assert told[1].changes == {"title": FieldChange(before="", after="Chef")}

    def test_whoever_builds_anew_what_they_keep_is_told_who_is_away(self, by, contacts, ann):
        first, away, into = by(ann).add(), by(ann).add(), by(ann).add()
        by(ann).undo(by(ann).merge(first, into))
        merged = by(ann).merge(away, into)

        before_the_team = cursor.encode([str(ann.team_id), str(UUID(int=0))])
        told = contacts(None).archived_contacts(ArchivedAfter(after=before_the_team)).items

        assert [one for one in told if one.team_id == ann.team_id] == [
            ArchivedContact(
                team_id=ann.team_id,
                kind=away.kind,
                contact_id=away.id,
                version=away.version,
                merge_id=merged.merge.id,
                merged_into=into.id,
                merged_at=merged.merge.merged_at,
            )
        ]


class TestMergesOf:
    def test_are_the_survivors_the_newest_first_with_what_was_undone(self, by, ann):
        one, other, into = by(ann).add(), by(ann).add(), by(ann).add()
        first = by(ann).undo(by(ann).merge(one, into)).merge
        second = by(ann).merge(other, into).merge

        for asked in (into, other):
            told = by(ann).contacts.merges_of(MergesOf(kind=into.kind, contact_id=asked.id))
            assert told.items == [second, first]
        assert (first.undone_by, second.undone_by) == (ann.person_id, None)

    def test_of_what_is_not_there_are_not_found(self, by, ann, xena):
        bo = by(ann).add()

        for caller, contact_id in ((xena, bo.id), (ann, uuid4())):
            with pytest.raises(NotFound):
                by(caller).contacts.merges_of(MergesOf(kind=bo.kind, contact_id=contact_id))
