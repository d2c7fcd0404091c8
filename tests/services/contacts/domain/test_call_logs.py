from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from contracts.contacts import CallLog, CallLogChanges, CallLogsOf, LogCall, NotYourCallLog, Outcome, RecentCalls
from contracts.kinds import Kind
from contracts.wire import BatchTooLarge, Invalid, VersionMismatch
from services.contacts.domain.call_logs import (
    check_author,
    check_of,
    check_recent,
    check_version,
    clean,
    clean_changes,
    differences,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def call(**fields) -> LogCall:
    return LogCall(kind=Kind.CONTACT, contact_id=uuid4(), outcome=Outcome.BUSY, **fields)


@pytest.fixture
def log() -> CallLog:
    return CallLog(
        id=uuid4(),
        kind=Kind.CONTACT,
        contact_id=uuid4(),
        person_id=uuid4(),
        outcome=Outcome.BUSY,
        called_at=NOW,
        duration_seconds=None,
        note="",
        created_at=NOW,
        version=2,
    )


class TestClean:
    def test_a_call_without_a_time_is_of_now(self):
        assert clean(call(), NOW)["called_at"] == NOW

    def test_a_note_keeps_its_lines(self):
        assert clean(call(note=" one\r\ntwo "), NOW)["note"] == "one\ntwo"

    def test_a_clock_may_be_five_minutes_fast(self):
        assert clean(call(called_at=NOW + timedelta(minutes=5)), NOW)

    def test_a_call_may_last_a_day(self):
        assert clean(call(duration_seconds=86_400), NOW)["duration_seconds"] == 86_400

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"called_at": NOW + timedelta(minutes=5, seconds=1)}, ("called_at", "out_of_range")),
            ({"called_at": datetime(1969, 12, 31, tzinfo=UTC)}, ("called_at", "out_of_range")),
            ({"called_at": datetime(2026, 1, 1)}, ("called_at", "no_offset")),  # noqa: DTZ001  that is the fault
            ({"duration_seconds": -1}, ("duration_seconds", "out_of_range")),
            ({"duration_seconds": 86_401}, ("duration_seconds", "out_of_range")),
            ({"note": "n" * 10_001}, ("note", "too_long")),
            ({"note": "\0"}, ("note", "unprintable")),
        ],
    )
    def test_what_cannot_be_kept_is_refused_by_its_field(self, fields, error):
        with pytest.raises(Invalid) as refused:
            clean(call(**fields), NOW)

        assert [(error.field, error.code) for error in refused.value.errors] == [error]


class TestCleanChanges:
    def test_only_the_fields_that_are_set_are_there(self):
        assert clean_changes(CallLogChanges(outcome=Outcome.CONNECTED), NOW) == {"outcome": Outcome.CONNECTED}

    def test_null_empties_duration_and_note(self):
        assert clean_changes(CallLogChanges(duration_seconds=None, note=None), NOW) == {
            "duration_seconds": None,
            "note": "",
        }

    @pytest.mark.parametrize("field", ["outcome", "called_at"])
    def test_outcome_and_time_cannot_be_emptied(self, field):
        with pytest.raises(Invalid, match=f"{field} must not be empty"):
            clean_changes(CallLogChanges(**{field: None}), NOW)


class TestCheckAuthor:
    def test_who_logged_a_call_passes(self, log):
        check_author(log, log.person_id)

    def test_anybody_else_is_refused(self, log):
        with pytest.raises(NotYourCallLog):
            check_author(log, uuid4())


class TestCheckVersion:
    @pytest.mark.parametrize("version", [None, 2])
    def test_the_version_of_now_passes_and_so_does_none(self, log, version):
        check_version(log, version)

    def test_an_older_version_is_refused_with_what_is_there_now(self, log):
        with pytest.raises(VersionMismatch) as refused:
            check_version(log, 1)

        assert refused.value.facts == {"current": log.model_dump(mode="json")}


def test_differences_are_the_fields_with_another_value(log):
    assert differences(log, {"outcome": Outcome.BUSY, "note": "Back on Monday"}) == {"note": "Back on Monday"}


class TestCheckOf:
    def test_five_hundred_contacts_pass(self):
        check_of(CallLogsOf(kind=Kind.CONTACT, contact_ids=[uuid4()] * 500, per_contact=50, since=NOW))

    def test_more_are_refused_with_limit_and_count(self):
        with pytest.raises(BatchTooLarge) as refused:
            check_of(CallLogsOf(kind=Kind.CONTACT, contact_ids=[uuid4()] * 501))

        assert refused.value.facts == {"limit": 500, "count": 501}

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"contact_ids": []}, "contact_ids"),
            ({"per_contact": 0}, "per_contact"),
            ({"per_contact": 51}, "per_contact"),
            ({"since": datetime(2026, 1, 1)}, "since"),  # noqa: DTZ001  that is the fault
        ],
    )
    def test_what_cannot_be_answered_is_refused_by_its_field(self, fields, field):
        with pytest.raises(Invalid) as refused:
            check_of(CallLogsOf(kind=Kind.CONTACT, **{"contact_ids": [uuid4()], **fields}))

        assert [error.field for error in refused.value.errors] == [field]


class TestCheckRecent:
    def test_a_page_holds_up_to_200(self):
        with pytest.raises(Invalid, match="limit is 1 to 200"):
            check_recent(RecentCalls(since=NOW, limit=201))
