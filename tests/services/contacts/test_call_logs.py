from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.contacts import (
    CallLog,
    CallLogChanges,
    CallLogsOf,
    ChangeCallLog,
    LogCall,
    NotYourCallLog,
    OneCallLog,
    OneContact,
    Outcome,
    RecentCalls,
)
from contracts.kinds import Kind
from contracts.records import Contact
from contracts.wire import BatchTooLarge, Caller, Invalid, NotFound, VersionMismatch
from kit import cursor
from services.contacts.service import ContactsService

MONDAY = datetime(2020, 3, 2, 12, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def log(contacts):
    """`log(ann, bo, MONDAY)`: Ann called Bo on Monday."""

    def call(caller: Caller, contact: Contact, at: datetime | None = None, **fields) -> CallLog:
        asked = {"outcome": Outcome.BUSY, "called_at": at, **fields}
        return contacts(caller).log_call(LogCall(kind=contact.kind, contact_id=contact.id, **asked))

    return call


@pytest.fixture
def last_called(contacts, ann):
    """When somebody of Ann's team called last, as the contact itself says."""
    return lambda one: contacts(ann).get(OneContact(kind=one.kind, id=one.id)).last_called_at


def change(log: CallLog, version: int | None = None, **changes) -> ChangeCallLog:
    return ChangeCallLog(id=log.id, version=version, changes=CallLogChanges(**changes))


def newest(answering: ContactsService, *several: Contact, **ask) -> dict:
    asked = CallLogsOf(**{"kind": Kind.CONTACT, "contact_ids": [one.id for one in several], **ask})
    return answering.call_logs_of(asked).call_logs


class TestLogCall:
    def test_it_is_kept_as_the_callers(self, contacts, add, log, ann):
        bo = add(ann)

        kept = log(ann, bo, MONDAY, outcome=Outcome.CONNECTED, duration_seconds=90, note=" Likes boats ")

        assert kept == CallLog(
            id=kept.id,
            kind=Kind.CONTACT,
            contact_id=bo.id,
            person_id=ann.person_id,
            outcome=Outcome.CONNECTED,
            called_at=MONDAY,
            duration_seconds=90,
            note="Likes boats",
            created_at=kept.created_at,
            version=1,
        )
        assert newest(contacts(ann), bo) == {bo.id: [kept]}

    def test_without_a_time_it_is_now(self, add, log, ann):
        before = datetime.now(UTC)

        assert before <= log(ann, add(ann)).called_at <= datetime.now(UTC)

    def test_the_contact_says_when_it_was_called_last(self, add, log, last_called, ann, ben):
        bo = add(ann)

        log(ann, bo, TUESDAY)
        log(ben, bo, MONDAY)

        assert last_called(bo) == TUESDAY

    def test_of_calls_logged_at_the_same_time_the_contact_says_the_last(self, add, log, last_called, ann):
        bo = add(ann)
        hours = [3, 7, 1, 0, 6, 2, 5, 4]

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda hour: log(ann, bo, MONDAY + timedelta(hours=hour)), hours))

        assert last_called(bo) == MONDAY + timedelta(hours=7)

    def test_it_makes_no_version_of_the_contact(self, contacts, add, log, ann):
        bo = add(ann)

        log(ann, bo, MONDAY)

        now = contacts(ann).get(OneContact(kind=bo.kind, id=bo.id))
        assert now == bo.model_copy(update={"last_called_at": MONDAY})

    def test_another_teams_contact_does_not_exist(self, add, log, ann, xena):
        bo = add(ann)

        with pytest.raises(NotFound):
            log(xena, bo)

    def test_a_contact_is_no_candidate(self, contacts, add, ann):
        ask = LogCall(kind=Kind.TMA, contact_id=add(ann).id, outcome=Outcome.BUSY)

        with pytest.raises(NotFound):
            contacts(ann).log_call(ask)

    def test_a_call_that_is_still_to_come_is_refused(self, add, log, ann):
        with pytest.raises(Invalid, match="called_at must not lie in the future"):
            log(ann, add(ann), datetime.now(UTC) + timedelta(minutes=10))


