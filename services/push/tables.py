"""The tables of push. What holds them together (keys, policies, functions) is in the migrations."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, MetaData, Table, Text, Time, Uuid, func

metadata = MetaData(schema="push")

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("team_id", Uuid, nullable=False),
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("session_id", Uuid, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("p256dh", Text, nullable=False),
    Column("auth", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_delivered_at", DateTime(timezone=True)),
    Column("last_received_at", DateTime(timezone=True)),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("key_mismatch", Boolean, nullable=False, server_default="false"),
)

preferences = Table(
    "preferences",
    metadata,
    Column("team_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("messages", Text, nullable=False),
    Column("reminders", Boolean, nullable=False),
    Column("hide_text", Boolean, nullable=False),
    Column("quiet_since", Time),
    Column("quiet_until", Time),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("team_id", Uuid, nullable=False),
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("subscription_id", Uuid, nullable=False),
    Column("event_id", Uuid, nullable=False),
    # Of the event in its service's journal.
    Column("position", BigInteger),
    Column("origin", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("conversation_id", Uuid),
    Column("number", BigInteger),
    Column("kind", Text),
    Column("contact_id", Uuid),
    Column("at", DateTime(timezone=True), nullable=False),
    # Of one that is claimed: until when its holder has it.
    Column("due_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("held_by", Uuid),
    Column("in_quiet_hours", Boolean, nullable=False, server_default="false"),
    Column("is_short", Boolean, nullable=False, server_default="false"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("ended_at", DateTime(timezone=True)),
    Column("received_at", DateTime(timezone=True)),
    Column("request_id", Text),
    Column("traceparent", Text),
)
"""One of each device for each thing that it rings for. Others' are seen only by the functions of the migrations."""
