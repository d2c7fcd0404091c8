/** The part of a conversation that is held: messages one after the other, without a hole between them. Pure. */

import type { Message, MessagePage } from "@/gen/schema";

export interface Thread {
  items: readonly Message[];
  hasEarlier: boolean;
  hasLater: boolean;
}

export const PAGE = 50;
/** As much of it is held and shown at once; what is further away is asked for again. */
export const MOST_HELD = 200;

export function threadOf({ items, has_earlier, has_later }: MessagePage): Thread {
  return { items, hasEarlier: has_earlier, hasLater: has_later };
}

const firstOf = ({ items }: Thread) => items[0]?.number ?? 0;
export const lastOf = ({ items }: Thread) => items.at(-1)?.number ?? 0;

export function find(thread: Thread | undefined, number: number): Message | undefined {
  return thread?.items[number - firstOf(thread)];
}

/** A page that touches or overlaps is laid over it; one from elsewhere takes its place. */
export function withPage(known: Thread | undefined, told: Thread): Thread {
  if (!known || known.items.length === 0) return told;
  if (told.items.length === 0) return { ...known, hasLater: told.hasLater };
  if (firstOf(told) > lastOf(known) + 1 || lastOf(told) < firstOf(known) - 1) return told;
  const messages = new Map(known.items.map((message) => [message.number, message]));
  for (const message of told.items) {
    const other = messages.get(message.number);
    if (!other || other.version <= message.version) messages.set(message.number, message);
  }
  return {
    items: [...messages.values()].toSorted((one, other) => one.number - other.number),
    hasEarlier: firstOf(told) <= firstOf(known) ? told.hasEarlier : known.hasEarlier,
    hasLater: lastOf(told) >= lastOf(known) ? told.hasLater : known.hasLater,
  };
}

/** Said just now, or become something else. One that does not follow on the last says that there is more. */
export function withMessage(thread: Thread, message: Message): Thread {
  const { items } = thread;
  const last = lastOf(thread);
  if (message.number > last) {
    if (thread.hasLater) return thread;
    if (message.number > last + 1) return { ...thread, hasLater: true };
    return { ...thread, items: [...items, message] };
  }
  const known = find(thread, message.number);
  if (!known || known.version >= message.version) return thread;
  return { ...thread, items: items.map((one) => (one.number === message.number ? message : one)) };
}

/** Keeps what is near the end that is looked at. */
export function trimmed(thread: Thread, end: "earlier" | "later", most = MOST_HELD): Thread {
  if (thread.items.length <= most) return thread;
  return end === "earlier"
    ? { ...thread, items: thread.items.slice(0, most), hasLater: true }
    : { ...thread, items: thread.items.slice(-most), hasEarlier: true };
}

/** Whether the first unread one is in it, or the one before it, so that the line between can be drawn. */
export function covers(thread: Thread, number: number): boolean {
  return !thread.hasEarlier || firstOf(thread) <= number;
}
