"""People of a team as tests of accounts know them."""

from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address
from uuid import UUID, uuid4

from contracts.accounts import Device, Profile, SignedIn, SignIn
from contracts.wire import Caller
from services.accounts import hashing

PASSWORD = "correct horse battery staple"
NEW_PASSWORD = "seven quiet goats"


@cache
def password_hash() -> str:
    return hashing.hash_password(PASSWORD)


def somewhere() -> Device:
    """An address that no other test has tried passwords from."""
    return Device(address=str(IPv4Address(uuid4().int % 2**32)), user_agent="Firefox")


def an_email() -> str:
    return f"cia.{uuid4().hex[:12]}@example.com"


def caller_of(signed_in: SignedIn) -> Caller:
    profile, team = signed_in.me.profile, signed_in.me.team
    return Caller(
        person_id=profile.id,
        team_id=team.id,
        session_id=signed_in.me.session_id,
        role=profile.role,
        time_zone=profile.time_zone,
        country=team.country,
    )


@dataclass(frozen=True)
class Person:
    """Somebody with a password and a session."""

    caller: Caller
    profile: Profile
    token: str

    @property
    def id(self) -> UUID:
        return self.caller.person_id

    @property
    def email(self) -> str:
        return self.profile.email

    def signing_in(self, password: str = PASSWORD, device: Device | None = None) -> SignIn:
        return SignIn(email=self.email, password=password, device=device or somewhere())
