"""What is not QERO (a): one FastAPI process, and the database. python -m bench.reads.plain PORT"""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import uvicorn
from fastapi import Depends, FastAPI, Header, Query

from bench.reads.same import caller_of, contacts_for, settings_for
from contracts.contacts import CallLogs, CallLogsOf, FindContacts, OneContact, RecentSettings, Sort
from contracts.kinds import Kind
from contracts.settings import ChangeSettings, JustChanged, PersonalSettings, SettingsChanges, SettingsOf
from contracts.wire import LARGEST_PAGE, Caller
from gateway.routes.kinds import CONTACTS
from gateway.shapes import CallLogsAsk, ContactSettingsEdits, ContactStatusFilter, MyContactSettings, ShownContactPage
from kit.database import open_engine

THREADS = 40
"""As many as FastAPI answers with at once."""

contacts_engine = open_engine(os.environ["CONTACTS_URL"], connections=THREADS)
settings_engine = open_engine(os.environ["SETTINGS_URL"], connections=THREADS)
app = FastAPI()


def who_asks(x_person: Annotated[UUID, Header()], x_team: Annotated[UUID, Header()]) -> Caller:
    return caller_of(x_person, x_team)


Asker = Annotated[Caller, Depends(who_asks)]


@app.get("/api/contacts", response_model=ShownContactPage)
def find(
    *,
    asker: Asker,
    status: Annotated[Sequence[ContactStatusFilter], Query()] = (),
    q: str = "",
    sort: Sort = Sort.NAME,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> Any:
    settings = settings_for(asker, settings_engine)
    recent = settings.just_changed(JustChanged(kind=Kind.CONTACT)).items if status else []
    ask = FindContacts(
        kind=Kind.CONTACT,
        q=q,
        sort=sort,
        cursor=cursor,
        limit=limit,
        statuses=sorted(status),
        recent=[RecentSettings.model_validate(each.model_dump()) for each in recent],
    )
    page = contacts_for(asker, contacts_engine).find(ask)
    planned = settings.get_many(SettingsOf(kind=Kind.CONTACT, contact_ids=[contact.id for contact in page.items]))
    mine: dict[UUID, PersonalSettings] = {each.contact_id: each for each in planned.items}
    items = [CONTACTS.show(contact, mine.get(contact.id)) for contact in page.items]
    return {"items": items, "next_cursor": page.next_cursor}


@app.post("/api/contacts/call-logs")
def call_logs_of(asker: Asker, ask: CallLogsAsk) -> CallLogs:
    wanted = CallLogsOf(kind=Kind.CONTACT, **ask.model_dump())
    return contacts_for(asker, contacts_engine).call_logs_of(wanted)


@app.patch("/api/contacts/{id}/settings", response_model=MyContactSettings)
def change_settings(asker: Asker, id: UUID, edits: ContactSettingsEdits) -> Any:
    contacts_for(asker, contacts_engine).get(OneContact(kind=Kind.CONTACT, id=id))
    changes = SettingsChanges.model_validate(edits.model_dump(exclude_unset=True))
    ask = ChangeSettings(kind=Kind.CONTACT, contact_id=id, changes=changes)
    return settings_for(asker, settings_engine).change(ask).model_dump()


if __name__ == "__main__":
    # As the gateway's: the loop and the parser are not what is compared.
    uvicorn.run(app, port=int(sys.argv[1]), loop="asyncio", http="httptools", access_log=False)
