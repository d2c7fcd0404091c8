"""What owners and admins are told of their team: each change once, by whom, about whom. And nothing that is secret."""

from contextlib import suppress

import pytest
from sqlalchemy import text
from support.accounts import NEW_PASSWORD, Person, an_email, caller_of, somewhere
from support.reading import read_by

from contracts.accounts import (
    Audited,
    ChangePerson,
    ChangeProfile,
    EmailTaken,
    FindAudit,
    InvitePerson,
    LastOwner,
    LinkNotValid,
    NotSignedIn,
    OneInvite,
    OpenTeam,
    RecordExport,
)
from contracts.kinds import Kind
from contracts.wire import Forbidden, Invalid, NotFound, Role
from kit import cursor

MANY = """
insert into accounts.audit (team_id, person_id, what)
select team_id, id, 'exported' from accounts.people, generate_series(1, 20000) where id = any(:people)
"""


@pytest.fixture
def audit(accounts):
    """`audit(ben, limit=2)`: a page that Ben is shown."""
    return lambda asker, **page: accounts(asker).audit(FindAudit(**page))


@pytest.fixture
def told(audit, olga, ben, ann):
    """What the three and whoever they let in have done since, the oldest first."""
    joined = len(audit(olga).items)

    def added() -> list[tuple]:
        entries = audit(olga).items[::-1][joined:]
        return [(entry.what, entry.person_id, entry.subject_id, entry.facts) for entry in entries]

    return added


@pytest.fixture
def change(accounts):
    """`change(olga, ann, active=False)`"""
    return lambda asker, person, **changes: accounts(asker).change_person(ChangePerson(person_id=person.id, **changes))


@pytest.fixture
def withdraw(accounts):
    return lambda asker, invite: accounts(asker).withdraw_invite(OneInvite(invite_id=invite.id))


@pytest.fixture
def export(accounts):
    return lambda asker, **filters: accounts(asker).record_export(RecordExport(kind=Kind.CONTACT, filters=filters))


def founding() -> OpenTeam:
    return OpenTeam(
        team_name="Nordic Harbour",
        name="Olga",
        email=an_email(),
        password=NEW_PASSWORD,
        device=somewhere(),
        only_first=False,
    )


class TestPeople:
    def test_who_founds_a_team_has_joined_it_first(self, accounts, audit):
        signed_in = accounts().open_team(founding())
        olga = Person(caller_of(signed_in), signed_in.me.profile, signed_in.token)

        [joined] = audit(olga).items

        assert (joined.what, joined.person_id, joined.facts) == (Audited.JOINED, olga.id, {"role": "owner"})
        assert joined.at == olga.profile.created_at

    def test_who_is_invited_joins_by_their_own_hand(self, invite, accept, told, ben):
        invited, token = invite(ben, role=Role.ADMIN)

        cia = accept(token).me.profile

        assert told() == [
            (Audited.INVITED, ben.id, None, {"email": invited.email, "role": "admin"}),
            (Audited.JOINED, cia.id, None, {"role": "admin"}),
        ]

    def test_who_is_told_again_that_they_are_in_joined_once(self, invite, accept, told, ben):
        _invited, token = invite(ben)

        for _ in range(2):
            accept(token)

        assert [what for what, *_ in told()] == [Audited.INVITED, Audited.JOINED]

    def test_who_cannot_join_did_not(self, invite, accept, told, ben, xena):
        _invited, token = invite(ben, xena.email)

        with pytest.raises(EmailTaken):
            accept(token)

        assert [what for what, *_ in told()] == [Audited.INVITED]

    def test_get_a_role_that_is_told_as_it_was_and_became(self, change, told, ben, ann):
        change(ben, ann, role=Role.ADMIN)

        assert told() == [(Audited.ROLE_CHANGED, ben.id, ann.id, {"before": "member", "after": "admin"})]

    def test_go_and_come_back(self, change, told, olga, ann):
        for active in (False, True):
            change(olga, ann, active=active)

        assert told() == [(Audited.DEACTIVATED, olga.id, ann.id, {}), (Audited.ACTIVATED, olga.id, ann.id, {})]

    def test_who_stay_as_they_are_are_not_told_of(self, accounts, change, told, olga, ann):
        change(olga, ann)
        change(olga, ann, role=Role.MEMBER, active=True)
        accounts(ann).change_profile(ChangeProfile(name="Anna", colour="#abcdef"))

        assert told() == []

    @pytest.mark.parametrize(
        ("asker", "person", "changes", "refusal"),
        [
            ("ann", "ben", {"role": Role.MEMBER}, Forbidden),
            ("ben", "olga", {"active": False}, Forbidden),
            ("olga", "olga", {"role": Role.MEMBER}, LastOwner),
            ("xena", "ann", {"active": False}, NotFound),
        ],
    )
    def test_whose_change_is_refused_are_not_told_of(self, change, told, request, *, asker, person, changes, refusal):
        with pytest.raises(refusal):
            change(request.getfixturevalue(asker), request.getfixturevalue(person), **changes)

        assert told() == []

    def test_changed_twice_by_one_key_are_told_of_once(self, accounts, told, ben, ann):
        for _ in range(2):
            accounts(ben, key="press").change_person(ChangePerson(person_id=ann.id, active=False))

        assert told() == [(Audited.DEACTIVATED, ben.id, ann.id, {})]

    def test_are_told_of_in_the_transaction_of_their_change(self, accounts, told, ben, ann):
        answering = accounts(ben)

        with suppress(ZeroDivisionError), answering.store.transaction():
            answering.change_person(ChangePerson(person_id=ann.id, active=False))
            raise ZeroDivisionError

        assert told() == []


