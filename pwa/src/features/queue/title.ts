import type { Source } from "@/data/queue-source";
import type { Status } from "@/data/my-settings";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";

/** What a queue is called: by whom it is made of. */
export function titleOf(source: Source): string {
  const { queue } = callingWords();
  if (source.of === "due") return queue.due;
  const { q, status } = source.filter;
  const word = status ? words().status[status as Status] : "";
  const named = word && source.kind === "tma" ? queue.tma(word) : word;
  return [named, q && `“${q}”`].filter(Boolean).join(" · ") || queue.all[source.kind];
}
