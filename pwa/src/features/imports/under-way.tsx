import type { Import } from "@/data/imports";
import { importWords } from "@/lib/words/imports";
import { Progress } from "@/ui/progress";
import { Counts } from "./counts";

export function UnderWay({ one: { state, counts, undo } }: { one: Import }) {
  const told = importWords();
  const isUndoing = state === "undoing";
  const touched = counts.created + counts.updated;
  const done = undo ? undo.removed + undo.restored + undo.kept : counts.done;
  const all = isUndoing ? touched : counts.rows;
  return (
    <section class="space-y-4 rounded-2xl border border-line bg-surface p-4">
      <div class="space-y-2">
        <Progress label={told.progress} part={all ? Math.min(1, done / all) : 0} />
        <p class="flex justify-between gap-2 text-sm">
          <span class="font-medium tabular-nums">
            {isUndoing ? told.undoing : counts.done === 0 ? told.waiting : told.of(counts.done, counts.rows)}
          </span>
        </p>
        <p class="text-sm text-quiet">{told.leave}</p>
      </div>
      {isUndoing && undo ? (
        <Counts words={told.undoneCounts} counts={undo} />
      ) : (
        <Counts words={told.counts} counts={counts} />
      )}
    </section>
  );
}
