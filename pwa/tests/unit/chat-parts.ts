import type { Conversation, Member, Message } from "@/gen/schema";

/** What tests of the chat are made of; what a test does not name is unimportant to it. */

export const ANN = "ann";
export const BEN = "ben";
const CONVERSATION = "c";

export function message(number: number, more: Partial<Message> = {}): Message {
  return {
    conversation_id: CONVERSATION,
    number,
    id: `m${number}`,
    author_id: BEN,
    text: `message ${number}`,
    mentions: [],
    contacts: [],
    reactions: [],
    posted_at: "2026-11-27T10:00:00Z",
    edits: 0,
    version: 1,
    ...more,
  };
}

export function member(more: Partial<Member> = {}): Member {
  return {
    conversation_id: CONVERSATION,
    person_id: ANN,
    joined_at: "2026-11-01T00:00:00Z",
    read_number: 0,
    unread: 0,
    mentions: 0,
    notify: "all",
    version: 1,
    ...more,
  };
}

export function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    id: CONVERSATION,
    kind: "channel",
    name: "sales",
    topic: "",
    is_private: true,
    member_ids: [ANN, BEN],
    last_number: 0,
    last_message: null,
    created_by: ANN,
    created_at: "2026-11-01T00:00:00Z",
    archived_at: null,
    version: 1,
    me: member(),
    ...more,
  };
}

export const soon = () => new Promise<void>((over) => setTimeout(over, 0));
