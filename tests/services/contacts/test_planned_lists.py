"""Lists filtered and sorted by what the asker plans: by the copy, and by what has not reached it yet."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.contacts import ArchiveContact, ContactPage, FindContacts, RecentSettings, Sort
from contracts.kinds import Kind
from contracts.records import Contact
from contracts.wire import BatchTooLarge
from services.contacts.storage import lists

SOON = datetime(2030, 3, 1, 8, tzinfo=UTC)
LATER = SOON + timedelta(days=1)


@pytest.fixture
def find(contacts) -> Callable[..., list[str]]:
    """The names on somebody's first page."""

    def names(caller, **ask) -> list[str]:
        return [one.name for one in contacts(caller).find(FindContacts(**{"kind": Kind.CONTACT, **ask})).items]

    return names


@pytest.fixture(params=["looked up", "looked for near by", "looked for far away", "all of them"])
def either_way(request, monkeypatch) -> None:
    """Few are looked up one by one, many are looked for in the order of the list, or all are sorted."""
    near, few, far = {
        "looked up": (0, lists.FEW, 0),
        "looked for near by": (lists.NEAR, -1, 0),
        "looked for far away": (0, -1, lists.FAR),
        "all of them": (0, -1, 0),
    }[request.param]
    monkeypatch.setattr(lists, "NEAR", near)
    monkeypatch.setattr(lists, "FEW", few)
    monkeypatch.setattr(lists, "FAR", far)


def recent(contact: Contact, version: int, *, status=None, follow_up_at=None) -> RecentSettings:
    return RecentSettings(contact_id=contact.id, status=status, follow_up_at=follow_up_at, version=version)


@pytest.mark.usefixtures("either_way")
class TestStatus:
    def test_of_the_asker_alone_filters(self, add, hear, find, ann, ben):
        bo, asa = add(ann, name="Bo"), add(ann, name="Åsa")
        hear(ann, bo, status="hot")
        hear(ben, asa, status="hot")

        assert (find(ann, statuses=["hot"]), find(ben, statuses=["hot"])) == (["Bo"], ["Åsa"])
        assert (find(ann, statuses=["none"]), find(ben, statuses=["none"])) == (["Åsa"], ["Bo"])

    def test_of_several_any_will_do(self, add, hear, find, ann):
        for name, status in (("Bo", "hot"), ("Cia", "working"), ("Eva", "follow_up"), ("Åsa", None)):
            hear(ann, add(ann, name=name), status=status)
        add(ann, name="Örjan")

        assert find(ann, statuses=["hot", "follow_up"]) == ["Bo", "Eva"]
        assert find(ann, statuses=["hot", "none"]) == ["Åsa", "Bo", "Örjan"]
        assert find(ann, statuses=["none"]) == ["Åsa", "Örjan"]

    def test_filters_together_with_all_else(self, contacts, add, hear, find, ann):
        for name, tags in (("Bo Ek", ["VIP"]), ("Cia Ek", []), ("Bo Berg", ["VIP"]), ("Åsa Ek", ["VIP"])):
            bo = add(ann, name=name, tags=tags)
            hear(ann, bo, status="hot")
        contacts(ann).archive(ArchiveContact(kind=Kind.CONTACT, id=bo.id))

        assert find(ann, q="ek", tag="vip", statuses=["hot"]) == ["Bo Ek"]
        assert find(ann, q="ek", tag="vip", statuses=["hot"], archived=True) == ["Åsa Ek"]

    def test_of_a_candidate_is_no_status_of_a_contact(self, add, hear, find, ann):
        hear(ann, add(ann, kind=Kind.TMA), status="A")

        assert (find(ann, statuses=["A"]), find(ann, kind=Kind.TMA, statuses=["A"])) == ([], ["Bo Ek"])

    def test_of_another_teams_contact_shows_nothing(self, add, hear, find, ann, xena):
        hear(xena, add(ann), status="hot")

        assert (find(xena, statuses=["hot"]), find(ann, statuses=["hot"])) == ([], [])


class TestFollowUp:
    def test_the_earliest_comes_first_and_who_has_none_last_by_name(self, add, hear, find, ann, ben):
        for name, at in (("Bo", LATER), ("Cia", None), ("Eva", SOON)):
            hear(ann, add(ann, name=name), follow_up_at=at)
        hear(ben, add(ann, name="Åsa"), follow_up_at=SOON)

        assert find(ann, sort=Sort.FOLLOW_UP) == ["Eva", "Bo", "Åsa", "Cia"]

    @pytest.mark.usefixtures("either_way")
    def test_sorts_what_is_filtered(self, add, hear, find, ann):
        for name, at in (("Bo Ek", LATER), ("Cia Ek", None), ("Eva Ek", SOON), ("Bo Berg", SOON)):
            hear(ann, add(ann, name=name), follow_up_at=at, status="hot")
        add(ann, name="Åsa Ek")

        assert find(ann, sort=Sort.FOLLOW_UP, q="ek", statuses=["hot"]) == ["Eva Ek", "Bo Ek", "Cia Ek"]
        assert find(ann, sort=Sort.FOLLOW_UP, q="ek", statuses=["none"]) == ["Åsa Ek"]


