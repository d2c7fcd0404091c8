/** Readers of the outbox: each renders anew when something is added to it, sent or refused. */

import { useLayoutEffect, useState } from "preact/hooks";
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
