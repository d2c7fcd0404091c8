from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import text
from support.accounts import PASSWORD, somewhere

from contracts.accounts import (
    Accounts,
    AlreadySetUp,
    ChangePerson,
    EmailTaken,
    Identify,
    OpenTeam,
    SignedIn,
    TooManyAttempts,
    WrongCredentials,
)
from contracts.wire import Invalid
from kit.database import Transactions
from kit.rpc import unanswered
from services.accounts import hashing
from services.accounts.domain.throttles import ACCOUNT_PACE, ADDRESS_PACE, Pace, account_key
from services.accounts.service import AccountsService
from services.accounts.storage import TeamBook


def opening(**values) -> OpenTeam:
    told = {
        "team_name": "Nordic Harbour",
        "name": "Olga Ek",
        "email": f"olga.{uuid4().hex[:12]}@example.com",
        "password": PASSWORD,
        "device": somewhere(),
        "only_first": False,
    }
    return OpenTeam(**{**told, **values})


class TestTheContract:
    def test_is_answered_whole(self):
        assert unanswered(Accounts, AccountsService) == set()


class TestOpenTeam:
    def test_makes_the_team_and_signs_its_owner_in(self, accounts):
        signed_in = accounts().open_team(opening(country="NO", time_zone="Europe/Oslo"))

        profile, team = signed_in.me.profile, signed_in.me.team
        assert (profile.name, profile.role, profile.active, profile.time_zone) == (
            "Olga Ek",
            "owner",
            True,
            "Europe/Oslo",
        )
        assert (team.name, team.country) == ("Nordic Harbour", "NO")
        assert accounts().identify(Identify(token=signed_in.token)).caller.person_id == profile.id

    def test_tells_every_wrong_field_at_once(self, accounts):
        with pytest.raises(Invalid) as refused:
            accounts().open_team(
                opening(team_name="", country="XX", name=" ", email="olga", password="short", time_zone="Mars")
            )

        assert [error.field for error in refused.value.errors] == [
            "team_name",
            "country",
            "name",
            "email",
            "password",
            "time_zone",
        ]

    def test_is_refused_with_an_email_that_somebody_has_in_any_case(self, accounts, olga):
        with pytest.raises(EmailTaken):
            accounts().open_team(opening(email=olga.email.upper()))


class TestTheFirstTeam:
    @pytest.fixture
    def set_up(self, first_database):
        def opened(ask: OpenTeam) -> SignedIn:
            service = AccountsService()
            service.store = Transactions(first_database.engine("accounts_app"), TeamBook, None)
            return service.open_team(ask)

        return opened

    def test_is_opened_once(self, set_up):
        set_up(opening(only_first=True))

        with pytest.raises(AlreadySetUp):
            set_up(opening(only_first=True))

    def test_is_one_however_many_open_it_at_once(self, set_up):
        def is_first(_number) -> bool:
            try:
                set_up(opening(only_first=True))
            except AlreadySetUp:
                return False
            return True

        with ThreadPoolExecutor(6) as several:
            assert sorted(several.map(is_first, range(6))) == [False] * 5 + [True]

    def test_opened_again_a_moment_later_by_the_same_person_signs_in(self, set_up):
        ask = opening(only_first=True)
        first = set_up(ask)

        again = set_up(ask)

        assert again.me.profile == first.me.profile
        assert again.token != first.token

    def test_is_no_second_door_for_signing_in_later(self, set_up, first_database):
        ask = opening(only_first=True)
        set_up(ask)
        with first_database.engine("postgres").begin() as connection:
            connection.execute(text("update accounts.people set created_at = now() - interval '3 minutes'"))

        with pytest.raises(AlreadySetUp):
            set_up(ask)


class TestSignIn:
    def test_opens_a_session_of_its_own_each_time(self, accounts, ann):
        one, other = (accounts().sign_in(ann.signing_in()) for _ in range(2))

        assert one.me.profile == other.me.profile == ann.profile
        assert one.me.session_id != other.me.session_id
        assert len({one.token, other.token, ann.token}) == 3

    def test_knows_an_email_in_any_case(self, accounts, ann):
        ask = ann.signing_in().model_copy(update={"email": f" {ann.email.upper()} "})

        assert accounts().sign_in(ask).me.profile == ann.profile

    def test_answers_the_same_to_a_wrong_password_an_unknown_email_and_a_deactivated_person(
        self, accounts, ann, ben, olga
    ):
        accounts(olga).change_person(ChangePerson(person_id=ben.id, active=False))
        unknown = replace(ann, profile=ann.profile.model_copy(update={"email": f"{uuid4()}@example.com"}))
        said = []
        for ask in (ann.signing_in("wrong password"), unknown.signing_in(), ben.signing_in()):
            with pytest.raises(WrongCredentials) as refused:
                accounts().sign_in(ask)
            said.append(refused.value.args)

        assert said[0] == said[1] == said[2]

    def test_does_the_same_work_for_an_email_nobody_has(self, accounts, ann, monkeypatch):
        hashes = []
        monkeypatch.setattr(hashing, "matches", lambda hashed, _password: hashes.append(hashed) or False)
        for ask in (ann.signing_in(), ann.signing_in().model_copy(update={"email": "nobody@example.com"})):
            with pytest.raises(WrongCredentials):
                accounts().sign_in(ask)

        known, unknown = map(extract_parameters, hashes)
        assert known == unknown

    def test_renews_a_hash_made_with_less_work(self, accounts, ann, by_hand, book):
        weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
        by_hand("update accounts.passwords set hash = :hash where person_id = :id", hash=weak, id=ann.id)

        accounts().sign_in(ann.signing_in())

        with book() as reading:
            reading.act_for(ann.caller.team_id, ann.id)
            assert not hashing.is_outdated(reading.password_hash(ann.id))
        assert accounts().sign_in(ann.signing_in())

    def test_keeps_neither_password_nor_token(self, accounts, ann, everything):
        signed_in = accounts().sign_in(ann.signing_in())

        kept = everything()
        assert str(ann.id) in kept
        assert PASSWORD not in kept
        assert signed_in.token not in kept


