/**
 * The one stream of a browser. The tab that holds a lock has it, and tells the others what it hears.
 *
 * Each tab keeps its own cursor: what it was not told it asks for, and when it takes the lock it goes on from there. So
 * nothing is missed and nothing told twice, whoever leads. Without locks or channels each tab has a stream of its own.
 */

import { Cursor } from "./cursor";
import { eventsSince, MOST_EVENTS } from "./events-page";
import type { Ephemeral, LiveEvent } from "./frames";
import { type Listener, LiveStream, type LiveState } from "./live-stream";

type Told = { event: LiveEvent } | { reset: string[]; reason: string };

interface Lead {
  conn: string | null;
  state: LiveState | null;
  visible: boolean;
}

/** By who leads. `told` is what was heard between `before` and `after`; `fresh`: just now, from the gateway. */
interface Heard {
  lead: Lead;
  before: string | null;
  after: string | null;
  told: Told[];
  fresh: boolean;
}

/** `who`: who leads, and how does it stand? `wake`: somebody looks at this tab. */
type Word = Heard | { lead: Lead; ephemeral: Ephemeral } | "who" | "wake";

const SILENT_MS = 20_000;
const BEAT_MS = 5_000;
const WATCH_MS = 1_000;
const MOST_PAGES = 10;
const WAKES = ["pageshow", "focus", "online"] as const;

export class SharedStream {
  private readonly listener: Listener;
  private name = "";
  private channel: BroadcastChannel | null = null;
  private own: LiveStream | null = null;
  private queue = new AbortController();
  private release: () => void = () => {};
  private timers: ReturnType<typeof setInterval>[] = [];
  /** Of the time between a start and its stop: what comes from an earlier one is passed over. */
  private time = 0;
  private cursor: Cursor | null = null;
  private lead: Lead | null = null;
  private state: LiveState | null = null;
  private pending: Told[] = [];
  /** What is told while this tab asks for what it has missed. */
  private held: Heard[] | null = null;
  private heardAt = -Infinity;
  private freshAt = -Infinity;
  private visibleSince = -Infinity;

  constructor(listener: Listener) {
    this.listener = listener;
  }

  /** As the gateway calls the stream, and how far this tab has come. */
  get place(): { conn: string | null; cursor: string | null } {
    const conn = this.own ? this.own.place.conn : (this.lead?.conn ?? null);
    return { conn, cursor: this.cursor?.toString() ?? null };
  }

  get leads(): boolean {
    return this.own !== null;
  }

  start(personId: string): void {
    if (this.name !== "") return;
    this.name = `qero-live-1 ${personId}`;
    this.time += 1;
    const locks = navigator.locks as LockManager | null | undefined;
    if (!locks || !("BroadcastChannel" in globalThis)) {
      this.begin();
      return;
    }
    this.channel = new BroadcastChannel(this.name);
    this.channel.addEventListener("message", this.onWord);
    document.addEventListener("visibilitychange", this.onWake);
    for (const wake of WAKES) addEventListener(wake, this.onWake);
    this.visibleSince = performance.now();
    this.timers = [setInterval(this.watch, WATCH_MS), setInterval(this.beat, BEAT_MS)];
    this.post("who");
    this.stand();
  }

  stop(): void {
    this.time += 1;
    this.name = "";
    document.removeEventListener("visibilitychange", this.onWake);
    for (const wake of WAKES) removeEventListener(wake, this.onWake);
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    this.queue.abort();
    this.resign();
    this.channel?.close();
    this.channel = this.cursor = this.lead = this.state = this.held = null;
  }

  /** Stands in the queue for the lock; or takes it from who holds it and is silent. */
  private stand(steal = false): void {
    this.queue.abort();
    const queue = new AbortController();
    this.queue = queue;
    const { time, name } = this;
    const lead = (over: () => void): void => {
      if (time !== this.time) {
        over();
        return;
      }
      this.release = over;
      this.begin();
    };
    const options = steal ? { steal } : { signal: queue.signal };
    void navigator.locks.request(name, options, () => new Promise<void>(lead)).catch(() => {
      // Stolen: who took it has a stream by now.
      if (queue !== this.queue || !this.own) return;
      this.resign();
      this.stand();
    });
  }

  private begin(): void {
    const { listener } = this;
    this.pending = [];
    this.own = new LiveStream({
      onEvent: (event) => (this.pending.push({ event }), listener.onEvent(event)),
      onEphemeral: (ephemeral) => {
        listener.onEphemeral(ephemeral);
        this.post({ lead: this.leading(), ephemeral });
      },
      onReset: (services, reason) => (this.pending.push({ reset: services, reason }), listener.onReset(services, reason)),
      onState: (state) => (this.say(state), this.beat()),
      onPlace: () => this.moved(),
    });
    this.held = null;
    this.own.start(this.cursor?.toString() ?? null);
    this.beat();
  }

