import { useEffect } from "preact/hooks";
import { currentOf, keyIn, membersOf, type Queue } from "@/data/queue";
import { callingWords } from "@/lib/words/calling";
import { IconButton } from "@/ui/button";
import { step } from "./steps";
import { titleOf } from "./title";

export function QueueHeader({ queue, onChange }: { queue: Queue; onChange: () => void }) {
  const members = membersOf(queue);
  const { queue: told } = callingWords();
  const title = titleOf(queue.source);
  const total = queue.cursor === null ? String(members.length) : `${members.length}+`;
  const done = members.filter((one) => queue.done.has(keyIn(one))).length;
  const place = told.place(queue.at + 1, total);
  useEffect(() => {
    document.title = `${title} · QERO`;
    return () => void (document.title = "QERO");
  }, [title]);
  return (
    <header class="border-b border-line bg-surface">
      <div class="flex flex-wrap items-center gap-1 py-1 pr-1 pl-4">
        <h1 class="min-w-0 truncate text-lg font-semibold">{title}</h1>
        <IconButton icon="down" label={told.change} onClick={onChange} />
        {members.length > 0 && (
          <div class="ml-auto flex shrink-0 items-center">
            <IconButton icon="back" label={told.previous} disabled={queue.at === 0} class="disabled:opacity-40" onClick={() => step(-1)} />
            <p class="text-sm font-medium tabular-nums">{place}</p>
            <IconButton icon="next" label={told.next} disabled={queue.at >= members.length - 1} class="disabled:opacity-40" onClick={() => step(1)} />
          </div>
        )}
      </div>
      <div
        role="progressbar"
        aria-label={told.progress(done, total)}
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={Math.max(1, members.length)}
        class="h-1 bg-line"
      >
        <div class="h-full bg-accent transition-[width]" style={{ width: `${(100 * done) / Math.max(1, members.length)}%` }} />
      </div>
      {/* Who cannot see the card hears who is on it now. */}
      <p role="status" class="sr-only">
        {members.length > 0 && `${currentOf(queue)?.name ?? ""}, ${place}`}
      </p>
    </header>
  );
}