class TestInvites:
    def test_that_are_withdrawn_are_told_with_their_email(self, invite, withdraw, told, olga, ben):
        invited, _token = invite(ben)

        withdraw(olga, invited)

        assert told()[1:] == [(Audited.INVITE_WITHDRAWN, olga.id, None, {"email": invited.email, "role": "member"})]

    def test_that_take_the_place_of_another_withdraw_it(self, invite, told, olga, ben):
        email = an_email()
        invite(ben, email)

        invite(olga, email, Role.ADMIN)

        assert told()[1:] == [
            (Audited.INVITE_WITHDRAWN, olga.id, None, {"email": email, "role": "member"}),
            (Audited.INVITED, olga.id, None, {"email": email, "role": "admin"}),
        ]

    def test_that_are_used_meanwhile_are_not_withdrawn(self, invite, accept, book, told, ben):
        invited, token = invite(ben)
        accept(token)

        with book() as late:
            late.act_for(ben.caller.team_id)
            late.withdraw_invite(invited.id, by=ben.id)

        assert [what for what, *_ in told()] == [Audited.INVITED, Audited.JOINED]

    def test_that_are_refused_are_not_told(self, invite, told, ann, ben):
        for asker, email in ((ann, an_email()), (ben, ann.email)):
            with pytest.raises((Forbidden, EmailTaken)):
                invite(asker, email)

        assert told() == []

    def test_asked_for_twice_by_one_key_are_told_once(self, accounts, told, ben):
        for _ in range(2):
            accounts(ben, key="press").invite_person(InvitePerson(email="cia@once.example"))

        assert len(told()) == 1


class TestResets:
    def test_are_started_by_an_admin_and_used_by_the_person(self, start_reset, accept_reset, told, ben, ann):
        accept_reset(start_reset(ben, ann))

        assert told() == [(Audited.RESET_STARTED, ben.id, ann.id, {}), (Audited.PASSWORD_RESET, ann.id, None, {})]

    def test_are_used_once(self, start_reset, accept_reset, told, ben, ann):
        token = start_reset(ben, ann)
        for _ in range(2):
            accept_reset(token)
        with pytest.raises(LinkNotValid):
            accept_reset(token, "eight louder goats")

        assert [what for what, *_ in told()] == [Audited.RESET_STARTED, Audited.PASSWORD_RESET]

    def test_that_are_refused_are_not_told(self, start_reset, told, ben, ann, olga):
        for asker, person in ((ann, ben), (ben, olga), (ben, ben)):
            with pytest.raises(Forbidden):
                start_reset(asker, person)

        assert told() == []


