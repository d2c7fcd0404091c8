from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from support.planning import LONG_AGO, change

from contracts.kinds import Kind
from contracts.settings import ContactStatus, PersonalSettings, SettingsOf, TmaStatus
from contracts.settings import Settings as SettingsContract
from contracts.wire import BatchTooLarge, Invalid, KeyReused, VersionMismatch
from kit.rpc import unanswered
from services.settings.service import SettingsService


def one(settings, contact_id: UUID, kind: Kind = Kind.CONTACT) -> PersonalSettings:
    [found] = settings.get_many(SettingsOf(kind=kind, contact_ids=[contact_id])).items
    return found


def test_every_call_of_the_contract_is_answered():
    assert unanswered(SettingsContract, SettingsService) == set()


class TestChange:
    def test_the_first_change_makes_the_record(self, settings, ann):
        bo = uuid4()

        changed = settings(ann).change(change(bo, status="hot"))

        assert changed == PersonalSettings(kind=Kind.CONTACT, contact_id=bo, status=ContactStatus.HOT, version=1)
        assert one(settings(ann), bo) == changed

    def test_each_status_of_both_kinds_is_kept_as_it_is_said(self, settings, ann):
        for kind, statuses in ((Kind.CONTACT, ContactStatus), (Kind.TMA, TmaStatus)):
            for status in statuses:
                bo = uuid4()
                settings(ann).change(change(bo, kind, status=status))
                assert one(settings(ann), bo, kind).status == status

    def test_changes_the_fields_it_names_and_no_other(self, settings, ann):
        bo = uuid4()
        settings(ann).change(change(bo, status="working", follow_up_at=LONG_AGO, follow_up_note="Boat"))

        settings(ann).change(change(bo, status="hot"))
        settings(ann).change(change(bo, follow_up_note="House"))

        after = one(settings(ann), bo)
        assert (after.status, after.follow_up_at, after.follow_up_note) == ("hot", LONG_AGO, "House")
        assert after.version == 3

    def test_clearing_keeps_the_record_and_its_version_goes_on(self, settings, ann):
        bo = uuid4()
        settings(ann).change(change(bo, status="hot", follow_up_at=LONG_AGO, follow_up_note="Boat"))

        settings(ann).change(change(bo, status=None, follow_up_at=None, follow_up_note=None))

        assert one(settings(ann), bo) == PersonalSettings(kind=Kind.CONTACT, contact_id=bo, version=2)

    def test_what_is_so_already_does_not_move_the_version(self, settings, ann):
        bo = uuid4()
        before = settings(ann).change(change(bo, status="hot"))

        assert settings(ann).change(change(bo, status="hot")) == before
        assert one(settings(ann), bo) == before

    def test_clearing_what_was_never_set_leaves_nothing(self, settings, ann):
        bo = uuid4()

        assert settings(ann).change(change(bo, status=None)).version == 0
        assert settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[bo])).items == []

    def test_another_version_than_seen_changes_nothing(self, settings, ann):
        bo = uuid4()
        now = settings(ann).change(change(bo, version=0, status="hot"))

        with pytest.raises(VersionMismatch) as refused:
            settings(ann).change(change(bo, version=0, status="working"))

        assert refused.value.facts["current"] == now.model_dump(mode="json")
        assert one(settings(ann), bo) == now

    def test_a_status_that_does_not_fit_changes_nothing(self, settings, ann):
        bo = uuid4()

        with pytest.raises(Invalid):
            settings(ann).change(change(bo, Kind.TMA, status="hot", follow_up_note="Boat"))

        assert settings(ann).get_many(SettingsOf(kind=Kind.TMA, contact_ids=[bo])).items == []

    def test_a_note_of_the_longest_length_is_kept_whole(self, settings, ann):
        bo = uuid4()
        longest = "å🙂" * 1_000

        settings(ann).change(change(bo, follow_up_note=longest))

        assert one(settings(ann), bo).follow_up_note == longest

    def test_the_same_id_as_contact_and_as_candidate_are_two_records(self, settings, ann):
        bo = uuid4()

        settings(ann).change(change(bo, status="hot"))
        settings(ann).change(change(bo, Kind.TMA, status="A"))

        assert (one(settings(ann), bo).status, one(settings(ann), bo, Kind.TMA).status) == ("hot", "A")

    def test_the_same_key_twice_is_one_change_and_one_answer(self, settings, ann):
        bo = uuid4()
        first = settings(ann, key="press").change(change(bo, status="hot"))
        settings(ann).change(change(bo, status="working"))

        assert settings(ann, key="press").change(change(bo, status="hot")) == first
        assert one(settings(ann), bo).status == "working"

    def test_the_same_key_for_another_change_is_refused(self, settings, ann):
        bo = uuid4()
        settings(ann, key="press").change(change(bo, status="hot"))

        with pytest.raises(KeyReused):
            settings(ann, key="press").change(change(bo, status="working"))


