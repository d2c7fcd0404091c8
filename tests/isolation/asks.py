"""For each call of a service that has a caller: how to ask it for something of Ann's, past the gateway."""

from collections.abc import Callable
from typing import Any

from isolation.chat import CHAT_ASKS
from isolation.people import PASSWORD, an_email
from isolation.push import PUSH_ASKS
from isolation.refusals import (
    EACH_THEIR_OWN,
    OF_ADMINS,
    OF_ADMINS_EVERYWHERE,
    OF_ANN,
    OF_AUTHOR,
    OF_TEAM,
    WRONG,
    Refusals,
)
from isolation.world import OTHER_STATUS, PATHS, TEAMS_WORD, World, made

from contracts.accounts import (
    Accounts,
    ChangePassword,
    ChangePerson,
    ChangeProfile,
    EndSession,
    FindAudit,
    InvitePerson,
    OneInvite,
    OneReset,
    RecordExport,
    StartReset,
)
from contracts.contacts import (
    ArchiveContact,
    CallLogChanges,
    CallLogsOf,
    ChangeCallLog,
    ChangeContact,
    Contacts,
    CreateContact,
    ExportContacts,
    FindContacts,
    LogCall,
    ManyContacts,
    OneCallLog,
    OneContact,
    OneList,
    Outcome,
    RecentCalls,
    RecentSettings,
)
from contracts.history import HistoryOf
from contracts.imports import AppendImport, BeginImport, OneImport, RefusedRows, StartImport, UndoneRows
from contracts.kinds import Kind
from contracts.merges import DismissSuspicion, FindSuspicions, FindTwins, MergeContacts, MergesOf, OneMerge
from contracts.records import ContactChanges, ContactFields
from contracts.settings import (
    ChangeSettings,
    FollowUps,
    JustChanged,
    Scope,
    SetAsideOf,
    Settings,
    SettingsChanges,
    SettingsOf,
)
from contracts.wire import Call, Nothing, Wire


def reset_id(world: World) -> str:
    return made(world.olga.post(f"/api/team/people/{world.spare_id}/reset"))["id"]


def begun_import(world: World, kind: Kind) -> str:
    begun = world.ask(world.ann, Contacts.begin_import, BeginImport(kind=kind, filename="people.csv"))["result"]
    return begun["answer"]["id"]


def filled_import(world: World, kind: Kind) -> str:
    import_id = begun_import(world, kind)
    world.ask(world.ann, Contacts.append_import, AppendImport(id=import_id, number=0, content=b"TmFtZQpCbwo="))
    return import_id


def listing_imports(world: World, kind: Kind) -> OneList:
    world.once(world.imported, kind)
    return OneList(kind=kind)


def planning(world: World, kind: Kind) -> ChangeSettings:
    contact_id = world.contact(kind)
    return ChangeSettings(kind=kind, contact_id=contact_id, changes=SettingsChanges(status=OTHER_STATUS[kind]))


def finding(world: World, kind: Kind) -> FindContacts:
    claimed = RecentSettings(contact_id=world.contact(kind), status=OTHER_STATUS[kind], follow_up_at=None, version=99)
    return FindContacts(kind=kind, statuses=[OTHER_STATUS[kind]], recent=[claimed], limit=200)


def finding_twins(world: World, kind: Kind) -> FindTwins:
    world.once(world.contact, kind)
    return FindTwins(kind=kind, fields=ContactFields(name="Somebody", emails=[f"bo@{TEAMS_WORD}.example"]))


def changing(world: World, kind: Kind) -> ChangeContact:
    contact_id = world.contact(kind)
    version = made(world.ann.get(f"{PATHS[kind]}/{contact_id}"))["version"]
    return ChangeContact(kind=kind, id=contact_id, version=version, changes=ContactChanges(title="Captain"))


