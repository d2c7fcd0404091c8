from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from support.accounts import PASSWORD

from contracts.accounts import ChangePassword, ChangePerson, EndSession, Identify, NotSignedIn, TooManyAttempts
from contracts.wire import Invalid, NotFound, Nothing, Role
from kit.idempotency import fingerprint
from services.accounts.domain.throttles import ACCOUNT_PACE, account_key
from services.accounts.tables import sessions

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
ANOTHER = "seven quiet goats"


@pytest.fixture
def identify(accounts):
    return lambda token: accounts().identify(Identify(token=token))


@pytest.fixture
def grow_old(by_hand):
    """`grow_old(ann, created_at=2 * DAY)`: sets times of Ann's sessions back."""

    def age(person, **spans) -> None:
        back = {name: sessions.c[name] - span for name, span in spans.items()}
        by_hand(update(sessions).where(sessions.c.person_id == person.id).values(back))

    return age


@pytest.fixture
def is_in(identify):
    def holds(token: str) -> bool:
        try:
            identify(token)
        except NotSignedIn:
            return False
        return True

    return holds


class TestIdentify:
    def test_says_who_holds_the_token_as_they_are_now(self, identify, ann, accounts, olga):
        accounts(olga).change_person(ChangePerson(person_id=ann.id, role=Role.ADMIN))

        assert identify(ann.token).caller == ann.caller.model_copy(update={"role": Role.ADMIN})

    @pytest.mark.parametrize("token", ["", "made up", "x" * 100_000])
    def test_knows_nobody_by_a_token_that_was_never_given_out(self, identify, token):
        with pytest.raises(NotSignedIn):
            identify(token)

    @pytest.mark.parametrize("spans", [{"last_seen_at": 14 * DAY}, {"created_at": 60 * DAY}])
    def test_lets_nobody_in_after_14_idle_days_or_60_in_all(self, is_in, ann, grow_old, spans):
        grow_old(ann, **spans)

        assert not is_in(ann.token)

    def test_keeps_a_session_in_use_alive(self, identify, ann, grow_old):
        grow_old(ann, created_at=13 * DAY, last_seen_at=13 * DAY)
        identify(ann.token)
        grow_old(ann, created_at=13 * DAY, last_seen_at=13 * DAY)

        assert identify(ann.token)

    def test_notes_at_most_once_a_minute_that_a_session_is_in_use(self, identify, ann, grow_old):
        first = identify(ann.token).expires_at
        grow_old(ann, last_seen_at=50 * SECOND)
        assert identify(ann.token).expires_at < first

        grow_old(ann, last_seen_at=50 * SECOND)
        assert identify(ann.token).expires_at > first

    def test_lets_nobody_in_who_was_deactivated_by_hand(self, is_in, ann, by_hand):
        by_hand("update accounts.people set active = false where id = :id", id=ann.id)

        assert not is_in(ann.token)


class TestRotation:
    def test_is_not_due_within_a_day(self, identify, ann, grow_old):
        grow_old(ann, token_since=23 * HOUR)

        assert identify(ann.token).new_token is None

    def test_offers_a_new_token_after_a_day_until_somebody_comes_with_it(self, identify, ann, grow_old):
        grow_old(ann, token_since=24 * HOUR)

        offers = {identify(ann.token).new_token for _ in range(3)}

        [new_token] = offers
        assert new_token
        assert identify(new_token).caller == ann.caller
        assert identify(new_token).new_token is None

    def test_gives_two_tabs_that_ask_at_once_the_same_token(self, identify, ann, grow_old):
        grow_old(ann, token_since=24 * HOUR)
        with ThreadPoolExecutor(4) as tabs:
            new_tokens = {identity.new_token for identity in tabs.map(identify, [ann.token] * 8)}
            [new_token] = new_tokens
            callers = {identity.caller.session_id for identity in tabs.map(identify, [new_token, ann.token] * 4)}

        assert callers == {ann.caller.session_id}

    def test_lets_the_slower_tab_in_for_a_minute_and_tells_it_the_new_token(self, identify, is_in, ann, grow_old):
        grow_old(ann, token_since=24 * HOUR)
        new_token = identify(ann.token).new_token
        identify(new_token)

        for _ in range(2):
            assert identify(ann.token).new_token == new_token
            assert identify(new_token).new_token is None
        grow_old(ann, previous_until=61 * SECOND)
        assert not is_in(ann.token)
        assert is_in(new_token)

    def test_signs_nobody_out_who_never_heard_of_the_new_token(self, identify, is_in, ann, grow_old):
        grow_old(ann, token_since=24 * HOUR)
        identify(ann.token)
        grow_old(ann, token_since=10 * DAY)

        assert is_in(ann.token)

    def test_goes_on_day_after_day(self, identify, is_in, ann, grow_old):
        tokens = [ann.token]
        for _ in range(3):
            grow_old(ann, token_since=24 * HOUR)
            tokens.append(identify(tokens[-1]).new_token)
            identify(tokens[-1])

        assert len(set(tokens)) == 4
        assert [is_in(token) for token in tokens] == [False, False, True, True]

    def test_keeps_nothing_of_the_new_token_but_its_hash(self, identify, ann, grow_old, everything):
        grow_old(ann, token_since=24 * HOUR)

        new_token = identify(ann.token).new_token

        assert new_token not in everything()


