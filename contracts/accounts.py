"""What accounts answers and refuses: teams, profiles, signing in, sessions, invites, resets.

The calls made by `Open` are asked before it is known who asks.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.journal import EventPage, EventsSince
from contracts.kinds import Kind
from contracts.ringing import CalledList, MembersAsked
from contracts.wire import Caller, Change, Event, Feed, Nothing, Open, Query, Refusal, Role, Service, Wire

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200


class Team(Wire):
    id: UUID
    name: str
    country: str
    """ISO 3166 code: how a phone number without a country code is read."""


class Profile(Wire):
    """A person in a team. Never deleted: a deactivated person stays the author of what they did."""

    id: UUID
    name: str
    email: str
    role: Role
    colour: str
    """`#rrggbb`"""
    time_zone: str
    """IANA name"""
    active: bool
    created_at: datetime
    version: int = 1


class People(Wire):
    items: list[Profile]


class PeopleAfter(Wire):
    """Every team's, in the order of (team, person): the first page has no `after`. At most 5,000 a page."""

    after: str | None = None
    limit: int = 2_000


class TeamsPerson(Wire):
    """Of a profile, what others keep."""

    team_id: UUID
    person_id: UUID
    active: bool
    version: int


class PeoplePage(Wire):
    items: list[TeamsPerson]
    next_after: str | None


class Me(Wire):
    profile: Profile
    team: Team
    session_id: UUID


class Device(Wire):
    """Where a sign-in comes from: throttled by address, shown in the list of sessions."""

    address: str
    user_agent: str


class SignedIn(Wire):
    me: Me
    token: str
    """The session's secret, for the cookie. Kept hashed; told once."""
    expires_at: datetime


class Identity(Wire):
    """Who holds a session token. `new_token` replaces the old one in the cookie when it is due for rotation."""

    caller: Caller
    expires_at: datetime
    new_token: str | None = None


class Session(Wire):
    id: UUID
    device: Device
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


class Sessions(Wire):
    items: list[Session]


class Invite(Wire):
    id: UUID
    email: str
    role: Role
    invited_by: UUID
    expires_at: datetime


class Invites(Wire):
    items: list[Invite]


class Reset(Wire):
    id: UUID
    person_id: UUID
    expires_at: datetime


class Link(Wire):
    token: str
    """Goes into the fragment of a URL, which no server logs. Nothing kept in the database reveals it."""


class OpenTeam(Wire):
    """`only_first` is how set-up asks: refused with AlreadySetUp once there is any team."""

    team_name: str
    country: str = "SE"
    name: str
    email: str
    password: str
    time_zone: str = "Europe/Stockholm"
    device: Device
    only_first: bool = True


class SignIn(Wire):
    email: str
    password: str
    device: Device


class Identify(Wire):
    token: str


class ChangeProfile(Wire):
    """Only the fields that are set change."""

    name: str | None = None
    colour: str | None = None
    time_zone: str | None = None


class ChangePassword(Wire):
    """Ends every other session of the person."""

    secrets = frozenset({"current_password", "new_password"})

    current_password: str
    new_password: str


class EndSession(Wire):
    session_id: UUID


class ChangePerson(Wire):
    """Only the fields that are set change."""

    person_id: UUID
    role: Role | None = None
    active: bool | None = None


class InvitePerson(Wire):
    email: str
    role: Role = Role.MEMBER


class OneInvite(Wire):
    invite_id: UUID


class OneReset(Wire):
    reset_id: UUID


class AcceptInvite(Wire):
    token: str
    name: str
    password: str
    time_zone: str = "Europe/Stockholm"
    device: Device


class StartReset(Wire):
    """An admin starts it; the person chooses the password."""

    person_id: UUID


class AcceptReset(Wire):
    token: str
    password: str
    device: Device


