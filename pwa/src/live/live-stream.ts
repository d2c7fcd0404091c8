/**
 * The one stream of a page: opened at sign-in, closed at sign-out, and by nothing in between.
 *
 * Screens never open or close it. They read what `Listener` was told into the store, and come and go as they like.
 */

import { Attempt, type AttemptListener, type End } from "./attempt";
import { Cursor } from "./cursor";
import { eventsSince } from "./events-page";
import type { Ephemeral, Frame, LiveEvent } from "./frames";

/** `degraded`: by asking again and again, for something on the way holds the stream back. */
export type LiveState = "online" | "degraded" | "offline" | "auth_required";

export interface Listener {
  /** Each event once, in the order of its service. It is an upsert by id and version. */
  onEvent(event: LiveEvent): void;
  onEphemeral(word: Ephemeral): void;
  /** Of these services nothing is known for sure any more: fetch what is shown anew. */
  onReset(services: string[], reason: string): void;
  onState(state: LiveState): void;
  /** What was told before it is seen; the gateway is there. */
  onPlace?(): void;
}

const SHORTEST_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
const STABLE_MS = 30_000;
const SHORT_LIVED_MS = 10_000;
const MOST_SHORT_LIVED = 3;
const SAID_OFFLINE_AFTER_MS = 4_000;
const SILENCE_MS = 35_000;
const STALE_MS = 20_000;
const HIDDEN_LONG_MS = 10_000;
const WAKE_DEBOUNCE_MS = 300;
const WAKE_AT_MOST_EVERY_MS = 2_000;
const ERROR_PAUSE_MS = 60_000;
const POLLING_MS = 600_000;
const POLL_WAITS_SECONDS = 25;
const WAKES = ["pageshow", "focus", "online"] as const;

export class LiveStream implements AttemptListener {
  private current: Attempt | null = null;
  private next: Attempt | null = null;
  private cursor: Cursor | null = null;
  private state: LiveState | null = null;
  private running = false;
  private failures = 0;
  private shortLived = 0;
  private refreshed = false;
  private padded = false;
  private lostHole = false;
  private openedAt = -Infinity;
  private conn: string | null = null;
  private hiddenAt: number | null = null;
  private wokenAt = -Infinity;
  private timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly listener: Listener;
  private readonly tab = crypto.randomUUID();

  constructor(listener: Listener) {
    this.listener = listener;
  }

  /** As the gateway calls the one that is open, and how far it has come. */
  get place(): { conn: string | null; cursor: string | null } {
    return { conn: this.conn, cursor: this.cursor?.toString() ?? null };
  }

  /** From where a stream before it has come, or from now on. */
  start(since: string | null = null): void {
    if (this.running) return;
    this.running = true;
    this.cursor = since === null ? null : Cursor.parse(since);
    document.addEventListener("visibilitychange", this.onVisibility);
    document.addEventListener("resume", this.onWake);
    for (const wake of WAKES) addEventListener(wake, this.onWake);
    this.after("watch", SHORTEST_MS, this.watch);
    this.sayOfflineLater();
    this.open();
  }

  /** Somebody looks, perhaps elsewhere: a stream that looks open proves nothing after a sleep. */
  wake(): void {
    if (this.running) this.renewIfStale(false);
  }

  stop(): void {
    this.running = false;
    document.removeEventListener("visibilitychange", this.onVisibility);
    document.removeEventListener("resume", this.onWake);
    for (const wake of WAKES) removeEventListener(wake, this.onWake);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.current?.drop();
    this.next?.drop();
    this.current = this.next = null;
    this.conn = this.state = null;
    this.failures = this.shortLived = 0;
    this.refreshed = this.padded = this.lostHole = false;
  }

  onFrame(attempt: Attempt, frame: Frame, id: string | undefined): void {
    if (attempt !== this.current && attempt !== this.next) return;
    switch (frame.event) {
      case "hello":
        this.conn = frame.data.conn;
        this.greeted(attempt);
        break;
      case "event":
        if (!this.hasAll(attempt, frame.data.n - 1)) return;
        attempt.n = frame.data.n;
        this.tell(frame.data);
        break;
      case "hb":
        if (!this.hasAll(attempt, frame.data.n)) return;
        attempt.n = frame.data.n;
        break;
      case "ephemeral":
        this.listener.onEphemeral(frame.data);
        break;
      case "reset":
        this.listener.onReset(frame.data.services, frame.data.reason);
        break;
      case "bye":
        this.leave(attempt, frame.data.reason, frame.data.retry_ms);
    }
    if (id !== undefined) this.cursor = Cursor.parse(id) ?? this.cursor;
    this.listener.onPlace?.();
  }

  onEnd(attempt: Attempt, end: End): void {
    const wasCurrent = attempt === this.current;
    if (wasCurrent) this.current = null;
    else if (attempt === this.next) this.next = null;
    else return;
    // Another one is under way, or about to be.
    if (attempt.leaving || (wasCurrent && this.next)) return;
    this.sayOfflineLater();
    this.recover(attempt, end);
  }

  private open = (): void => {
    if (!this.running || this.next) return;
    const early = this.openedAt + SHORTEST_MS - performance.now();
    if (early > 0) {
      this.after("open", early, this.open);
      return;
    }
    this.clear("open");
    this.openedAt = performance.now();
    const asked = new URLSearchParams({ v: "1", tab: this.tab });
    if (this.cursor) asked.set("since", this.cursor.toString());
    if (this.padded) asked.set("pad", "1");
    this.next = new Attempt(`/api/stream?${asked}`, this);
  };

  private greeted(attempt: Attempt): void {
    this.current?.drop();
    this.current = attempt;
    this.next = null;
    this.refreshed = false;
    this.clear("offline");
    this.clear("poll");
    this.say("online");
  }

