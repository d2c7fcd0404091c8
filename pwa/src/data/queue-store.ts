/**
 * The queue of who is signed in: read on while they call, kept on the device at each step, found again where it stopped.
 *
 * However long the list is, only so many are held as may be called in days.
 */

import { chunkUnique } from "./call-logs";
import { type Device, openDevice } from "./device";
import { hears } from "./hears";
import { type Contact, KINDS } from "./kinds";
import { begun, membersOf, type Place, placeOf, type Queue, restored, withNewer, withPage } from "./queue";
import { addressOf, pageOf, type Source } from "./queue-source";
import { type RecentCalls, recentCalls } from "./recent-calls";
import { requests } from "./requests";
import { mySettings } from "./stores";

const HELD_AHEAD = 2_000;
/** Whose calls are asked for at once; those of the others when there is time. */
const SHOWN_FIRST = 50;
const CONTACTS = "queue contacts";
const PLACE = "queue place";

interface KeptContacts {
  source: Source;
  read: readonly Contact[];
  cursor: Queue["cursor"];
}

export class QueueStore {
  private queue: Queue | null = null;
  private error: unknown = null;
  private personId: string | null = null;
  private device: Promise<Device | null> = Promise.resolve(null);
  private isReading = false;
  private isShown = false;
  private turn = new AbortController();
  private readonly readers = new Set<() => void>();
  private readonly page: typeof pageOf;
  private readonly calls: Pick<RecentCalls, "load" | "leave">;
  private readonly plans: typeof loadPlans;

  constructor(page: typeof pageOf, calls: Pick<RecentCalls, "load" | "leave">, plans: typeof loadPlans) {
    this.page = page;
    this.calls = calls;
    this.plans = plans;
  }

  now(): Queue | null {
    return this.queue;
  }

  /** Why no more of it could be read. */
  get trouble(): unknown {
    return this.error;
  }

  subscribe(reader: () => void): () => void {
    this.readers.add(reader);
    return () => void this.readers.delete(reader);
  }

  /** Whether it is known by now what was left. */
  get isOpened(): boolean {
    return this.isShown;
  }

  /** Without a source: the one that was left. With the source of that one: where it stopped. */
  async open(personId: string, source: Source | null): Promise<void> {
    if (this.personId !== personId) {
      this.forget();
      this.personId = personId;
      this.device = openDevice(personId).catch(() => null);
    }
    const kept = this.queue ?? (await this.restore());
    if (this.personId !== personId) return;
    if (kept) void this.plans(membersOf(kept)).catch(() => null);
    this.isShown = true;
    if (source && (!kept || addressOf(kept.source) !== addressOf(source))) this.begin(source);
    else if (kept) {
      this.put(kept);
      this.goOn();
    } else this.tell();
  }

  begin(source: Source): void {
    this.giveUp();
    this.put(begun(source));
    this.goOn();
  }

  /** Reads on from where it was given up. */
  goOn(): void {
    this.error = null;
    void this.read();
    this.loadFirstCalls();
  }

  /** Looked at no more: of what is under way nothing is waited for. */
  close(): void {
    this.isShown = false;
    this.giveUp();
  }

  change(change: (queue: Queue) => Queue): void {
    if (!this.queue) return;
    const next = change(this.queue);
    if (next === this.queue) return;
    this.put(next);
    if (this.isShown && this.error === null) void this.read();
  }

  /** What was known of calls is not sure any more. */
  reset(): void {
    if (!this.isShown) return;
    this.giveUp();
    this.goOn();
  }

  forget(): void {
    this.close();
    this.queue = null;
    this.personId = null;
    void this.device.then((database) => database?.close());
    this.device = Promise.resolve(null);
    this.tell();
  }

  private giveUp(): void {
    this.turn.abort();
    this.turn = new AbortController();
    this.isReading = false;
    this.calls.leave();
  }

  private async read(): Promise<void> {
    if (this.isReading) return;
    const { signal } = this.turn;
    this.isReading = true;
    try {
      while (this.queue && wantsMore(this.queue)) {
        const { source, cursor } = this.queue;
        // One after the other: each page names where the next begins.
        const page = await this.page(source, cursor ?? undefined, signal);
        if (signal.aborted) return;
        const isFirst = cursor === undefined;
        this.put(withPage(this.queue, page.items, page.next_cursor));
        if (isFirst) {
          this.loadFirstCalls();
          void this.keepContacts();
        }
      }
      void this.keepContacts();
      await idle();
      if (!signal.aborted) this.loadCalls(membersHeld(this.queue));
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
      this.tell();
    } finally {
      if (!signal.aborted) this.isReading = false;
    }
  }

  private loadFirstCalls(): void {
    const first = this.queue ? membersHeld(this.queue).slice(this.queue.at, this.queue.at + SHOWN_FIRST) : [];
    this.loadCalls(first);
  }

  private loadCalls(contacts: readonly Contact[]): void {
    for (const kind of KINDS) {
      const ids = contacts.filter((one) => one.kind === kind).map(({ id }) => id);
      if (ids.length > 0) void this.calls.load(kind, ids);
    }
  }

  private put(queue: Queue): void {
    this.queue = queue;
    this.tell();
    void this.keep(PLACE, placeOf(queue));
  }

  private async keepContacts(): Promise<void> {
    if (!this.queue) return;
    const { source, cursor } = this.queue;
    const kept: KeptContacts = { source, read: membersOf(this.queue), cursor };
    await this.keep(CONTACTS, kept);
  }

  private async keep(name: string, value: KeptContacts | Place): Promise<void> {
    const device = await this.device;
    await device?.put("kept", value, name).catch(() => null);
  }

  private async restore(): Promise<Queue | null> {
    const device = await this.device;
    const contacts = (await device?.get("kept", CONTACTS).catch(() => null)) as KeptContacts | undefined | null;
    const place = (await device?.get("kept", PLACE).catch(() => null)) as Place | undefined | null;
    if (!place) return null;
    const isOf = contacts && addressOf(contacts.source) === addressOf(place.source);
    return isOf ? restored(contacts.read, contacts.cursor, place) : begun(place.source);
  }

  private tell(): void {
    for (const read of this.readers) read();
  }
}

/** Of those whom no page has told of in this run. Without a network they come with the card of each. */
async function loadPlans(contacts: readonly Contact[]): Promise<void> {
  for (const kind of KINDS) {
    const unknown = contacts.filter((one) => one.kind === kind && mySettings.known(kind, one.id).version < 0);
    for (const ids of chunkUnique(unknown.map(({ id }) => id))) {
      // One after the other: what is called first is asked for first.
      const plans = await requests[kind].plans(ids);
      for (const [id, plan] of Object.entries(plans)) mySettings.arrived(kind, id, plan);
    }
  }
}

function membersHeld(queue: Queue | null): readonly Contact[] {
  return queue ? membersOf(queue) : [];
}

function wantsMore({ ahead, at, cursor }: Queue): boolean {
  return cursor !== null && ahead.length - at < HELD_AHEAD;
}

function idle(): Promise<void> {
  // Safari has no other way to say it.
  if (!("requestIdleCallback" in globalThis)) return new Promise((over) => setTimeout(over, 0));
  return new Promise((over) => requestIdleCallback(() => over(), { timeout: 1_000 }));
}

export const queueStore = new QueueStore(pageOf, recentCalls, loadPlans);

hears.contact.add((contact) => queueStore.change((queue) => withNewer(queue, contact)));
hears.reset.add(() => queueStore.reset());
hears.over.add(() => queueStore.forget());
