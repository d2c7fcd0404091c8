"""Keeps for what a person wants to be rung."""

from datetime import time
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from contracts.push import PushPreferences, QuietHours
from contracts.wire import Caller
from services.push.tables import preferences


class PreferenceBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def get(self) -> PushPreferences:
        """What nobody has chosen is as `PushPreferences` begins."""
        row = self.connection.execute(select(preferences)).first()
        if row is None:
            return PushPreferences()
        quiet = None
        if row.quiet_since is not None:
            quiet = QuietHours(since=f"{row.quiet_since:%H:%M}", until=f"{row.quiet_until:%H:%M}")
        return PushPreferences(
            messages=row.messages, reminders=row.reminders, hide_text=row.hide_text, quiet_hours=quiet
        )

    def keep(self, wanted: PushPreferences, who: Caller) -> None:
        quiet = wanted.quiet_hours
        said: dict[str, Any] = {
            "messages": wanted.messages.value,
            "reminders": wanted.reminders,
            "hide_text": wanted.hide_text,
            "quiet_since": time.fromisoformat(quiet.since) if quiet else None,
            "quiet_until": time.fromisoformat(quiet.until) if quiet else None,
        }
        new = insert(preferences).values(team_id=who.team_id, person_id=who.person_id, **said)
        self.connection.execute(new.on_conflict_do_update(index_elements=["team_id", "person_id"], set_=said))
