/** A web app sees nothing of a call: only that one left it by a `tel:` link, and when one comes back. */

import { useEffect, useState } from "preact/hooks";
import type { Contact } from "@/data/kinds";

const KEPT = "call under way";
const SHORTEST_CALL_MS = 5_000;
const LONGEST_CALL_MS = 2 * 3_600_000;

/** Kept where it outlives the page: a phone may end the app during the call. */
export function callBegins({ kind, id }: Pick<Contact, "kind" | "id">): void {
  localStorage.setItem(KEPT, JSON.stringify({ kind, id, at: Date.now() }));
}

export function callIsLogged(): void {
  localStorage.removeItem(KEPT);
}

/** Seconds that the call to this contact may have taken, when one has come back from it; else null. */
export function useReturnFromCall({ kind, id }: Pick<Contact, "kind" | "id">): number | null {
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== "visible") return;
      const begun = JSON.parse(localStorage.getItem(KEPT) ?? "{}") as { kind?: string; id?: string; at?: number };
      const took = Date.now() - (begun.at ?? 0);
      if (begun.kind !== kind || begun.id !== id || took < SHORTEST_CALL_MS || took > LONGEST_CALL_MS) return;
      callIsLogged();
      setSeconds(Math.round(took / 1000));
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [kind, id]);
  return seconds;
}