@pytest.mark.usefixtures("either_way")
class TestRecent:
    def test_what_was_not_heard_yet_counts(self, add, hear, find, ann):
        was_hot, is_hot = add(ann, name="Was hot"), add(ann, name="Is hot")
        hear(ann, was_hot, status="hot", version=1)
        pressed = [recent(was_hot, 2), recent(is_hot, 1, status="hot")]

        assert find(ann, statuses=["hot"], recent=pressed) == ["Is hot"]
        assert find(ann, statuses=["none"], recent=pressed) == ["Was hot"]

    def test_what_was_heard_already_counts_as_it_became(self, add, hear, find, ann):
        bo = add(ann)
        hear(ann, bo, status="hot", version=3)

        assert find(ann, statuses=["hot"], recent=[recent(bo, 2, status="working")]) == ["Bo Ek"]

    def test_a_date_that_was_not_heard_yet_sorts(self, add, hear, find, ann):
        bo, cia, eva = [add(ann, name=name) for name in ("Bo", "Cia", "Eva")]
        hear(ann, bo, follow_up_at=SOON)
        hear(ann, cia, follow_up_at=SOON)
        pressed = [recent(bo, 2), recent(cia, 2, follow_up_at=LATER), recent(eva, 1, follow_up_at=SOON)]

        assert find(ann, sort=Sort.FOLLOW_UP, recent=pressed) == ["Eva", "Cia", "Bo"]

    def test_filters_still_hold(self, add, find, ann, xena):
        bo = add(ann)
        pressed = [recent(bo, 1, status="hot")]

        assert find(ann, statuses=["hot"], recent=pressed, q="berg") == []
        assert find(ann, statuses=["hot"], recent=pressed, kind=Kind.TMA) == []
        assert find(xena, statuses=["hot"], recent=pressed) == []


def test_more_than_500_recent_ones_are_refused(contacts, add, ann):
    pressed = [recent(add(ann), 1)] * 501

    with pytest.raises(BatchTooLarge):
        contacts(ann).find(FindContacts(kind=Kind.CONTACT, statuses=["hot"], recent=pressed))


STATUSES = ["hot", "working", None]
# What was heard, and what was pressed since then. Few values, so that a page may end in the middle of equal ones.
PLANNED = st.tuples(st.sampled_from(STATUSES), st.sampled_from([None, SOON, LATER]))
CROWD = st.lists(st.tuples(st.sampled_from(["Bo", "Åsa"]), st.none() | PLANNED, st.none() | PLANNED), max_size=8)


class TestPages:
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(
        crowd=CROWD,
        wanted=st.sets(st.sampled_from(["hot", "working", "none"])),
        sort=st.sampled_from([Sort.NAME, Sort.LAST_CALLED, Sort.FOLLOW_UP]),
        limit=st.integers(1, 4),
        few=st.sampled_from([-1, lists.FEW]),
        far=st.sampled_from([0, lists.FAR]),
    )
    def test_one_after_the_other_they_are_all_that_fit(
        self, contacts, add, hear, ann, *, crowd, wanted, sort, limit, few, far
    ):
        caller = ann.model_copy(update={"team_id": uuid4(), "person_id": uuid4()})
        fitting, pressed = [], []
        for name, heard, since in crowd:
            bo = add(caller, name=name)
            if heard:
                hear(caller, bo, status=heard[0], follow_up_at=heard[1], version=1)
            if since:
                pressed.append(recent(bo, 2, status=since[0], follow_up_at=since[1]))
            status, follow_up_at = since or heard or (None, None)
            if not wanted or (status or "none") in wanted:
                fitting.append((bo, follow_up_at))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lists, "FEW", few)
            patch.setattr(lists, "NEAR", 0)
            patch.setattr(lists, "FAR", far)
            [whole] = cut(contacts(caller), sort, sorted(wanted), pressed, limit=200)
            pages = cut(contacts(caller), sort, sorted(wanted), pressed, limit=limit)

        assert [one for page in pages for one in page] == whole
        assert {one.id for one in whole} == {bo.id for bo, _ in fitting}
        assert all(len(page) == limit for page in pages[:-1])
        if sort == Sort.FOLLOW_UP:
            dates = {bo.id: follow_up_at for bo, follow_up_at in fitting}
            found = [(dates[one.id] is None, dates[one.id] or SOON) for one in whole]
            assert found == sorted(found)


def cut(
    answering, sort: Sort, statuses: list[str], pressed: list[RecentSettings], *, limit: int
) -> list[list[Contact]]:
    pages: list[list[Contact]] = []
    page = ContactPage(items=[], next_cursor=None)
    while not pages or page.next_cursor:
        page = answering.find(
            FindContacts(
                kind=Kind.CONTACT,
                sort=sort,
                statuses=statuses,
                recent=pressed,
                limit=limit,
                cursor=page.next_cursor,
            )
        )
        pages.append(page.items)
    return pages