  private resign(): void {
    this.own?.stop();
    this.own = null;
    this.release();
    this.release = () => {};
    this.heardAt = this.freshAt = performance.now();
  }

  private moved(): void {
    const before = this.cursor?.toString() ?? null;
    const after = this.own?.place.cursor ?? null;
    if (after !== null) this.cursor = Cursor.parse(after);
    this.post({ lead: this.leading(), before, after, told: this.pending, fresh: true });
    this.pending = [];
    this.listener.onPlace?.();
  }

  private leading(): Lead {
    return { conn: this.own?.place.conn ?? null, state: this.state, visible: document.visibilityState === "visible" };
  }

  private beat = (): void => {
    if (!this.own) return;
    const at = this.cursor?.toString() ?? null;
    this.post({ lead: this.leading(), before: at, after: at, told: [], fresh: false });
  };

  private post(word: Word): void {
    this.channel?.postMessage(word);
  }

  private onWord = ({ data: word }: MessageEvent<Word>): void => {
    if (this.own) {
      // Of another that led until just now, nothing is news.
      if (word === "who") this.beat();
      else if (word === "wake") this.own.wake();
      return;
    }
    if (typeof word === "string") return;
    this.heardAt = performance.now();
    this.lead = word.lead;
    if (word.lead.state !== null) this.say(word.lead.state);
    if ("ephemeral" in word) this.listener.onEphemeral(word.ephemeral);
    else this.follow(word);
  };

  private follow(heard: Heard): void {
    if (heard.fresh) this.freshAt = this.heardAt;
    if (heard.after === null) return;
    if (this.held) this.held.push(heard);
    else if (this.missedBefore(heard)) void this.catchUp(heard);
    else this.lay(heard);
    if (heard.fresh) this.listener.onPlace?.();
  }

  private missedBefore({ before, after }: Heard): boolean {
    const known = Cursor.parse(before ?? after ?? "");
    return this.cursor !== null && known !== null && !this.cursor.covers(known);
  }

  private lay({ told, after }: Pick<Heard, "told" | "after">): void {
    const end = Cursor.parse(after ?? "");
    for (const one of told) {
      if ("event" in one) this.tell(one.event);
      else {
        this.listener.onReset(one.reset, one.reason);
        // Where it goes on may lie before where it was.
        this.cursor = null;
      }
    }
    if (end) this.cursor = this.cursor?.with(end) ?? end;
  }

  private tell(event: LiveEvent): void {
    const { service, position } = event;
    if (this.cursor?.has(service, position)) return;
    this.cursor = this.cursor?.at(service, position) ?? null;
    this.listener.onEvent(event);
  }

  /** The same gap once more is none that can be filled: what is shown is fetched anew. */
  private async catchUp(first: Heard): Promise<void> {
    const { time } = this;
    const held = [first];
    this.held = held;
    const caughtUp = await this.askForMissed(held).catch(() => false);
    if (time !== this.time || this.held !== held) return;
    this.held = null;
    // Without an answer, what is told next shows the same gap.
    if (!caughtUp) return;
    for (const heard of held) {
      if (this.missedBefore(heard)) {
        this.listener.onReset([], "hole");
        this.cursor = null;
      }
      this.lay(heard);
    }
  }

  private async askForMissed(held: Heard[]): Promise<boolean> {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const found = await eventsSince(this.cursor?.toString() ?? null);
      if (!found) return false;
      // It leads by now, and asks by itself.
      if (this.held !== held) return false;
      const resets = found.resets.map(({ services, reason }) => ({ reset: services, reason }));
      this.lay({ told: [...resets, ...found.events.map((event) => ({ event }))], after: found.cursor });
      if (found.events.length < MOST_EVENTS) return true;
    }
    return true;
  }

  private onWake = (): void => {
    if (document.visibilityState !== "visible") return;
    this.visibleSince = performance.now();
    if (!this.own) this.post("wake");
    if (!this.own) this.post("who");
  };

  /** Only while visible: a hidden tab hears late, and is in no hurry. */
  private watch = (): void => {
    if (this.own || document.visibilityState !== "visible") return;
    const now = performance.now();
    const silent = now - Math.max(this.heardAt, this.visibleSince) > SILENT_MS;
    // A hidden one may not notice that its stream is dead.
    const deaf = this.lead !== null && !this.lead.visible && now - Math.max(this.freshAt, this.visibleSince) > SILENT_MS;
    if (!silent && !deaf) return;
    this.visibleSince = now;
    this.stand(true);
  };

  private say(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    this.listener.onState(state);
  }
}
