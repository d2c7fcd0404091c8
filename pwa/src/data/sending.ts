/** The one outbox: how each kind of doing is sent, what its answer changes here, and what is done with a refusal. */

import type { CallLog, ContactEdits, NewCallLog } from "@/gen/schema";
import { Refused } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
import { uuid7 } from "@/lib/uuid";
import { chat } from "./chat";
import { chatRequests } from "./chat-requests";
import { inLists, keepContact } from "./contacts";
import type { Contact, Kind } from "./kinds";
import type { Plan, Row } from "./my-settings";
import { Outbox } from "./outbox";
import { recentCalls } from "./recent-calls";
import { requests } from "./requests";
import { mySettings, queries } from "./stores";
import { isPlan, laneOf, type Sent, type Waiting, type WaitingEdits, type WaitingMessage, type WaitingPlan } from "./waiting";

const CHANGED_MEANWHILE = 412;
const MOST_REBASES = 5;

type Keep = (change: Partial<Waiting>) => Promise<void>;
type Named = Pick<Contact, "kind" | "id" | "name">;

export const outbox = new Outbox((row, keep) => send(row, keep));
outbox.sentenceOf = sentenceOf;
outbox.onSent = (...sent) => arrived(sent as Sent);
outbox.subscribe(() => {
  const plans = outbox.all().filter((row) => isPlan(row) && row.refusal === null) as WaitingPlan[];
  mySettings.waits(plans.map(({ kind, contact_id, id, change }) => ({ kind, id: contact_id, op: id, change })));
});

export function say(message: Pick<WaitingMessage, "conversation_id" | "text" | "mentions" | "contacts">): Promise<void> {
  return outbox.add({ what: "message", lane: laneOf.conversation(message.conversation_id), ...begun(), ...message });
}

/** Shown at once in every place. */
export function plan(kind: Kind, id: string, change: Partial<Plan>): Promise<void> {
  const contact = { kind, id, name: nameOf(kind, id) };
  return outbox.add({ what: "plan", ...of(contact), ...begun(), change, version: null });
}

/** Left out, `call.called_at` is now: whenever it is sent. */
export function logCall(contact: Named, call: NewCallLog): Promise<void> {
  const row = begun();
  return outbox.add({ what: "call", ...of(contact), ...row, call: { ...call, called_at: call.called_at ?? row.at } });
}

/** `id` is the key under which it may have been sent already, without an answer. */
export function edit(contact: Contact, edits: ContactEdits, id: string): Promise<void> {
  return outbox.add({ what: "edits", ...of(contact), ...begun(), id, edits, version: contact.version });
}

/** The person says so: on top of what the contact has become, if it was changed meanwhile. */
export async function retry(row: Waiting): Promise<void> {
  if (row.what === "edits") {
    const known = queries.getQueryData<Contact>(["contact", row.kind, row.contact_id]);
    if (known) await outbox.change(row.id, { version: known.version });
  }
  await outbox.retry(row.id);
}

export function forget(row: Waiting): Promise<void> {
  return outbox.remove(row.id);
}

const begun = () => ({ id: uuid7(), at: new Date().toISOString() });
const of = ({ kind, id, name }: Named) => ({ kind, contact_id: id, name, lane: laneOf.contact(kind, id) });

function nameOf(kind: Kind, id: string): string {
  return (queries.getQueryData<Contact>(["contact", kind, id]) ?? inLists(kind, id))?.name ?? "";
}

function send(row: Waiting, keep: Keep): Promise<unknown> {
  switch (row.what) {
    case "message": {
      const { id, conversation_id, text, mentions, contacts } = row;
      return chatRequests.post(conversation_id, { id, text, mentions, contacts });
    }
    case "plan":
      return sendPlan(row, keep);
    case "call":
      return requests[row.kind].logCall(row.contact_id, row.call, row.id);
    case "edits":
      return requests[row.kind].change(row.contact_id, row.edits, row.id, row.version);
  }
}

/** On top of the row that is known; where that has changed, on top of what it has become. */
async function sendPlan({ kind, contact_id, id, change, version }: WaitingPlan, keep: Keep): Promise<Row> {
  let on = version ?? mySettings.known(kind, contact_id).version;
  for (let rebases = 0; ; rebases += 1) {
    // Written down before: without an answer, the same is asked again.
    if (on !== version) await keep({ version: on });
    try {
      return await requests[kind].plan(contact_id, change, id, on);
    } catch (error) {
      const now = currentIn(error);
      if (!now || rebases === MOST_REBASES) throw error;
      mySettings.arrived(kind, contact_id, now);
      on = now.version;
    }
  }
}

function currentIn(error: unknown): Row | null {
  if (!(error instanceof Refused) || error.status !== CHANGED_MEANWHILE) return null;
  return (error.problem as { current?: Row }).current ?? null;
}

function arrived([row, answer]: Sent): void {
  switch (row.what) {
    case "message":
      chat.arrived(answer as never);
      break;
    case "plan":
      mySettings.arrived(row.kind, row.contact_id, answer as Row);
      forgetRefused(row);
      break;
    case "call":
      called(row, answer as CallLog);
      break;
    case "edits":
      edited(row, answer as Parameters<typeof keepContact>[0]);
  }
}

/** What was refused before is not what is wanted now. */
function forgetRefused({ lane, change }: WaitingPlan): void {
  for (const other of outbox.of(lane)) {
    if (other.refusal === null || other.what !== "plan") continue;
    if (Object.keys(other.change).every((field) => field in change)) void outbox.remove(other.id);
  }
}

function called({ kind, contact_id: id }: { kind: Kind; contact_id: string }, call: CallLog): void {
  recentCalls.arrived(call);
  // The stream may have told of it already.
  queries.setQueryData<CallLog[]>(["calls", kind, id], (calls) => calls && [call, ...calls.filter((one) => one.id !== call.id)]);
  for (const word of ["contact", "history"]) void queries.invalidateQueries({ queryKey: [word, kind, id] });
}

/** What was edited on top of it goes on from what it has become. */
function edited(row: WaitingEdits, saved: Parameters<typeof keepContact>[0]): void {
  const later = outbox.of(row.lane).filter((one) => one.what === "edits" && one.id !== row.id) as WaitingEdits[];
  for (const one of later) void outbox.change(one.id, { version: saved.version });
  keepContact(saved);
  for (const queryKey of [["list", row.kind], ["history", row.kind, row.contact_id]]) void queries.invalidateQueries({ queryKey });
}