  private tell(event: LiveEvent): void {
    // A stream that replaces another overlaps with it.
    if (!this.cursor?.has(event.service, event.position)) this.listener.onEvent(event);
  }

  /** A hole in the numbers of one connection: the first time it is asked anew, then what is shown is fetched. */
  private hasAll(attempt: Attempt, n: number): boolean {
    if (n === attempt.n) {
      // A connection that has told nothing yet proves nothing.
      this.lostHole &&= n === 0;
      return true;
    }
    if (this.lostHole) {
      // To ask for it once more would go on for ever.
      this.listener.onReset([], "hole");
      return true;
    }
    this.lostHole = true;
    attempt.drop();
    this.current = this.next = null;
    this.open();
    return false;
  }

  private leave(attempt: Attempt, reason: string, retryMs: number): void {
    attempt.leaving = true;
    // By the one that this page opened in its place.
    if (reason === "superseded" && this.next !== null && this.next !== attempt) return;
    if (reason === "superseded" || reason === "revoked") {
      this.stop();
      this.say("auth_required");
      return;
    }
    const ask = reason === "reauth" ? () => void this.refresh() : this.open;
    this.after("open", Math.random() * retryMs, ask);
  }

  private recover(attempt: Attempt, end: End): void {
    if (end.kind === "buffered" && !this.padded) {
      this.padded = true;
      this.open();
      return;
    }
    const lived = attempt.helloAt === null ? 0 : performance.now() - attempt.helloAt;
    // A device that has lost its network says nothing of what is on the way.
    if (navigator.onLine) this.shortLived = attempt.helloAt !== null && lived < SHORT_LIVED_MS ? this.shortLived + 1 : 0;
    if (end.kind === "buffered" || this.shortLived >= MOST_SHORT_LIVED) {
      this.poll(performance.now() + POLLING_MS);
      return;
    }
    if (lived > STABLE_MS) this.failures = 0;
    if (end.kind === "status") this.refused(end.status, end.retryAfter);
    else this.after("open", this.backoff(), this.open);
  }

  private refused(status: number, retryAfter: number): void {
    if (status === 401 && !this.refreshed) void this.refresh();
    else if (status === 401 || status === 403) {
      this.stop();
      this.say("auth_required");
    } else if (status === 429 || status === 503) {
      this.after("open", retryAfter + Math.random() * 1000, this.open);
    } else this.after("open", status >= 500 ? this.backoff() : ERROR_PAUSE_MS, this.open);
  }

  /** Whatever asks who one is renews the session's cookie when it is due. */
  private async refresh(): Promise<void> {
    this.refreshed = true;
    await fetch("/api/me", { cache: "no-store" }).catch(() => null);
    this.open();
  }

  /** Asks again and again, each question waiting at the gateway for something to tell. */
  private poll(until: number): void {
    const round = async (): Promise<void> => {
      if (!this.running || this.current) return;
      if (performance.now() > until) {
        this.shortLived = 0;
        this.open();
        return;
      }
      const answered = await this.pollOnce().catch(() => false);
      if (answered) {
        this.failures = 0;
        this.clear("offline");
        this.say("degraded");
      } else this.sayOfflineLater();
      this.after("poll", answered ? SHORTEST_MS : this.backoff(), () => void round());
    };
    void round();
  }

  private async pollOnce(): Promise<boolean> {
    const page = await eventsSince(this.cursor?.toString() ?? null, POLL_WAITS_SECONDS);
    if (!page) return false;
    for (const { services, reason } of page.resets) this.listener.onReset(services, reason);
    for (const event of page.events) this.tell(event);
    this.cursor = Cursor.parse(page.cursor);
    this.listener.onPlace?.();
    return true;
  }

  private backoff(): number {
    const longest = Math.min(LONGEST_BACKOFF_MS, 1000 * 2 ** this.failures);
    this.failures += 1;
    return Math.max(SHORTEST_MS, Math.random() * longest);
  }

  /** Only while visible: a hidden page's timers and network are the browser's to slow down. */
  private watch = (): void => {
    const silent = this.current && performance.now() - this.current.lastByteAt > SILENCE_MS;
    if (silent && document.visibilityState === "visible") this.current?.end({ kind: "silent" });
    this.after("watch", SHORTEST_MS, this.watch);
  };

  private onVisibility = (): void => {
    if (document.visibilityState === "hidden") this.hiddenAt = performance.now();
    else this.onWake();
  };

  private onWake = (): void => {
    this.after("wake", WAKE_DEBOUNCE_MS, () => {
      if (document.visibilityState !== "visible") return;
      const hiddenLong = this.hiddenAt !== null && performance.now() - this.hiddenAt > HIDDEN_LONG_MS;
      this.hiddenAt = null;
      this.renewIfStale(hiddenLong);
    });
  };

  private renewIfStale(hiddenLong: boolean): void {
    const now = performance.now();
    const stale = !this.current || now - this.current.lastByteAt > STALE_MS;
    if (!hiddenLong && !stale) return;
    const early = this.wokenAt + WAKE_AT_MOST_EVERY_MS - now;
    if (early > 0) {
      this.after("wake", early, () => this.renewIfStale(hiddenLong));
      return;
    }
    this.wokenAt = now;
    this.open();
  }

  private sayOfflineLater(): void {
    if (!this.timers.has("offline")) this.after("offline", SAID_OFFLINE_AFTER_MS, () => this.say("offline"));
  }

  private say(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    this.listener.onState(state);
  }

  private after(name: string, milliseconds: number, what: () => void): void {
    this.clear(name);
    this.timers.set(name, setTimeout(() => (this.timers.delete(name), what()), milliseconds));
  }

  private clear(name: string): void {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
  }
}
