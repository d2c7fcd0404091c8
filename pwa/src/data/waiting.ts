/** What a person has done and the server has not answered yet, one shape for each kind of doing. */

import type { CallLog, ContactEdits, ContactReference, NewCallLog } from "@/gen/schema";
import type { Message } from "./conversations";
import type { Contact, Kind } from "./kinds";
import type { Plan, Row } from "./my-settings";

interface Common {
  /** Given by the device, in the order of doing. */
  place?: number;
  /** A UUID that is the idempotency key as well: however often it is sent, it is done once. */
  id: string;
  /** What is in one lane is sent one after the other. */
  lane: string;
  at: string;
  /** Why the server would not have it: it waits for the person. Null: for the network. */
  refusal: string | null;
}

interface OfContact extends Common {
  kind: Kind;
  contact_id: string;
  /** What the contact was called then: it may not be at hand when there is no network. */
  name: string;
}

export interface WaitingMessage extends Common {
  what: "message";
  conversation_id: string;
  text: string;
  mentions: string[];
  contacts: ContactReference[];
}

/** `version` is what was known when it was first sent: a repetition has to be the same request. Null: nothing, yet. */
export interface WaitingPlan extends OfContact {
  what: "plan";
  change: Partial<Plan>;
  version: number | null;
}

export interface WaitingCall extends OfContact {
  what: "call";
  call: NewCallLog;
}

/** `version` is that of the contact which was edited. */
export interface WaitingEdits extends OfContact {
  what: "edits";
  edits: ContactEdits;
  version: number;
}

export type Waiting = WaitingMessage | WaitingPlan | WaitingCall | WaitingEdits;

/** What the server answers to each, when it has it. */
export interface Answers {
  message: Message;
  plan: Row;
  call: CallLog;
  edits: Contact & { my: Row };
}

export type Sent = { [What in keyof Answers]: [row: Extract<Waiting, { what: What }>, answer: Answers[What]] }[keyof Answers];

/** As `outbox.add` takes it. */
export type Done = Waiting extends infer One ? (One extends Waiting ? Omit<One, "place" | "refusal"> : never) : never;

/** With what waits to be changed in it; what was refused is taken back by that alone. */
export function withEdits(contact: Contact, waiting: readonly Waiting[]): Contact {
  return waiting.reduce<Contact>((over, row) => {
    if (row.what !== "edits" || row.refusal !== null || row.contact_id !== contact.id) return over;
    return { ...over, ...row.edits } as Contact;
  }, contact);
}

export const laneOf = {
  conversation: (id: string) => `chat ${id}`,
  contact: (kind: Kind, id: string) => `${kind} ${id}`,
};

export const isMessage = (row: Waiting): row is WaitingMessage => row.what === "message";
export const isPlan = (row: Waiting): row is WaitingPlan => row.what === "plan";
export const isCall = (row: Waiting): row is WaitingCall => row.what === "call";
