"""What HTTP says where it differs from contracts: bodies of requests, and contacts shown with the asker's own plans."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from contracts.accounts import Invite, Link, Reset
from contracts.contacts import Outcome
from contracts.imports import ImportField
from contracts.kinds import Kind
from contracts.records import Contact, ContactFields
from contracts.settings import ContactStatus, TmaStatus
from contracts.wire import LARGEST_BATCH, BatchTooLarge, FieldError, Role, Wire

MOST_CALLS_PER_CONTACT = 50
TAB = "^[A-Za-z0-9_-]{0,64}$"
"""How a browser may name one of its tabs."""


class Body(Wire):
    """What a client sends. A name it misspelled is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class NeverNull:
    """Marks a field that may be left out, but may not be null."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(refuse_null, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return next(choice for choice in handler(schema)["anyOf"] if choice != {"type": "null"})


def refuse_null(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("null", "may be left out, but may not be null")
    return value


T = TypeVar("T")
Edit = Annotated[T | None, NeverNull()]


def in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("moment", "lies outside the years 1 to 9999") from None


Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]
"""With an offset when asked, in UTC ever after."""


class Problem(BaseModel):
    """RFC 9457. Some problems carry more: `limit`, `count`, `retry_after`, `current`."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="ends in the problem's slug", examples=["/problems/batch-too-large"])
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldError] | None = None


class ContactStatusFilter(StrEnum):
    HOT = "hot"
    WORKING = "working"
    FOLLOW_UP = "follow_up"
    NONE = "none"


class TmaStatusFilter(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    NONE = "none"


class MySettings(Wire):
    follow_up_at: datetime | None
    follow_up_note: str
    version: int


class MyContactSettings(MySettings):
    """What the asker plans with a contact. Version 0: nothing was ever set."""

    status: ContactStatus | None


class MyTmaSettings(MySettings):
    """What the asker plans with a TMA candidate. Version 0: nothing was ever set."""

    status: TmaStatus | None


class ShownContact(Contact):
    my: MyContactSettings


class ShownCandidate(Contact):
    my: MyTmaSettings


class ShownContactPage(Wire):
    items: list[ShownContact]
    next_cursor: str | None


class ShownCandidatePage(Wire):
    items: list[ShownCandidate]
    next_cursor: str | None


class ContactSettingsById(Wire):
    settings: dict[UUID, MyContactSettings]


class TmaSettingsById(Wire):
    settings: dict[UUID, MyTmaSettings]


class ContactFollowUp(Wire):
    kind: Literal[Kind.CONTACT]
    contact: Contact
    my: MyContactSettings


class TmaFollowUp(Wire):
    kind: Literal[Kind.TMA]
    contact: Contact
    my: MyTmaSettings


class FollowUpPage(Wire):
    items: list[Annotated[ContactFollowUp | TmaFollowUp, Field(discriminator="kind")]]
    next_cursor: str | None


def few_enough(given: Any) -> Any:
    """Counts what was given, before it is known whether it is any good."""
    if isinstance(given, list) and len(given) > LARGEST_BATCH:
        raise BatchTooLarge(
            f"contact_ids holds {len(given)} ids; {LARGEST_BATCH} are allowed in one request.",
            facts={"limit": LARGEST_BATCH, "count": len(given)},
        )
    return given


def once_each(ids: list[UUID]) -> list[UUID]:
    return list(dict.fromkeys(ids))


Ids = Annotated[
    list[UUID], Field(min_length=1, max_length=LARGEST_BATCH), BeforeValidator(few_enough), AfterValidator(once_each)
]
"""1 to 500 ids; one that is given twice counts once in the answer."""


class NewContact(ContactFields):
    model_config = Body.model_config


class ContactEdits(Body):
    """Only the fields that are set change; a list replaces the list. `owner_id` null: nobody's."""

    name: Edit[str] = None
    company: Edit[str] = None
    title: Edit[str] = None
    phones: Edit[list[str]] = None
    emails: Edit[list[str]] = None
    tags: Edit[list[str]] = None
    owner_id: UUID | None = None
    notes: Edit[str] = None


class ContactSettingsEdits(Body):
    """Only the fields that are set change."""

    status: ContactStatus | None = None
    follow_up_at: Moment | None = None
    follow_up_note: Edit[str] = None


class TmaSettingsEdits(Body):
    """Only the fields that are set change."""

    status: TmaStatus | None = None
    follow_up_at: Moment | None = None
    follow_up_note: Edit[str] = None


class SettingsAsk(Body):
    contact_ids: Ids


class CallLogsAsk(Body):
    contact_ids: Ids
    per_contact: int = Field(3, ge=1, le=MOST_CALLS_PER_CONTACT)
    since: Moment | None = None


class NewCallLog(Body):
    """`called_at` left out is now."""

    outcome: Outcome
    called_at: Moment | None = None
    duration_seconds: int | None = None
    note: str = ""


class CallLogEdits(Body):
    """Only the fields that are set change."""

    outcome: Edit[Outcome] = None
    called_at: Edit[Moment] = None
    duration_seconds: int | None = None
    note: Edit[str] = None


class ImportStart(Body):
    """What is left out stays as the preview guessed it."""

    mapping: list[ImportField | None] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    has_header: bool | None = None


class Credentials(Body):
    email: str
    password: str


class NewTeam(Body):
    team_name: str
    country: str = "SE"
    name: str
    email: str
    password: str
    time_zone: str = "Europe/Stockholm"


class ProfileEdits(Body):
    """Only the fields that are set change."""

    name: Edit[str] = None
    colour: Edit[str] = None
    time_zone: Edit[str] = None


class PasswordEdit(Body):
    current_password: str
    new_password: str


class PersonEdits(Body):
    """Only the fields that are set change."""

    role: Edit[Role] = None
    active: Edit[bool] = None


class NewInvite(Body):
    email: str
    role: Role = Role.MEMBER


class InviteAcceptance(Body):
    token: str
    name: str
    password: str
    time_zone: str = "Europe/Stockholm"


class ResetAcceptance(Body):
    token: str
    password: str


class OfferedLink(Link):
    """`link` is for the person it is meant for; the token stands in its fragment."""

    link: str


class InviteWithLink(Invite, OfferedLink):
    pass


class ResetWithLink(Reset, OfferedLink):
    pass


class StreamAsk(Body):
    v: Literal["1"] = Field("1", description="of the wire format")
    since: str | None = Field(None, description="the cursor to go on from: the last `id` that came")
    pad: str | None = Field(None, description="`1`: 2 KB of nothing first, for proxies that hold back what is short")
    tab: str = Field("", pattern=TAB, description="names the tab; its older stream gives way")


class LiveEvent(Wire):
    """As the stream tells it, without its number there."""

    service: str
    position: int
    """In its service's journal. Positions of what the asker may not see are left out."""
    event_id: UUID
    type: str
    at: AwareDatetime
    data: dict[str, Any]
    """The record as it became; of one larger than 8 KB only which it is."""


class ServicesReset(Wire):
    """Nothing can be proved of these services: what is shown of them is to be fetched anew."""

    services: list[str]
    reason: str


class EventsAnswer(Wire):
    events: list[LiveEvent]
    cursor: str
    """Where to ask on."""
    heads: dict[str, int]
    """How far each service has come."""
    resets: list[ServicesReset]


class SeenWord(Body):
    """What a browser's person has before their eyes."""

    conn: str = Field(max_length=100, description="from the stream's `hello`")
    cursor: str | None = Field(None, max_length=512, description="how far the browser has come")
    visible: bool
    conversation: UUID | None = None
