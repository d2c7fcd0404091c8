/** Readers of the outbox: each renders anew when something is added to it, sent or refused. */

import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { outbox } from "@/data/sending";
import type { Waiting } from "@/data/waiting";

export function useWaiting(): readonly Waiting[] {
  const [waiting, setWaiting] = useState(() => outbox.all());
  useLayoutEffect(() => {
    const read = () => setWaiting(outbox.all());
    read();
    return outbox.subscribe(read);
  }, []);
  return waiting;
}

export function useWaitingIn(lane: string): readonly Waiting[] {
  return useWaiting().filter((row) => row.lane === lane);
}

const LONG_MS = 5_000;

/** What has waited for a while, and what was refused: of all else nobody needs to hear. */
export function useHeldUp(): { waiting: number; refused: number } {
  const all = useWaiting();
  const [now, setNow] = useState(Date.now);
  const waiting = all.filter(({ refusal, at }) => refusal === null && now - Date.parse(at) >= LONG_MS).length;
  const refused = all.filter(({ refusal }) => refusal !== null).length;
  const isFresh = waiting + refused < all.length;
  useEffect(() => {
    if (!isFresh) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), LONG_MS);
    return () => clearTimeout(timer);
  }, [all, now]);
  return { waiting, refused };
}