class TestChangeCallLog:
    def test_only_the_named_fields_change(self, contacts, add, log, ann):
        kept = log(ann, add(ann), MONDAY, note="Likes boats")

        changed = contacts(ann).change_call_log(change(kept, outcome=Outcome.CONNECTED))

        assert changed == kept.model_copy(update={"outcome": Outcome.CONNECTED, "version": 2})

    def test_the_contact_says_the_corrected_time(self, contacts, add, log, last_called, ann):
        bo = add(ann)
        log(ann, bo, MONDAY)
        mistaken = log(ann, bo, WEDNESDAY)

        contacts(ann).change_call_log(change(mistaken, called_at=TUESDAY))

        assert last_called(bo) == TUESDAY

    def test_what_changes_nothing_makes_no_version(self, contacts, add, log, ann):
        kept = log(ann, add(ann), MONDAY)

        assert contacts(ann).change_call_log(change(kept, called_at=MONDAY, note=None)) == kept

    def test_an_older_version_is_refused_with_what_is_there_now(self, contacts, add, log, ann):
        kept = log(ann, add(ann), MONDAY)
        changed = contacts(ann).change_call_log(change(kept, version=1, note="Likes boats"))

        with pytest.raises(VersionMismatch) as refused:
            contacts(ann).change_call_log(change(kept, version=1, note="Likes cars"))

        assert refused.value.facts == {"current": changed.model_dump(mode="json")}

    def test_a_colleagues_is_refused(self, contacts, add, log, ann, ben):
        kept = log(ann, add(ann), MONDAY)

        with pytest.raises(NotYourCallLog):
            contacts(ben).change_call_log(change(kept, note="Likes cars"))

    def test_another_teams_does_not_exist(self, contacts, add, log, ann, xena):
        kept = log(ann, add(ann), MONDAY)

        with pytest.raises(NotFound):
            contacts(xena).change_call_log(change(kept, note="Likes cars"))

    def test_what_cannot_be_kept_is_refused(self, contacts, add, log, ann):
        kept = log(ann, add(ann), MONDAY)

        with pytest.raises(Invalid, match="duration_seconds is 0 to 86,400"):
            contacts(ann).change_call_log(change(kept, duration_seconds=-1))


class TestRemoveCallLog:
    def test_it_is_gone_and_the_contact_says_the_one_before(self, contacts, add, log, last_called, ann):
        bo = add(ann)
        first, second = log(ann, bo, MONDAY), log(ann, bo, TUESDAY)

        contacts(ann).remove_call_log(OneCallLog(id=second.id))

        assert newest(contacts(ann), bo) == {bo.id: [first]}
        assert last_called(bo) == MONDAY

    def test_without_any_left_the_contact_was_never_called(self, contacts, add, log, last_called, ann):
        bo = add(ann)

        contacts(ann).remove_call_log(OneCallLog(id=log(ann, bo, MONDAY).id))

        assert last_called(bo) is None

    def test_a_colleagues_is_refused(self, contacts, add, log, ann, ben):
        kept = log(ann, add(ann), MONDAY)

        with pytest.raises(NotYourCallLog):
            contacts(ben).remove_call_log(OneCallLog(id=kept.id))

    def test_another_teams_does_not_exist(self, contacts, add, log, ann, xena):
        kept = log(ann, add(ann), MONDAY)

        with pytest.raises(NotFound):
            contacts(xena).remove_call_log(OneCallLog(id=kept.id))