class Audited(StrEnum):
    """What is told to owner and admins of the team's own changes."""

    JOINED = "joined"
    ROLE_CHANGED = "role_changed"
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"
    INVITED = "invited"
    INVITE_WITHDRAWN = "invite_withdrawn"
    RESET_STARTED = "reset_started"
    PASSWORD_RESET = "password_reset"  # noqa: S105  a word, no password
    EXPORTED = "exported"


class AuditEntry(Wire):
    """`person_id` did it, to `subject_id` if to somebody of the team. `facts` are plain texts.

    Of who joined: `role`. Of a role: `before`, `after`. Of an invite: `email`, `role`. Of an export: `kind`, and each
    filter by its name. Nothing that is secret.
    """

    at: datetime
    person_id: UUID
    what: Audited
    subject_id: UUID | None = None
    facts: dict[str, str] = {}


class FindAudit(Wire):
    """One page, the newest first."""

    cursor: str | None = None
    limit: int = 50


class AuditPage(Wire):
    items: list[AuditEntry]
    next_cursor: str | None


class RecordExport(Wire):
    """Told before the first row leaves: which list, and `filters` as the asker said them.

    But for what the asker plans: by which of their own statuses they looked is nobody's to read.
    """

    kind: Kind
    filters: dict[str, str] = {}


class AlreadySetUp(Refusal):
    slug = "already-set-up"
    title = "This QERO has a team already"


class WrongCredentials(Refusal):
    """The same for an unknown e-mail, a wrong password and a deactivated person."""

    slug = "wrong-credentials"
    title = "E-mail or password is wrong"


class NotSignedIn(Refusal):
    slug = "not-signed-in"
    title = "Sign in first"


class TooManyAttempts(Refusal):
    """`facts["retry_after"]` is in seconds."""

    slug = "too-many-attempts"
    title = "Too many attempts"


class LinkNotValid(Refusal):
    """One answer for a link that never was, was used, was withdrawn or has expired."""

    slug = "link-not-valid"
    title = "This link is not valid any more"


class EmailTaken(Refusal):
    slug = "email-taken"
    title = "Somebody with this e-mail is here already"


class LastOwner(Refusal):
    slug = "last-owner"
    title = "A team needs an owner"


class ProfileChanged(Event):
    """Somebody joined, changed their profile, got another role, was deactivated or came back. For the whole team."""

    profile: Profile

    @property
    def reference(self) -> dict[str, Any]:
        return {"profile": {"id": str(self.profile.id), "version": self.profile.version}}


class SessionEnded(Event):
    """Nobody who holds it is let in any more. For its person alone."""

    session_id: UUID
    person_id: UUID

    @property
    def reference(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


class Accounts(Service):
    name = "accounts"
    events = (ProfileChanged, SessionEnded)

    events_since = Feed(EventsSince, EventPage)
    people_after = Feed(PeopleAfter, PeoplePage, seconds=20)
    called = Feed(MembersAsked, CalledList)

    open_team = Open(OpenTeam, SignedIn, seconds=10)
    sign_in = Open(SignIn, SignedIn, seconds=10)
    identify = Open(Identify, Identity)
    sign_out = Change(Nothing, Nothing)
    me = Query(Nothing, Me)
    change_profile = Change(ChangeProfile, Me)
    change_password = Change(ChangePassword, Nothing, seconds=10)
    sessions = Query(Nothing, Sessions)
    end_session = Change(EndSession, Nothing)
    people = Query(Nothing, People)
    change_person = Change(ChangePerson, Profile)
    invites = Query(Nothing, Invites)
    invite_person = Change(InvitePerson, Invite)
    invite_link = Query(OneInvite, Link)
    withdraw_invite = Change(OneInvite, Nothing)
    accept_invite = Open(AcceptInvite, SignedIn, seconds=10)
    start_reset = Change(StartReset, Reset)
    reset_link = Query(OneReset, Link)
    accept_reset = Open(AcceptReset, SignedIn, seconds=10)
    audit = Query(FindAudit, AuditPage)
    record_export = Change(RecordExport, Nothing)
