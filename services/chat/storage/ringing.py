"""What messages are to those whom they may ring, every team's."""

from sqlalchemy import Connection, text

from contracts.ringing import MessageFor, MessagesAsked, MessagesFor

FOUND = text("select * from chat.messages_for(:teams, :people, :conversations, :numbers)")


def messages_for(connection: Connection, ask: MessagesAsked) -> MessagesFor:
    asked = {
        "teams": [one.team_id for one in ask.items],
        "people": [one.person_id for one in ask.items],
        "conversations": [one.conversation_id for one in ask.items],
        "numbers": [one.number for one in ask.items],
    }
    rows = connection.execute(FOUND, asked)
    return MessagesFor(items=[MessageFor.model_validate(row._mapping) for row in rows])  # noqa: SLF001  SQLAlchemy's public name
