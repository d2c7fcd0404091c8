/**
 * What a conversation is to this person, as snapshots and events tell of it. Pure.
 *
 * Both come in any order and more than once: of each part the newer one stays, whatever it came with.
 */

import type { Conversation, Member, Message } from "@/gen/schema";

export type { Conversation, Member, Message };

export function merged(known: Conversation | undefined, told: Conversation): Conversation {
  if (!known) return told;
  const newer = told.version >= known.version ? told : known;
  return {
    ...newer,
    ...lastOf(known, told),
    me: known.me && told.me ? mergedMember(known.me, told.me) : (told.me ?? known.me ?? null),
  };
}

function lastOf(known: Conversation, told: Conversation): Pick<Conversation, "last_number" | "last_message"> {
  const [less, more] = told.last_number < known.last_number ? [told, known] : [known, told];
  const isOlder = less.last_number === more.last_number && versionOf(less.last_message) > versionOf(more.last_message);
  const { last_number, last_message } = isOlder ? less : more;
  return { last_number, last_message };
}

const versionOf = (message: Message | null) => message?.version ?? 0;

/** Who left and came back begins anew. The mark of one's own messages moves without a new version. */
function mergedMember(known: Member, told: Member): Member {
  if (told.joined_at !== known.joined_at) return told.joined_at > known.joined_at ? told : known;
  if (told.version !== known.version) return told.version > known.version ? told : known;
  return told.read_number >= known.read_number ? told : known;
}

export function withMember(known: Conversation, told: Member): Conversation {
  return { ...known, me: known.me ? mergedMember(known.me, told) : told };
}

/** One that was said just now. To have written is to have read. */
export function withPosted(known: Conversation, message: Message, myId: string): Conversation {
  if (message.number <= known.last_number) return withChanged(known, message);
  const { me } = known;
  const isMine = message.author_id === myId;
  const read_number = isMine ? message.number : (me?.read_number ?? 0);
  const mentions = isMine ? 0 : (me?.mentions ?? 0) + (message.mentions.includes(myId) ? 1 : 0);
  return {
    ...known,
    last_number: message.number,
    last_message: message,
    me: me ? { ...me, read_number, mentions } : null,
  };
}

export function withChanged(known: Conversation, message: Message): Conversation {
  const last = known.last_message;
  if (last?.number !== message.number || last.version >= message.version) return known;
  return { ...known, last_message: message };
}

/** Shown before the server has heard of it. */
export function withRead(known: Conversation, number: number): Conversation {
  const { me } = known;
  if (!me || me.read_number >= number) return known;
  return { ...known, me: { ...me, read_number: number, mentions: number >= known.last_number ? 0 : me.mentions } };
}

export function unreadOf({ me, last_number }: Conversation): number {
  return me ? Math.max(0, last_number - me.read_number) : 0;
}

export function mentionsOf(conversation: Conversation): number {
  return unreadOf(conversation) > 0 ? (conversation.me?.mentions ?? 0) : 0;
}

/** What of it counts on the tab: what it may ring for. */
export function countedOf(conversation: Conversation): number {
  const notify = conversation.me?.notify;
  if (notify === "all") return unreadOf(conversation);
  return notify === "mentions" ? mentionsOf(conversation) : 0;
}

/** The one with the newest message first. */
export function inOrder(conversations: Iterable<Conversation>): Conversation[] {
  return [...conversations].toSorted((one, other) => (movedAt(one) < movedAt(other) ? 1 : -1));
}

const movedAt = ({ last_message, created_at }: Conversation) => last_message?.posted_at ?? created_at;

/** What it is called: by its name, or by who else is in it. */
export function titleOf(
  { kind, name, member_ids }: Conversation,
  myId: string,
  nameOf: (personId: string) => string,
  notes: string,
): string {
  if (name) return name;
  const others = member_ids.filter((id) => id !== myId);
  if (kind === "direct" && others.length === 0) return notes;
  return others.map(nameOf).join(", ");
}

/** Of a direct one, who it is with. */
export function partnerOf({ kind, member_ids }: Conversation, myId: string): string | undefined {
  return kind === "direct" ? (member_ids.find((id) => id !== myId) ?? myId) : undefined;
}
