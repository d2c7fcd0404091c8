/** Tells the gateway what this person has before their eyes, so that no phone rings for what they are reading. */

import { api } from "@/lib/api";

const SAID_EVERY_MS = 10_000;
/** Less than the four seconds that push waits. */
const GATHERED_FOR_MS = 1_000;

interface Place {
  conn: string | null;
  cursor: string | null;
}

export class Seen {
  private conversation: string | null = null;
  private soon: ReturnType<typeof setTimeout> | undefined;
  private often: ReturnType<typeof setInterval> | undefined;
  private readonly where: () => Place;

  constructor(where: () => Place) {
    this.where = where;
  }

  begin(): void {
    this.end();
    document.addEventListener("visibilitychange", this.onVisibility);
    this.often = setInterval(() => isVisible() && this.say(), SAID_EVERY_MS);
    this.changed();
  }

  end(): void {
    document.removeEventListener("visibilitychange", this.onVisibility);
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

  /** A timer of a hidden page may never come. */
  private readonly onVisibility = (): void => (isVisible() ? this.changed() : this.say());

  private say(): void {
    const { conn, cursor } = this.where();
    if (conn === null) return;
    const visible = isVisible();
    const body = { conn, cursor, visible, conversation: visible ? this.conversation : null };
    void api.POST("/api/stream/seen", { body, keepalive: true }).catch(() => null);
  }
}

const isVisible = () => document.visibilityState === "visible";
