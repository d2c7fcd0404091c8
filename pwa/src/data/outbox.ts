/**
 * Messages on their way. Each is kept on the device before it is sent, and leaves when the server has answered: written
 * without a network, or in a page that was closed, it is sent when there is one again, in its order and under its id.
 *
 * Tabs share it. One of them sends at a time what belongs to one conversation.
 */

import { Refused } from "@/lib/problem";
import type { ContactReference } from "@/gen/schema";
import type { Message } from "./conversations";
import type { Device } from "./device";

export interface Waiting {
  /** Given by the device, in the order of writing. */
  place?: number;
  id: string;
  conversation_id: string;
  text: string;
  mentions: string[];
  contacts: ContactReference[];
  at: string;
  /** Why the server would not have it: it waits for the person. Null: for the network. */
  refusal: string | null;
}

type Send = (waiting: Waiting) => Promise<Message>;
type Locked = (name: string, act: () => Promise<void>) => Promise<void>;

const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;
const SAID = "outbox changed";

export class Outbox {
  private device: Promise<Device | null> = Promise.resolve(null);
  private channel: BroadcastChannel | null = null;
  private rows: readonly Waiting[] = [];
  private readonly readers = new Set<() => void>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private failures = 0;
  private writing: Promise<void> = Promise.resolve();
  private readonly send: Send;
  private readonly locked: Locked;
  onSent: (message: Message) => void = () => {};
  sentenceOf: (error: unknown) => string = String;

  constructor(send: Send, locked: Locked = byLock) {
    this.send = send;
    this.locked = locked;
  }

  async begin(device: Promise<Device | null>): Promise<void> {
    this.device = device;
    this.channel = new BroadcastChannel("qero-outbox");
    this.channel.addEventListener("message", () => void this.reread());
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

  of(conversationId: string): readonly Waiting[] {
    return this.rows.filter(({ conversation_id }) => conversation_id === conversationId);
  }

  subscribe(reader: () => void): () => void {
    this.readers.add(reader);
    return () => void this.readers.delete(reader);
  }

  /** Shown from this moment on. */
  add(written: Omit<Waiting, "place" | "refusal">): Promise<void> {
    const row: Waiting = { ...written, refusal: null };
    this.rows = [...this.rows, row];
    this.tell();
    return this.keep(async (device) => {
      const place = await device.add("outbox", row);
      this.rows = this.rows.map((one) => (one.id === row.id ? { ...row, place } : one));
    }).then(() => this.sendOf(row.conversation_id));
  }

  retry(id: string): Promise<void> {
    return this.change(id, { refusal: null }).then(() => this.sendAll());
  }

  remove(id: string): Promise<void> {
    const place = this.rows.find((row) => row.id === id)?.place;
    this.rows = this.rows.filter((row) => row.id !== id);
    this.tell();
    return this.keep((device) => (place === undefined ? Promise.resolve() : device.delete("outbox", place)));
  }

  /** There is a network again, perhaps. */
  sendAll(): void {
    this.failures = 0;
    for (const id of new Set(this.rows.map(({ conversation_id }) => conversation_id))) void this.sendOf(id);
  }

  private sendOf(conversationId: string): Promise<void> {
    clearTimeout(this.timers.get(conversationId));
    this.timers.delete(conversationId);
    return this.locked(`qero-outbox ${conversationId}`, async () => {
      await this.reread();
      for (const row of this.of(conversationId)) {
        if (row.refusal !== null) continue;
        if (!(await this.sent(row))) {
          this.later(conversationId);
          return;
        }
      }
    });
  }

  private async sent(row: Waiting): Promise<boolean> {
    try {
      const message = await this.send(row);
      this.failures = 0;
      this.onSent(message);
      await this.remove(row.id);
      return true;
    } catch (error) {
      if (!isFinal(error)) return false;
      await this.change(row.id, { refusal: this.sentenceOf(error) });
      return true;
    }
  }

  private later(conversationId: string): void {
    const pause = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** this.failures);
    this.failures += 1;
    this.timers.set(conversationId, setTimeout(() => void this.sendOf(conversationId), pause));
  }

  private change(id: string, change: Partial<Waiting>): Promise<void> {
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, ...change } : row));
    this.tell();
    const row = this.rows.find((one) => one.id === id);
    return this.keep(async (device) => {
      if (row?.place !== undefined) await device.put("outbox", row);
    });
  }

  /** Without a database (a private window) it is kept as long as the page. */
  private keep(act: (device: Device) => Promise<unknown>): Promise<void> {
    const kept = this.writing.then(async () => {
      const device = await this.device;
      if (device) await Promise.resolve(device).then(act).catch(() => null);
      this.channel?.postMessage(SAID);
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

/** Undefined where there is no database, or none any more. */
async function readAll(device: Device | null): Promise<Waiting[] | undefined> {
  try {
    return await device?.getAll("outbox");
  } catch {
    return undefined;
  }
}

/** A "no" that stays one. Too fast, or signed out for now, is none. */
function isFinal(error: unknown): boolean {
  return error instanceof Refused && error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
}

async function byLock(name: string, act: () => Promise<void>): Promise<void> {
  if ("locks" in navigator) await navigator.locks.request(name, act);
  else await act();
}