class TestCallLogsOf:
    def test_each_contact_has_its_newest_first_whoever_called(self, contacts, add, log, ann, ben):
        bo, asa, cia = add(ann), add(ann), add(ann)
        monday, wednesday, tuesday = log(ann, bo, MONDAY), log(ben, bo, WEDNESDAY), log(ann, bo, TUESDAY)
        to_asa = log(ben, asa, MONDAY)

        found = newest(contacts(ann), bo, asa, cia)

        assert found == {bo.id: [wednesday, tuesday, monday], asa.id: [to_asa], cia.id: []}

    def test_each_has_as_many_as_asked(self, contacts, add, log, ann):
        bo = add(ann)
        log(ann, bo, MONDAY)
        tuesday = log(ann, bo, TUESDAY)

        assert newest(contacts(ann), bo, per_contact=1) == {bo.id: [tuesday]}

    def test_none_is_older_than_asked(self, contacts, add, log, ann):
        bo = add(ann)
        log(ann, bo, MONDAY)
        tuesday = log(ann, bo, TUESDAY)

        assert newest(contacts(ann), bo, since=TUESDAY) == {bo.id: [tuesday]}
        assert newest(contacts(ann), bo, since=WEDNESDAY) == {bo.id: []}

    def test_duplicates_count_once_and_what_is_not_in_the_list_is_absent(self, contacts, add, log, ann, xena):
        bo, candidate, xenas = add(ann), add(ann, kind=Kind.TMA), add(xena)
        called = log(ann, bo, MONDAY)
        unknown = [uuid4(), candidate.id, xenas.id]

        assert newest(contacts(ann), contact_ids=[bo.id, bo.id, *unknown]) == {bo.id: [called]}

    def test_500_are_answered(self, contacts, add, ann):
        bo = add(ann)

        assert newest(contacts(ann), contact_ids=[bo.id] * 500) == {bo.id: []}

    def test_501_are_refused_with_limit_and_count(self, contacts, add, ann):
        with pytest.raises(BatchTooLarge, match="contact_ids may hold 500 ids, these are 501") as refused:
            newest(contacts(ann), contact_ids=[add(ann).id] * 501)

        assert refused.value.facts == {"limit": 500, "count": 501}


def pages(answering: ContactsService, **ask) -> Iterator[list[CallLog]]:
    next_cursor = None
    while True:
        page = answering.recent_calls(RecentCalls(cursor=next_cursor, **ask))
        yield page.items
        next_cursor = page.next_cursor
        if next_cursor is None:
            return


class TestRecentCalls:
    def test_the_teams_come_newest_first_contacts_and_candidates_together(self, contacts, add, log, ann, ben):
        monday, wednesday = log(ann, add(ann), MONDAY), log(ben, add(ann, kind=Kind.TMA), WEDNESDAY)

        assert contacts(ann).recent_calls(RecentCalls(since=MONDAY)).items == [wednesday, monday]

    def test_another_teams_are_not_there(self, contacts, add, log, ann, xena):
        log(xena, add(xena), MONDAY)

        assert contacts(ann).recent_calls(RecentCalls(since=MONDAY)).items == []

    def test_none_is_older_than_asked(self, contacts, add, log, ann):
        log(ann, add(ann), MONDAY)

        assert contacts(ann).recent_calls(RecentCalls(since=TUESDAY)).items == []

    def test_one_persons_only(self, contacts, add, log, ann, ben):
        log(ann, add(ann), MONDAY)
        bens = log(ben, add(ann), TUESDAY)

        assert contacts(ann).recent_calls(RecentCalls(since=MONDAY, person_id=ben.person_id)).items == [bens]

    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(hours=st.lists(st.integers(0, 2), min_size=1, max_size=7), limit=st.integers(1, 3))
    def test_one_after_the_other_pages_are_the_whole_list(self, contacts, add, log, ann, *, hours, limit):
        caller = ann.model_copy(update={"team_id": uuid4()})
        bo = add(caller)
        logged = {log(caller, bo, MONDAY + timedelta(hours=hour)).id for hour in hours}

        [whole] = pages(contacts(caller), since=MONDAY, limit=200)
        cut = list(pages(contacts(caller), since=MONDAY, limit=limit))

        assert [one for page in cut for one in page] == whole
        assert {one.id for one in whole} == logged
        assert [one.called_at for one in whole] == sorted((one.called_at for one in whole), reverse=True)

    @pytest.mark.parametrize(
        "values",
        [[], ["yesterday", str(uuid4())], ["2020-03-02T12:00:00", str(uuid4())], [MONDAY.isoformat(), "no id"]],
    )
    def test_a_cursor_that_no_list_gave_out_is_refused(self, contacts, ann, values):
        with pytest.raises(Invalid) as refused:
            contacts(ann).recent_calls(RecentCalls(since=MONDAY, cursor=cursor.encode(values)))

        assert [error.field for error in refused.value.errors] == ["cursor"]

    def test_a_time_without_an_offset_is_refused(self, contacts, ann):
        with pytest.raises(Invalid, match="since needs an offset"):
            contacts(ann).recent_calls(RecentCalls(since=MONDAY.replace(tzinfo=None)))
