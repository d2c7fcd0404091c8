/**
 * What was done here and is on its way: messages, presses, calls, edits. Each is kept on the device before it is sent, and
 * leaves when the server has answered: done without a network, or in a page that was closed, it is sent when there is one
 * again, in its order and under its id.
 *
 * Tabs share it. One of them sends at a time what belongs to one lane: a conversation, or a contact.
 */

import { Refused } from "@/lib/problem";
import type { Device } from "./device";
import type { Done, Waiting } from "./waiting";

/** `keep` writes down what the row has to know when it is sent again. Answers, or throws. */
type Send = (row: Waiting, keep: (change: Partial<Waiting>) => Promise<void>) => Promise<unknown>;
type Locked = (name: string, act: () => Promise<void>) => Promise<void>;

const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;

/** What tabs tell one another, so that what one has sent is seen in all at once. */
type Word = { sent: Waiting; answer: unknown } | { refused: Waiting } | "changed";

export class Outbox {
  private device: Promise<Device | null> = Promise.resolve(null);
  private channel: BroadcastChannel | null = null;
  private rows: readonly Waiting[] = [];
  private readonly readers = new Set<() => void>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** On the way to the device: where each will lie. */
  private readonly adding = new Map<string, Promise<number | null>>();
  private failures = 0;
  private writing: Promise<void> = Promise.resolve();
  private readonly send: Send;
  private readonly locked: Locked;
  /** Told in every tab: before it leaves, and when it is not to be sent. */
  onSent: (row: Waiting, answer: unknown) => void = () => {};
  onRefused: (row: Waiting) => void = () => {};
  sentenceOf: (error: unknown) => string = String;

  constructor(send: Send, locked: Locked = byLock) {
    this.send = send;
    this.locked = locked;
  }

  async begin(device: Promise<Device | null>): Promise<void> {
    this.device = device;
    this.channel = new BroadcastChannel("qero-outbox");
    this.channel.addEventListener("message", ({ data }: MessageEvent<Word>) => {
      this.heard(data);
      void this.reread();
    });
    await this.reread();
    this.sendAll();
  }

  end(): void {
    this.channel?.close();
    this.channel = null;
    this.device = Promise.resolve(null);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.rows = [];
    this.tell();
  }

  all(): readonly Waiting[] {
    return this.rows;
  }

  of(lane: string): readonly Waiting[] {
    return this.rows.filter((row) => row.lane === lane);
  }

  subscribe(reader: () => void): () => void {
    this.readers.add(reader);
    return () => void this.readers.delete(reader);
  }

  /** Shown from this moment on. */
  add(done: Done): Promise<void> {
    const row: Waiting = { ...done, refusal: null };
    this.rows = [...this.rows, row];
    this.tell();
    // At once, whatever else is being written: the page may end in the next moment.
    const adding = this.device.then((device) => device && addTo(device, row)).catch(() => null);
    this.adding.set(row.id, adding);
    this.writing = Promise.all([adding, this.writing]).then(([place]) => {
      this.adding.delete(row.id);
      if (place !== null) this.rows = this.rows.map((one) => (one.id === row.id ? { ...one, place } : one));
      this.channel?.postMessage("changed" satisfies Word);
    });
    return this.writing.then(() => this.sendOf(row.lane));
  }

  retry(id: string): Promise<void> {
    return this.change(id, { refusal: null }).then(() => this.sendAll());
  }

  remove(id: string): Promise<void> {
    const row = this.rows.find((one) => one.id === id);
    const adding = this.adding.get(id);
    this.rows = this.rows.filter((one) => one.id !== id);
    this.tell();
    return this.keep(async (device) => {
      const place = row?.place ?? (await adding);
      if (typeof place === "number") await device.delete("outbox", place);
    });
  }

  /** There is a network again, perhaps. */
  sendAll(): void {
    this.failures = 0;
    for (const lane of new Set(this.rows.map((row) => row.lane))) void this.sendOf(lane);
  }

  /** Of a row that waits, what it has to know. */
  change(id: string, change: Partial<Waiting>): Promise<void> {
    this.rows = this.rows.map((row) => (row.id === id ? ({ ...row, ...change } as Waiting) : row));
    this.tell();
    const row = this.rows.find((one) => one.id === id);
    const adding = this.adding.get(id);
    return this.keep(async (device) => {
      const place = row?.place ?? (await adding);
      if (row && typeof place === "number") await device.put("outbox", { ...row, place });
    });
  }

