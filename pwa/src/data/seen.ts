/**
 * Tells the gateway what this person has before their eyes, so that no phone rings for what they are reading.
 *
 * The tabs of a browser have one stream, so they have one word: that of the tab that is looked at. A hidden one is silent
 * while another is seen.
 */

import { api } from "@/lib/api";

const SAID_EVERY_MS = 10_000;
/** Less than the four seconds that push waits. */
const GATHERED_FOR_MS = 1_000;
/** A tab that ends may not say so. */
const BELIEVED_MS = 15_000;

interface Place {
  conn: string | null;
  cursor: string | null;
}

/** How much a tab is looked at: the one that is typed into, one beside it, one that is hidden. */
type Look = "focused" | "visible" | "hidden";

interface Word {
  tab: string;
  look: Look;
}

export class Seen {
  private conversation: string | null = null;
  private soon: ReturnType<typeof setTimeout> | undefined;
  private often: ReturnType<typeof setInterval> | undefined;
  private channel: BroadcastChannel | null = null;
  private readonly tab = crypto.randomUUID();
  private readonly others = new Map<string, { look: Look; at: number }>();
  private readonly where: () => Place;

  constructor(where: () => Place) {
    this.where = where;
  }

  begin(): void {
    this.end();
    document.addEventListener("visibilitychange", this.onVisibility);
    addEventListener("focus", this.onFocus);
    if ("BroadcastChannel" in globalThis) {
      this.channel = new BroadcastChannel("qero-seen");
      this.channel.addEventListener("message", this.onOther);
    }
    this.often = setInterval(() => isVisible() && this.say(), SAID_EVERY_MS);
    this.changed();
  }

  end(): void {
    document.removeEventListener("visibilitychange", this.onVisibility);
    removeEventListener("focus", this.onFocus);
    this.channel?.close();
    this.channel = null;
    this.others.clear();
    clearInterval(this.often);
    clearTimeout(this.soon);
    this.soon = undefined;
  }

  get shown(): string | null {
    return this.conversation;
  }

  look(conversationId: string | null): void {
    this.conversation = conversationId;
    this.changed();
  }

  /** Something arrived where the person looks: their place has moved on. */
  arrived(conversationId: string): void {
    if (conversationId === this.conversation && isVisible()) this.changed();
  }

  changed(): void {
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.say();
    }, GATHERED_FOR_MS);
  }

  private readonly onFocus = (): void => this.changed();

  /** A timer of a hidden page may never come. */
  private readonly onVisibility = (): void => (isVisible() ? this.changed() : this.say());

  private readonly onOther = ({ data: { tab, look } }: MessageEvent<Word>): void => {
    this.others.set(tab, { look, at: performance.now() });
  };

  private say(): void {
    const look = isVisible() ? (document.hasFocus() ? "focused" : "visible") : "hidden";
    this.channel?.postMessage({ tab: this.tab, look } satisfies Word);
    const { conn, cursor } = this.where();
    if (conn === null || this.isLessThanAnother(look)) return;
    const visible = look !== "hidden";
    const body = { conn, cursor, visible, conversation: visible ? this.conversation : null };
    void api.POST("/api/stream/seen", { body, keepalive: true }).catch(() => null);
  }

  private isLessThanAnother(look: Look): boolean {
    if (look === "focused") return false;
    const now = performance.now();
    return [...this.others.values()].some(
      (other) => now - other.at < BELIEVED_MS && (other.look === "focused" || (look === "hidden" && other.look === "visible")),
    );
  }
}

const isVisible = () => document.visibilityState === "visible";
