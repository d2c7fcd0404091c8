/** A colleague who has called somebody a little while ago: worth knowing before calling as well. */

import { useQuery } from "@tanstack/preact-query";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { me } from "@/data/contacts";
import type { Contact } from "@/data/kinds";
import { type Known, recentCalls } from "@/data/recent-calls";
import type { CallLog } from "@/gen/schema";

const RECENT_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

type Of = Pick<Contact, "kind" | "id">;

/** Undefined until it is known. Asks for nothing. */
export function useKnownCalls({ kind, id }: Of): Known | undefined {
  const [, renderAgain] = useState(0);
  useLayoutEffect(() => recentCalls.subscribe(kind, id, () => renderAgain((times) => times + 1)), [kind, id]);
  return recentCalls.of(kind, id);
}

/** Asks for them where they are not known. */
export function useRecentCalls({ kind, id }: Of): Known | undefined {
  const [, renderAgain] = useState(0);
  useEffect(() => {
    void recentCalls.load(kind, [id]);
    // "12 min ago" grows old.
    const timer = setInterval(() => renderAgain((times) => times + 1), MINUTE_MS);
    return () => clearInterval(timer);
  }, [kind, id]);
  return useKnownCalls({ kind, id });
}

/** The newest of somebody else's. */
export function othersCall(calls: Known | null | undefined, myId: string | undefined, now = Date.now()): CallLog | null {
  if (!calls || calls === "unavailable" || myId === undefined) return null;
  return calls.find((call) => call.person_id !== myId && now - Date.parse(call.called_at) < RECENT_MS) ?? null;
}

export function useMyId(): string | undefined {
  return useQuery(me).data?.profile.id;
}
