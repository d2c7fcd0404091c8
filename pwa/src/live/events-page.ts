/** The same events by asking for them: where no stream gets through, and where a tab has missed something. */

import type { LiveEvent } from "./frames";

export interface EventsPage {
  events: LiveEvent[];
  cursor: string;
  resets: { services: string[]; reason: string }[];
}

export const MOST_EVENTS = 200;

/** `wait`: seconds that the gateway may wait for something to happen. Null: it did not answer well. */
export async function eventsSince(since: string | null, wait = 0): Promise<EventsPage | null> {
  const asked = new URLSearchParams({ limit: String(MOST_EVENTS) });
  if (wait > 0) asked.set("wait", String(wait));
  if (since !== null) asked.set("since", since);
  const response = await fetch(`/api/events?${asked}`, { cache: "no-store" });
  return response.ok ? ((await response.json()) as EventsPage) : null;
}