class TestThrottling:
    def try_wrong(self, accounts, person, device=None) -> None:
        with pytest.raises(WrongCredentials):
            accounts().sign_in(person.signing_in("wrong password", device))

    def test_slows_one_account_down_wherever_the_tries_come_from(self, accounts, ann):
        for _ in range(ACCOUNT_PACE.burst):
            self.try_wrong(accounts, ann)

        with pytest.raises(TooManyAttempts) as refused:
            accounts().sign_in(ann.signing_in())
        assert 0 < refused.value.facts["retry_after"] <= ACCOUNT_PACE.every.total_seconds()

    def test_lets_the_next_try_through_after_the_wait(self, accounts, ann, book, by_hand):
        self.allowed(book, account_key(ann.email), ACCOUNT_PACE)
        wait = {"wait": ACCOUNT_PACE.every, "key": account_key(ann.email)}
        by_hand("update accounts.throttles set full_at = full_at - :wait where key = :key", **wait)

        self.try_wrong(accounts, ann)
        with pytest.raises(TooManyAttempts):
            accounts().sign_in(ann.signing_in())

    def test_tells_nothing_of_whether_the_account_exists(self, accounts, ann, book):
        nobody = ann.signing_in().model_copy(update={"email": f"{uuid4()}@example.com"})
        self.allowed(book, account_key(nobody.email), ACCOUNT_PACE)

        with pytest.raises(TooManyAttempts):
            accounts().sign_in(nobody)

    def test_forgives_an_accounts_mistakes_once_the_password_is_right(self, accounts, ann, book):
        self.try_wrong(accounts, ann)

        accounts().sign_in(ann.signing_in())

        assert self.allowed(book, account_key(ann.email), ACCOUNT_PACE) == ACCOUNT_PACE.burst

    def test_slows_one_address_down_whomever_it_tries(self, accounts, ann, ben, book):
        device = somewhere()
        with book() as trying:
            for _ in range(ADDRESS_PACE.burst - 1):
                trying.doors.take_attempt(f"address:{device.address}", ADDRESS_PACE)
        self.try_wrong(accounts, ben, device)

        with pytest.raises(TooManyAttempts):
            accounts().sign_in(ann.signing_in(device=device))
        assert accounts().sign_in(ann.signing_in())

    def test_never_counts_those_of_an_office_who_get_it_right(self, accounts, ann, book):
        device = somewhere()
        for _ in range(3):
            accounts().sign_in(ann.signing_in(device=device))

        assert self.allowed(book, f"address:{device.address}", ADDRESS_PACE) == ADDRESS_PACE.burst

    def test_by_a_throttled_address_leaves_its_victim_all_attempts(self, accounts, ann, book):
        device = somewhere()
        self.allowed(book, f"address:{device.address}", ADDRESS_PACE)
        for _ in range(3):
            with pytest.raises(TooManyAttempts):
                accounts().sign_in(ann.signing_in(device=device))

        assert self.allowed(book, account_key(ann.email), ACCOUNT_PACE) == ACCOUNT_PACE.burst

    def test_counts_tries_made_at_the_same_time(self, book):
        key = f"account:{uuid4()}"
        with ThreadPoolExecutor(8) as several:
            allowed = list(several.map(lambda _: self.is_allowed(book, key, ACCOUNT_PACE), range(25)))

        assert sum(allowed) == ACCOUNT_PACE.burst

    def is_allowed(self, book, key: str, pace: Pace) -> bool:
        with book() as trying:
            return trying.doors.take_attempt(key, pace) is None

    def allowed(self, book, key: str, pace: Pace) -> int:
        """How many attempts there are; afterwards there are none."""
        with book() as trying:
            return sum(trying.doors.take_attempt(key, pace) is None for _ in range(pace.burst + 5))
