"""What a team's imports and merges do one after the other, for they go through many contacts at once."""

from uuid import UUID

from sqlalchemy import Connection, func, select


def be_alone(connection: Connection, team_id: UUID) -> None:
    """Until the transaction ends. To be called before anything is locked."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(team_id), 0))))