ASKS: dict[Call[Any, Any], tuple[Callable[[World, Kind], Wire], Refusals]] = {
    Accounts.sign_out: (lambda _, __: Nothing(), EACH_THEIR_OWN),
    Accounts.me: (lambda _, __: Nothing(), EACH_THEIR_OWN),
    Accounts.change_profile: (lambda _, __: ChangeProfile(colour="#445566"), EACH_THEIR_OWN),
    Accounts.change_password: (
        lambda _, __: ChangePassword(current_password="not this one", new_password=PASSWORD),
        WRONG,
    ),
    Accounts.sessions: (lambda _, __: Nothing(), EACH_THEIR_OWN),
    Accounts.end_session: (lambda world, _: EndSession(session_id=world.anns_other_session()), OF_ANN),
    Accounts.people: (lambda _, __: Nothing(), EACH_THEIR_OWN),
    Accounts.change_person: (lambda world, _: ChangePerson(person_id=world.spare_id, active=True), OF_ADMINS),
    Accounts.invites: (lambda _, __: Nothing(), OF_ADMINS_EVERYWHERE),
    Accounts.invite_person: (lambda _, __: InvitePerson(email=an_email()), OF_ADMINS_EVERYWHERE),
    Accounts.invite_link: (lambda world, _: OneInvite(invite_id=world.invite()["id"]), OF_ADMINS),
    Accounts.withdraw_invite: (lambda world, _: OneInvite(invite_id=world.invite()["id"]), OF_ADMINS),
    Accounts.start_reset: (lambda world, _: StartReset(person_id=world.spare_id), OF_ADMINS),
    Accounts.reset_link: (lambda world, _: OneReset(reset_id=reset_id(world)), OF_ADMINS),
    Accounts.audit: (lambda _, __: FindAudit(), OF_ADMINS_EVERYWHERE),
    Accounts.record_export: (lambda _, kind: RecordExport(kind=kind), EACH_THEIR_OWN),
    Contacts.find: (finding, EACH_THEIR_OWN),
    Contacts.get: (lambda world, kind: OneContact(kind=kind, id=world.contact(kind)), OF_TEAM),
    Contacts.get_many: (lambda world, kind: ManyContacts(ids=[world.contact(kind)]), EACH_THEIR_OWN),
    Contacts.tags: (lambda _, kind: OneList(kind=kind), EACH_THEIR_OWN),
    Contacts.create: (
        lambda _, kind: CreateContact(kind=kind, fields=ContactFields(name="Somebody new")),
        EACH_THEIR_OWN,
    ),
    Contacts.change: (changing, OF_TEAM),
    Contacts.archive: (lambda world, kind: ArchiveContact(kind=kind, id=world.contact(kind)), OF_TEAM),
    Contacts.restore: (lambda world, kind: OneContact(kind=kind, id=world.archived(kind)), OF_TEAM),
    Contacts.log_call: (
        lambda world, kind: LogCall(kind=kind, contact_id=world.contact(kind), outcome=Outcome.BUSY, note="Later"),
        OF_TEAM,
    ),
    Contacts.change_call_log: (
        lambda world, kind: ChangeCallLog(id=world.call_log(kind), changes=CallLogChanges(outcome=Outcome.BUSY)),
        OF_AUTHOR,
    ),
    Contacts.remove_call_log: (lambda world, kind: OneCallLog(id=world.call_log(kind)), OF_AUTHOR),
    Contacts.call_logs_of: (
        lambda world, kind: CallLogsOf(kind=kind, contact_ids=[world.called(kind)]),
        EACH_THEIR_OWN,
    ),
    Contacts.recent_calls: (lambda _, __: RecentCalls(since="2020-01-01T00:00:00Z"), EACH_THEIR_OWN),
    Contacts.history: (
        lambda world, kind: HistoryOf(kind=kind, contact_id=world.once(world.called, kind)),
        OF_TEAM,
    ),
    Contacts.twins: (finding_twins, EACH_THEIR_OWN),
    Contacts.suspicions: (lambda _, kind: FindSuspicions(kind=kind), EACH_THEIR_OWN),
    Contacts.dismiss_suspicion: (
        lambda world, kind: DismissSuspicion(kind=kind, contact_ids=[world.not_planned(kind) for _ in "12"]),
        OF_TEAM,
    ),
    Contacts.merge: (
        lambda world, kind: MergeContacts(
            kind=kind, survivor_id=world.contact(kind), merged_id=world.not_planned(kind)
        ),
        OF_TEAM,
    ),
    Contacts.undo_merge: (lambda world, kind: OneMerge(kind=kind, id=world.merged(kind)[0]), OF_TEAM),
    Contacts.merges_of: (lambda world, kind: MergesOf(kind=kind, contact_id=world.merged(kind)[1]), OF_TEAM),
    Contacts.ids_of: (lambda world, kind: OneContact(kind=kind, id=world.merged(kind)[1]), OF_TEAM),
    Contacts.begin_import: (lambda _, kind: BeginImport(kind=kind, filename="people.csv"), EACH_THEIR_OWN),
    Contacts.append_import: (
        lambda world, kind: AppendImport(id=begun_import(world, kind), number=0, content=b"TmFtZQpCbwo="),
        OF_TEAM,
    ),
    Contacts.finish_upload: (lambda world, kind: OneImport(kind=kind, id=filled_import(world, kind)), OF_TEAM),
    Contacts.discard_upload: (lambda world, kind: OneImport(kind=kind, id=begun_import(world, kind)), OF_TEAM),
    Contacts.start_import: (lambda world, kind: StartImport(kind=kind, id=world.uploaded(kind)), OF_TEAM),
    Contacts.get_import: (lambda world, kind: OneImport(kind=kind, id=world.uploaded(kind)), OF_TEAM),
    Contacts.imports: (listing_imports, EACH_THEIR_OWN),
    Contacts.refused_rows: (lambda world, kind: RefusedRows(kind=kind, id=world.once(world.imported, kind)), OF_TEAM),
    Contacts.undo_import: (lambda world, kind: OneImport(kind=kind, id=world.imported(kind)), OF_TEAM),
    Contacts.undone_rows: (lambda world, kind: UndoneRows(kind=kind, id=world.once(world.undone, kind)), OF_TEAM),
    Contacts.export: (
        lambda world, kind: ExportContacts(
            kind=kind, statuses=[OTHER_STATUS[kind]], recent=finding(world, kind).recent
        ),
        EACH_THEIR_OWN,
    ),
    Settings.change: (planning, EACH_THEIR_OWN),
    Settings.get_many: (lambda world, kind: SettingsOf(kind=kind, contact_ids=[world.contact(kind)]), EACH_THEIR_OWN),
    Settings.just_changed: (lambda _, kind: JustChanged(kind=kind), EACH_THEIR_OWN),
    Settings.set_aside: (
        lambda world, kind: SetAsideOf(kind=kind, contact_id=world.once(world.set_aside, kind)),
        EACH_THEIR_OWN,
    ),
    Settings.follow_ups: (lambda _, __: FollowUps(scope=Scope.UPCOMING), EACH_THEIR_OWN),
    **CHAT_ASKS,
    **PUSH_ASKS,
}
