"""The tables that `kit.migrations.journal` makes for what listens."""

from functools import cache

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB


@cache
def listeners_in(schema: str) -> Table:
    return Table(
        "listeners",
        MetaData(schema=schema),
        Column("source", Text, primary_key=True),
        Column("epoch", Text, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("head", BigInteger, nullable=False),
        Column("gaps_filled", BigInteger, nullable=False),
        Column("heard_at", DateTime(timezone=True)),
    )


@cache
def parked_in(schema: str) -> Table:
    return Table(
        "parked_events",
        MetaData(schema=schema),
        Column("event_id", Uuid, primary_key=True),
        Column("source", Text, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("entry", JSONB, nullable=False),
        Column("reason", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("parked_at", DateTime(timezone=True), nullable=False),
        Column("replay_asked_at", DateTime(timezone=True)),
    )
