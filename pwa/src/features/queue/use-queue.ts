import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { Queue } from "@/data/queue";
import { addressOf, sourceIn } from "@/data/queue-source";
import { queueStore } from "@/data/queue-store";

/** The one that the address names, or that was left; undefined until it is known which. */
export function useQueue(personId: string | undefined, address: string): Queue | null | undefined {
  const [, renderAgain] = useState(0);
  useLayoutEffect(() => queueStore.subscribe(() => renderAgain((times) => times + 1)), []);
  useEffect(() => {
    if (personId !== undefined) void queueStore.open(personId, sourceIn(address));
  }, [personId, address]);
  useEffect(() => () => queueStore.close(), []);
  const now = queueStore.now();
  if (queueStore.isOpened) return now;
  // Left a while ago, and looked at again.
  const wanted = sourceIn(address);
  return now && (!wanted || addressOf(wanted) === addressOf(now.source)) ? now : undefined;
}