class TestAtTheSameTime:
    def test_two_people_keep_different_statuses_on_one_contact(self, settings, ann, ben):
        bo = uuid4()

        with ThreadPoolExecutor(2) as pool:
            list(
                pool.map(
                    lambda who, status: settings(who).change(change(bo, status=status)),
                    (ann, ben),
                    ("hot", "working"),
                )
            )

        assert (one(settings(ann), bo).status, one(settings(ben), bo).status) == ("hot", "working")

    def test_devices_that_change_different_fields_lose_nothing(self, settings, ann):
        contacts = [uuid4() for _ in range(8)]
        fields = [{"status": "hot"}, {"follow_up_note": "Boat"}]
        presses = [(bo, changes) for bo in contacts for changes in fields]

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda press: settings(ann).change(change(press[0], **press[1])), presses))

        kept = settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=contacts)).items
        assert len(kept) == 8
        assert {(own.status, own.follow_up_note, own.version) for own in kept} == {("hot", "Boat", 2)}

    def test_sixteen_devices_on_one_record_each_get_a_version_of_their_own(self, settings, ann):
        bo = uuid4()

        def press(number: int) -> int:
            return settings(ann).change(change(bo, follow_up_note=f"Press {number}")).version

        with ThreadPoolExecutor(16) as pool:
            versions = list(pool.map(press, range(48)))

        assert sorted(versions) == list(range(1, 49))
        assert one(settings(ann), bo).version == 48

    def test_of_two_devices_that_saw_the_same_version_one_is_refused(self, settings, ann):
        bo = uuid4()

        def press(status: str) -> str:
            try:
                return settings(ann).change(change(bo, version=0, status=status)).status
            except VersionMismatch:
                return "refused"

        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(press, ["hot", "working"]))

        assert outcomes.count("refused") == 1
        assert one(settings(ann), bo).status in outcomes


class TestGetMany:
    def test_what_was_never_set_is_absent(self, settings, ann):
        bo = uuid4()
        settings(ann).change(change(bo, status="hot"))

        found = settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[bo, uuid4(), bo]))

        assert [own.contact_id for own in found.items] == [bo]

    def test_takes_500_ids(self, settings, ann):
        ids = [uuid4() for _ in range(500)]

        assert settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=ids)).items == []

    def test_refuses_501_and_says_how_many_they_are(self, settings, ann):
        ids = [uuid4() for _ in range(501)]

        with pytest.raises(BatchTooLarge, match="at most 500 ids, these are 501") as refused:
            settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=ids))

        assert refused.value.facts == {"limit": 500, "count": 501}

    def test_of_no_ids_is_nothing(self, settings, ann):
        assert settings(ann).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[])).items == []

    def test_nobody_sees_somebody_elses(self, settings, ann, ben, xena):
        bo = uuid4()
        settings(ann).change(change(bo, status="hot", follow_up_at=LONG_AGO, follow_up_note="Boat"))

        for other in (ben, xena):
            assert settings(other).get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[bo])).items == []


class TestForgetOldKeys:
    def test_forgets_keys_after_two_days_and_keeps_the_younger(self, settings, ann, database):
        bo = uuid4()
        settings(ann, key="old").change(change(bo, status="hot"))
        settings(ann, key="young").change(change(bo, status="working"))
        with database.engine("postgres").begin() as connection:
            connection.exec_driver_sql(
                "update settings.idempotency_keys set created_at = now() - interval '49 hours' where key = 'old'"
            )

        assert settings(None).forget_old_keys()
        assert not settings(None).forget_old_keys()

        settings(ann, key="old").change(change(bo, status="follow_up"))
        with pytest.raises(KeyReused):
            settings(ann, key="young").change(change(bo, status="follow_up"))
