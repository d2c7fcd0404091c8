"""What a client says that its person has before their eyes. Told to gateways and push; kept by nobody for long."""

from uuid import UUID

from pydantic import AwareDatetime

from contracts.wire import Wire

SEEN = "seen"
"""Its routing key on the exchange of what nobody keeps."""

BELIEVED_SECONDS = 30.0
"""Nobody says goodbye when a laptop is closed: of whom no more is heard, is not there."""


class Seen(Wire):
    """By one client, `conn`. `chat_position` is how far it has heard the journal of chat; None: it does not say."""

    team_id: UUID
    person_id: UUID
    conn: str = ""
    visible: bool
    cursor: str | None = None
    chat_position: int | None = None
    conversation: UUID | None = None
    at: AwareDatetime