class TestExports:
    def test_are_told_with_what_was_asked_for(self, export, told, ann):
        export(ann, q="båt", owner=str(ann.id))

        assert told() == [(Audited.EXPORTED, ann.id, None, {"kind": "contact", "q": "båt", "owner": str(ann.id)})]

    def test_by_somebody_deactivated_are_refused(self, change, export, told, olga, ann):
        change(olga, ann, active=False)

        with pytest.raises(NotSignedIn):
            export(ann)

        assert [what for what, *_ in told()] == [Audited.DEACTIVATED]

    def test_filtered_by_too_much_are_refused(self, export, told, ann):
        with pytest.raises(Invalid, match=r"filters\.q"):
            export(ann, q="x" * 501)

        assert told() == []

    def test_asked_for_twice_by_one_key_are_told_once(self, accounts, told, ann):
        for _ in range(2):
            accounts(ann, key="press").record_export(RecordExport(kind=Kind.CONTACT))

        assert len(told()) == 1


class TestAudit:
    def test_comes_in_pages_the_newest_first(self, audit, export, ben):
        for number in range(4):
            export(ben, q=str(number))

        first = audit(ben, limit=3)
        second = audit(ben, limit=3, cursor=first.next_cursor)

        assert [entry.facts["q"] for entry in first.items] == ["3", "2", "1"]
        assert [entry.what for entry in second.items] == [Audited.EXPORTED, Audited.JOINED]
        assert second.next_cursor is None

    def test_is_the_teams_own(self, audit, export, ben, xena):
        export(ben)

        assert [entry.person_id for entry in audit(xena).items] == [xena.id]

    def test_is_not_for_members(self, audit, ann):
        with pytest.raises(Forbidden):
            audit(ann)

    def test_is_not_for_an_admin_who_is_none_any_more_whatever_their_token_says(self, audit, change, olga, ben):
        change(olga, ben, role=Role.MEMBER)

        with pytest.raises(Forbidden):
            audit(ben)

    @pytest.mark.parametrize("limit", [0, 201])
    def test_is_told_in_pages_of_1_to_200(self, audit, ben, limit):
        with pytest.raises(Invalid, match="limit"):
            audit(ben, limit=limit)

    def test_refuses_a_cursor_that_it_did_not_give_out(self, audit, ben):
        with pytest.raises(Invalid, match="cursor"):
            audit(ben, cursor=cursor.encode(["name"]))

    @pytest.fixture
    def links(self, invite, accept, start_reset, accept_reset):
        """`links(ben, ann)`: the tokens of an invite and of a reset by Ben, and those of the sessions they led to."""

        def used(admin, person) -> tuple[list[str], list[str]]:
            tokens = [invite(admin)[1], start_reset(admin, person)]
            return tokens, [accept(tokens[0]).token, accept_reset(tokens[1]).token]

        return used

    @pytest.fixture
    def kept(self, database):
        """All entries of all teams, as the database has them."""

        def read() -> str:
            with database.engine("postgres").begin() as connection:
                entries = text("select string_agg(entry::text, ' ') from accounts.audit entry")
                return str(connection.execute(entries).scalar_one())

        return read

    def test_holds_nothing_that_lets_anybody_in(self, links, kept, ben, ann):
        tokens, sessions = links(ben, ann)
        secrets = [*(token.partition(".")[2] for token in tokens), *sessions, NEW_PASSWORD, "argon2"]

        assert str(ann.id) in kept()
        assert [secret for secret in secrets if secret in kept()] == []


class TestAPageOfMany:
    @pytest.fixture(params=["never gathered", "gathered"])
    def many(self, request, by_hand, ben, xena) -> None:
        """20,000 entries in each of two teams, of which statistics know or do not."""
        by_hand("delete from pg_statistic where starelid = 'accounts.audit'::regclass")
        by_hand("update pg_class set relpages = 0, reltuples = -1 where oid = 'accounts.audit'::regclass")
        by_hand(MANY, people=[ben.id, xena.id])
        if request.param == "gathered":
            by_hand("analyze accounts.audit")

    @pytest.fixture
    def page(self, book, ben):
        """`page(cursor)`: the cursor after it."""

        def turned(at: str | None = None) -> str:
            with book() as reading:
                reading.act_for(ben.caller.team_id)
                return reading.audit.page(FindAudit(cursor=at)).next_cursor

        return turned

    @pytest.mark.usefixtures("many")
    def test_reads_only_its_rows_however_deep(self, database, page):
        [newest] = cursor.decode(page())

        for at in (None, cursor.encode([newest - 10_000])):
            read = read_by(database.engine("accounts_app"), lambda at=at: page(at))
            assert (read.indexes, read.whole_tables, read.rows) == ({"audit_pkey"}, set(), 51)