  private sendOf(lane: string): Promise<void> {
    clearTimeout(this.timers.get(lane));
    this.timers.delete(lane);
    return this.locked(`qero-outbox ${lane}`, async () => {
      await this.reread();
      for (let row = this.next(lane); row; row = this.next(lane, row)) {
        if (!(await this.sent(row))) {
          this.later(lane);
          return;
        }
      }
    });
  }

  /** Looked up anew each time: what one answer brings may change what is sent after it. */
  private next(lane: string, after?: Waiting): Waiting | undefined {
    const rows = this.of(lane).filter(({ refusal, id }) => refusal === null || id === after?.id);
    return rows[rows.findIndex(({ id }) => id === after?.id) + 1];
  }

  private async sent(row: Waiting): Promise<boolean> {
    const { device } = this;
    let answer;
    try {
      answer = await this.send(row, (change) => this.change(row.id, change));
    } catch (error) {
      if (!isFinal(error) || device !== this.device) return false;
      const refused = { ...row, refusal: this.sentenceOf(error) };
      await this.change(row.id, { refusal: refused.refusal });
      this.say({ refused });
      return true;
    }
    // Who did it has left meanwhile.
    if (device !== this.device) return false;
    this.failures = 0;
    this.say({ sent: row, answer });
    await this.remove(row.id);
    return true;
  }

  private say(word: Word): void {
    this.heard(word);
    this.channel?.postMessage(word);
  }

  private heard(word: Word): void {
    if (word === "changed") return;
    if ("sent" in word) this.onSent(word.sent, word.answer);
    else this.onRefused(word.refused);
  }

  private later(lane: string): void {
    if (!this.channel) return;
    const pause = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** this.failures);
    this.failures += 1;
    this.timers.set(lane, setTimeout(() => void this.sendOf(lane), pause));
  }

  /** Without a database (a private window) it is kept as long as the page. */
  private keep(act: (device: Device) => Promise<unknown>): Promise<void> {
    const kept = this.writing.then(async () => {
      const device = await this.device;
      if (device) await Promise.resolve(device).then(act).catch(() => null);
      this.channel?.postMessage("changed" satisfies Word);
    });
    this.writing = kept;
    return kept;
  }

  private async reread(): Promise<void> {
    const device = await this.device;
    let kept: Waiting[] | undefined;
    let seen;
    do {
      seen = this.writing;
      await seen;
      kept = await readAll(device);
      // Something was written, or taken away, meanwhile.
    } while (seen !== this.writing);
    if (!kept) return;
    const unkept = this.rows.filter(({ place }) => place === undefined);
    this.rows = [...kept, ...unkept];
    this.tell();
  }

  private tell(): void {
    for (const read of this.readers) read();
  }
}

/** Without waiting for anything in between: a page that ends has it kept none the less. */
async function addTo(device: Device, row: Waiting): Promise<number> {
  const writing = device.transaction("outbox", "readwrite");
  const place = writing.store.add(row);
  writing.commit();
  await writing.done;
  return place;
}

/** Undefined where there is no database, or none any more. */
async function readAll(device: Device | null): Promise<Waiting[] | undefined> {
  try {
    return await device?.getAll("outbox");
  } catch {
    return undefined;
  }
}

const MAY_BE_A_YES_LATER = new Set([401, 408, 425, 429]);

/** A "no" that stays one, and a fault of the server's own. Too fast, too busy, or signed out for now, is none. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Refused) || error.slug === "idempotency-key-in-progress") return false;
  return error.status === 500 || (error.status >= 400 && error.status < 500 && !MAY_BE_A_YES_LATER.has(error.status));
}

const last = new Map<string, Promise<void>>();

/** Where a browser has no locks (an address that is not secure), each tab sees to its own order. */
async function byLock(name: string, act: () => Promise<void>): Promise<void> {
  const locks = navigator.locks as LockManager | null | undefined;
  if (locks) {
    await locks.request(name, act);
    return;
  }
  const next = (last.get(name) ?? Promise.resolve()).then(act);
  last.set(name, next);
  await next;
}
