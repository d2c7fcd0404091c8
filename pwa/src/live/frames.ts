/** What arrives on the stream, as the gateway's `live/frames.py` writes it. */

export interface LiveEvent {
  service: string;
  position: number;
  event_id: string;
  type: string;
  at: string;
  data: unknown;
}

/** Who is there, who is typing: may be lost, is never repeated. */
export interface Ephemeral {
  type: string;
  [more: string]: unknown;
}

export type Frame =
  | { event: "hello"; data: { conn: string; resumed: boolean } }
  | { event: "event"; data: LiveEvent & { n: number } }
  | { event: "ephemeral"; data: Ephemeral }
  | { event: "hb"; data: { n: number; live: boolean } }
  | { event: "reset"; data: { services: string[]; reason: string } }
  | { event: "bye"; data: { reason: ByeReason; retry_ms: number } };

export type ByeReason = "rotate" | "deploy" | "reauth" | "superseded" | "revoked";

const KNOWN = new Set(["hello", "event", "ephemeral", "hb", "reset", "bye"]);

/** Null: a kind of frame that this version does not know, to be passed over. */
export function frameOf(event: string | undefined, data: string): Frame | null {
  if (event === undefined || !KNOWN.has(event)) return null;
  return { event, data: JSON.parse(data) } as Frame;
}
