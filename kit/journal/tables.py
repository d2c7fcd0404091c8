"""The tables that `kit.migrations.journal` makes."""

from functools import cache

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB


@cache
def journal_in(schema: str) -> Table:
    return Table(
        "journal",
        MetaData(schema=schema),
        Column("id", BigInteger, primary_key=True),
        Column("position", BigInteger),
        Column("event_id", Uuid, nullable=False, server_default=text("gen_random_uuid()")),
        Column("team_id", Uuid, nullable=False),
        Column("audience", ARRAY(Uuid)),
        Column("type", Text, nullable=False),
        Column("data", JSONB, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
        # Their defaults are those of the transaction, as `kit.database` tells it.
        Column("request_id", Text),
        Column("traceparent", Text),
    )


@cache
def head_in(schema: str) -> Table:
    return Table(
        "journal_head",
        MetaData(schema=schema),
        Column("only_row", Boolean, primary_key=True),
        Column("epoch", Text, nullable=False),
        Column("head", BigInteger, nullable=False),
        Column("published", BigInteger, nullable=False),
        Column("floor", BigInteger, nullable=False),
    )
