/**
 * People to call, one after the other: who was read so far, who was put back, who is done, and where one stands.
 *
 * Pure. It is read page by page while one calls; who was skipped comes after all that are still to be read.
 */

import type { Contact } from "./kinds";
import { keyOf } from "./my-settings-store";
import type { Source } from "./queue-source";

export interface Queue {
  source: Source;
  ahead: readonly Contact[];
  /** Skipped, in that order. */
  back: readonly Contact[];
  /** Among `ahead` and then `back`. */
  at: number;
  done: ReadonlySet<string>;
  /** Undefined: nothing was read yet. Null: all was. */
  cursor: string | null | undefined;
}

/** What is kept of it at each step, small; the contacts are kept when some more were read. */
export interface Place {
  source: Source;
  current: string | null;
  done: readonly string[];
  skipped: readonly string[];
}

export const keyIn = ({ kind, id }: Contact): string => keyOf(kind, id);

export function begun(source: Source): Queue {
  return { source, ahead: [], back: [], at: 0, done: new Set(), cursor: undefined };
}

export function membersOf({ ahead, back }: Queue): readonly Contact[] {
  return back.length === 0 ? ahead : [...ahead, ...back];
}

export function currentOf(queue: Queue): Contact | undefined {
  const { ahead, back, at } = queue;
  return at < ahead.length ? ahead[at] : back[at - ahead.length];
}

export function isFinished(queue: Queue): boolean {
  return queue.cursor === null && membersOf(queue).every((one) => queue.done.has(keyIn(one)));
}

export function withPage(queue: Queue, contacts: readonly Contact[], cursor: string | null): Queue {
  const known = new Set(membersOf(queue).map(keyIn));
  const added = contacts.filter((one) => !known.has(keyIn(one)));
  const at = queue.at >= queue.ahead.length && queue.back.length > 0 ? queue.at + added.length : queue.at;
  return { ...queue, ahead: [...queue.ahead, ...added], at, cursor };
}

/** By so many, without anything being done about who is left. */
export function moved(queue: Queue, by: number): Queue {
  const last = membersOf(queue).length - 1;
  return { ...queue, at: Math.max(0, Math.min(last, queue.at + by)) };
}

export function jumped(queue: Queue, key: string): Queue {
  const at = membersOf(queue).findIndex((one) => keyIn(one) === key);
  return at < 0 ? queue : { ...queue, at };
}

/** The next who is not done, from the beginning again when there is none further on. */
export function advanced(queue: Queue): Queue {
  const members = membersOf(queue);
  const isOpen = (one: Contact) => !queue.done.has(keyIn(one));
  const further = members.findIndex((one, index) => index > queue.at && isOpen(one));
  const at = further >= 0 ? further : members.findIndex(isOpen);
  return at < 0 ? queue : { ...queue, at };
}

export function done(queue: Queue): Queue {
  const current = currentOf(queue);
  return current ? { ...queue, done: new Set([...queue.done, keyIn(current)]) } : queue;
}

export function undone(queue: Queue, key: string): Queue {
  return jumped({ ...queue, done: new Set([...queue.done].filter((one) => one !== key)) }, key);
}

export function skipped(queue: Queue): Queue {
  const current = currentOf(queue);
  if (!current) return queue;
  const rest = without(queue, keyIn(current));
  // Who came after stands at this place now; of those who are left, the skipped one comes last.
  const among = [...membersOf(rest).slice(queue.at), ...membersOf(rest).slice(0, queue.at), current];
  const next = among.find((one) => !queue.done.has(keyIn(one))) ?? current;
  return jumped({ ...rest, back: [...rest.back, current] }, keyIn(next));
}

/** Back at the place where they were. */
export function unskipped(queue: Queue, key: string, place: number): Queue {
  const one = membersOf(queue).find((member) => keyIn(member) === key);
  if (!one) return queue;
  const rest = without(queue, key);
  const inAhead = place <= rest.ahead.length;
  const put = (among: readonly Contact[], at: number) => [...among.slice(0, at), one, ...among.slice(at)];
  return inAhead
    ? { ...rest, ahead: put(rest.ahead, place), at: place }
    : { ...rest, back: put(rest.back, place - rest.ahead.length), at: place };
}

/** As they became. Who is archived leaves, unless they are looked at this moment. */
export function withNewer(queue: Queue, contact: Contact): Queue {
  const key = keyIn(contact);
  const known = membersOf(queue).find((one) => keyIn(one) === key);
  if (!known || known.version >= contact.version) return queue;
  const current = currentOf(queue);
  if (contact.archived_at && current && keyIn(current) !== key) return jumped(without(queue, key), keyIn(current));
  const newer = (one: Contact) => (keyIn(one) === key ? contact : one);
  return { ...queue, ahead: queue.ahead.map(newer), back: queue.back.map(newer) };
}

export function placeOf(queue: Queue): Place {
  const current = currentOf(queue);
  return { source: queue.source, current: current ? keyIn(current) : null, done: [...queue.done], skipped: queue.back.map(keyIn) };
}

export function restored(read: readonly Contact[], cursor: Queue["cursor"], place: Place): Queue {
  const back = place.skipped.flatMap((key) => read.find((one) => keyIn(one) === key) ?? []);
  const gone = new Set(place.skipped);
  const ahead = read.filter((one) => !gone.has(keyIn(one)));
  const queue: Queue = { source: place.source, ahead, back, at: 0, done: new Set(place.done), cursor };
  return place.current === null ? queue : jumped(queue, place.current);
}

function without(queue: Queue, key: string): Queue {
  const others = (one: Contact) => keyIn(one) !== key;
  return { ...queue, ahead: queue.ahead.filter(others), back: queue.back.filter(others) };
}
