"""Who of each team is active, as accounts tells it."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Uuid, any_, literal, select, text
from sqlalchemy.dialects.postgresql import insert

from contracts.accounts import Profile, TeamsPerson
from services.chat.tables import people

Place = tuple[UUID, UUID]
"""A team and a person of it: in this order accounts tells them."""
BEFORE_ALL: Place = (UUID(int=0), UUID(int=0))
AFTER_ALL: Place = (UUID(int=2**128 - 1), UUID(int=2**128 - 1))

REPLACE = text("select chat.replace_people(:after_team, :after_person, :last_team, :last_person, :told)")


class PeopleBook:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def active(self, person_ids: Sequence[UUID]) -> set[UUID]:
        """Those of them who are somebody of the team, and active."""
        known = select(people.c.person_id).where(
            people.c.person_id == any_(literal(person_ids, ARRAY(Uuid))), people.c.active
        )
        return set(self.connection.execute(known).scalars())

    def keep(self, profile: Profile) -> None:
        """Of the team that the transaction acts for; what is older than what is kept changes nothing."""
        told = {"active": profile.active, "version": profile.version}
        new = insert(people).values(person_id=profile.id, **told).inline()
        newer = people.c.version < new.excluded.version
        key = [people.c.team_id, people.c.person_id]
        self.connection.execute(new.on_conflict_do_update(index_elements=key, set_=told, where=newer))

    def replace(self, after: Place, last: Place, told: Sequence[TeamsPerson]) -> None:
        """Everybody from one place to another, of all teams."""
        (after_team, after_person), (last_team, last_person) = after, last
        ends = {
            "after_team": after_team,
            "after_person": after_person,
            "last_team": last_team,
            "last_person": last_person,
        }
        self.connection.execute(REPLACE, {**ends, "told": json.dumps([one.model_dump(mode="json") for one in told])})