class TestSignOut:
    def test_ends_the_session_and_no_other(self, accounts, is_in, ann):
        elsewhere = accounts().sign_in(ann.signing_in())

        accounts(ann).sign_out(Nothing())

        assert not is_in(ann.token)
        assert is_in(elsewhere.token)

    def test_twice_is_as_good_as_once(self, accounts, ann):
        accounts(ann).sign_out(Nothing())

        assert accounts(ann).sign_out(Nothing()) == Nothing()


class TestSessions:
    def test_are_ones_own_with_the_current_one_marked(self, accounts, ann, ben):
        device = ann.signing_in().device.model_copy(update={"user_agent": "Phone\x00" + "x" * 1_000})
        elsewhere = accounts().sign_in(ann.signing_in(device=device))

        found = {session.id: session for session in accounts(ann).sessions(Nothing()).items}

        assert found.keys() == {ann.caller.session_id, elsewhere.me.session_id}
        assert found[ann.caller.session_id].current
        assert not found[elsewhere.me.session_id].current
        assert found[elsewhere.me.session_id].device.address == device.address
        assert found[elsewhere.me.session_id].device.user_agent == "Phone" + "x" * 295

    def test_that_have_expired_are_not_told(self, accounts, ann, grow_old):
        grow_old(ann, last_seen_at=14 * DAY)
        elsewhere = accounts().sign_in(ann.signing_in())

        assert [session.id for session in accounts(ann).sessions(Nothing()).items] == [elsewhere.me.session_id]


class TestEndSession:
    def test_ends_one_of_ones_own(self, accounts, is_in, ann):
        elsewhere = accounts().sign_in(ann.signing_in())

        accounts(ann).end_session(EndSession(session_id=elsewhere.me.session_id))

        assert not is_in(elsewhere.token)
        assert is_in(ann.token)

    def test_finds_neither_a_colleagues_nor_a_strangers_nor_none(self, accounts, is_in, olga, ann, xena):
        for session_id in (ann.caller.session_id, xena.caller.session_id, uuid4()):
            with pytest.raises(NotFound):
                accounts(olga).end_session(EndSession(session_id=session_id))

        assert is_in(ann.token)
        assert is_in(xena.token)


class TestChangePassword:
    def change(self, accounts, person, current=PASSWORD, new=ANOTHER, **options):
        return accounts(person, **options).change_password(ChangePassword(current_password=current, new_password=new))

    def test_changes_it_and_ends_all_other_sessions(self, accounts, is_in, ann):
        elsewhere = accounts().sign_in(ann.signing_in())

        self.change(accounts, ann)

        assert accounts().sign_in(ann.signing_in(ANOTHER))
        assert is_in(ann.token)
        assert not is_in(elsewhere.token)

    def test_is_refused_with_a_wrong_current_password(self, accounts, ann):
        with pytest.raises(Invalid) as refused:
            self.change(accounts, ann, current=ANOTHER)

        assert [(error.field, error.code) for error in refused.value.errors] == [("current_password", "wrong")]
        assert accounts().sign_in(ann.signing_in())

    @pytest.mark.parametrize(
        ("new", "code"), [("short", "length"), ("password123", "common"), ("Ann Nordic", "context")]
    )
    def test_is_refused_with_a_weak_new_password(self, accounts, ann, new, code):
        with pytest.raises(Invalid) as refused:
            self.change(accounts, ann, new=new)

        assert [(error.field, error.code) for error in refused.value.errors] == [("new_password", code)]

    def test_counts_wrong_tries_although_it_is_refused(self, accounts, ann, book):
        with book() as trying:
            for _ in range(ACCOUNT_PACE.burst - 1):
                trying.doors.take_attempt(account_key(ann.email), ACCOUNT_PACE)
        with pytest.raises(Invalid):
            self.change(accounts, ann, current="wrong password")

        with pytest.raises(TooManyAttempts):
            self.change(accounts, ann)

    def test_asked_again_with_the_same_key_is_done_once(self, accounts, ann):
        key = str(uuid4())
        self.change(accounts, ann, key=key)

        assert self.change(accounts, ann, key=key) == Nothing()

    def test_leaves_passwords_out_of_what_is_kept_with_its_key(self):
        one, other = (ChangePassword(current_password=text, new_password=text) for text in (PASSWORD, ANOTHER))

        assert fingerprint(one) == fingerprint(other)
