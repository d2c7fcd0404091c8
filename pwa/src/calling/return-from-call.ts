/** A web app sees nothing of a call: only that one left it by a `tel:` link, and when one comes back. */

import { useEffect, useRef } from "preact/hooks";
import type { Contact } from "@/data/kinds";

interface UnderWay {
  kind: Contact["kind"];
  id: string;
  phone: string;
  /** Milliseconds, by this clock. */
  at: number;
}

const KEPT = "call under way";
const SHORTEST_CALL_MS = 5_000;
const LONGEST_CALL_MS = 2 * 3_600_000;

/** Kept where it outlives the page: a phone may end the app during the call. */
export function callBegins({ kind, id }: Pick<Contact, "kind" | "id">, phone: string): void {
  localStorage.setItem(KEPT, JSON.stringify({ kind, id, phone, at: Date.now() } satisfies UnderWay));
}

export function callIsOver(): void {
  localStorage.removeItem(KEPT);
}

/** The last call that began, if it was to this contact and nobody has said yet how it went. */
export function callUnderWay({ kind, id }: Pick<Contact, "kind" | "id">): UnderWay | null {
  const kept = localStorage.getItem(KEPT);
  const call = kept === null ? null : (JSON.parse(kept) as UnderWay);
  return call?.kind === kind && call.id === id && Date.now() - call.at <= LONGEST_CALL_MS ? call : null;
}

/** Told once for each call to this contact when one has come back from it: the seconds that it may have taken. */
export function useReturnFromCall({ kind, id }: Pick<Contact, "kind" | "id">, onReturn: (seconds: number) => void): void {
  const told = useRef(0);
  const tell = useRef(onReturn);
  tell.current = onReturn;
  useEffect(() => {
    const look = () => {
      const call = document.visibilityState === "visible" ? callUnderWay({ kind, id }) : null;
      const took = call ? Date.now() - call.at : 0;
      if (!call || took < SHORTEST_CALL_MS || call.at === told.current) return;
      told.current = call.at;
      tell.current(Math.round(took / 1000));
    };
    look();
    document.addEventListener("visibilitychange", look);
    // Where another program dials, the page may have been in sight all the while.
    addEventListener("focus", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("focus", look);
    };
  }, [kind, id]);
}
