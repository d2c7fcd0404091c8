"""The tables of chat. What holds them together (keys, policies, indexes) is in the migrations."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, FetchedValue, Integer, MetaData, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

metadata = MetaData(schema="chat")

people = Table(
    "people",
    metadata,
    # The team that the transaction acts for.
    Column("team_id", Uuid, primary_key=True, server_default=FetchedValue()),
    Column("person_id", Uuid, primary_key=True),
    Column("active", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("is_private", Boolean, nullable=False),
    Column("direct_key", Text),
    Column("member_ids", ARRAY(Uuid), nullable=False),
    Column("last_number", BigInteger, nullable=False, server_default="0"),
    Column("last_posted_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("created_by", Uuid, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("archived_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False, server_default="1"),
)

members = Table(
    "members",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, primary_key=True),
    Column("joined_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("read_number", BigInteger, nullable=False),
    Column("notify", Text, nullable=False, server_default="all"),
    Column("version", Integer, nullable=False, server_default="1"),
)
"""What a conversation is to each of its members. Its rows come and go with `conversations.member_ids`."""


def message_columns() -> tuple[Column[object], ...]:
    return (
        Column("team_id", Uuid, primary_key=True),
        Column("conversation_id", Uuid, primary_key=True),
        Column("number", BigInteger, primary_key=True),
        Column("id", Uuid, nullable=False),
        Column("author_id", Uuid, nullable=False),
        Column("text", Text, nullable=False),
        Column("mentions", ARRAY(Uuid), nullable=False),
        Column("contacts", JSONB, nullable=False),
        Column("reactions", JSONB, nullable=False, server_default="[]"),
        Column("posted_at", DateTime(timezone=True), nullable=False),
        Column("edited_at", DateTime(timezone=True)),
        Column("edits", Integer, nullable=False, server_default="0"),
        Column("deleted_at", DateTime(timezone=True)),
        Column("version", Integer, nullable=False, server_default="1"),
        Column("words", TSVECTOR, nullable=False),
    )


messages = Table("messages", metadata, *message_columns())

readable_messages = Table("readable_messages", metadata, *message_columns())
"""The view that search reads."""

mentions = Table(
    "mentions",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, primary_key=True),
    Column("number", BigInteger, primary_key=True),
)

conversation_contacts = Table(
    "conversation_contacts",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("contact_id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, primary_key=True),
    Column("messages", Integer, nullable=False),
)
