import pytest

from contracts.accounts import Audited, Profile, RecordExport
from contracts.kinds import Kind
from contracts.wire import Invalid, Role
from services.accounts.domain.audit import export_facts, told_of


@pytest.fixture
def ann() -> Profile:
    return Profile.model_construct(name="Ann", role=Role.MEMBER, active=True)


class TestWhatIsToldOfAPerson:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({}, []),
            ({"name": "Anna"}, []),
            ({"role": Role.ADMIN}, [(Audited.ROLE_CHANGED, {"before": "member", "after": "admin"})]),
            ({"active": False}, [(Audited.DEACTIVATED, {})]),
            (
                {"role": Role.OWNER, "active": False},
                [(Audited.ROLE_CHANGED, {"before": "member", "after": "owner"}), (Audited.DEACTIVATED, {})],
            ),
        ],
    )
    def test_is_each_change_of_their_rights(self, ann, change, told):
        assert list(told_of(ann, ann.model_copy(update=change))) == told

    def test_is_that_they_came_back(self, ann):
        assert list(told_of(ann.model_copy(update={"active": False}), ann)) == [(Audited.ACTIVATED, {})]


class TestWhatIsToldOfAnExport:
    def test_is_the_list_and_each_filter_as_it_was_said(self):
        ask = RecordExport(kind=Kind.TMA, filters={"q": " Båt % _", "status": "A,B"})

        assert export_facts(ask) == {"kind": "tma", "q": " Båt % _", "status": "A,B"}

    def test_is_the_list_whatever_a_filter_is_called(self):
        assert export_facts(RecordExport(kind=Kind.TMA, filters={"kind": "contact"})) == {"kind": "tma"}

    def test_leaves_out_what_postgres_cannot_keep(self):
        assert export_facts(RecordExport(kind=Kind.TMA, filters={"q\0": "bo\0at"}))["q"] == "boat"

    @pytest.mark.parametrize(
        "filters",
        [{str(number): "" for number in range(20)}, {"n" * 40: "x" * 500}],
        ids=["filters", "characters"],
    )
    def test_may_be_as_much_as_this(self, filters):
        assert export_facts(RecordExport(kind=Kind.CONTACT, filters=filters)) == {**filters, "kind": "contact"}

    @pytest.mark.parametrize(
        ("filters", "field", "limit"),
        [
            ({str(number): "" for number in range(21)}, "filters", "20"),
            ({"n" * 41: ""}, "filters", "40"),
            ({"q": "x" * 501}, "filters.q", "500"),
        ],
    )
    def test_and_no_more(self, filters, field, limit):
        with pytest.raises(Invalid, match=limit) as refused:
            export_facts(RecordExport(kind=Kind.CONTACT, filters=filters))

        assert [error.field for error in refused.value.errors] == [field]
