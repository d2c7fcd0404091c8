import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { type Merge, mergesOf, undoMerge } from "@/data/duplicates";
import type { Contact } from "@/data/kinds";
import { sentenceOf } from "@/lib/sentence";
import { formatted, relative } from "@/lib/time";
import { listWords } from "@/lib/words/lists";
import { Button } from "@/ui/button";
import { notify } from "@/ui/notices";
import { useNames } from "@/data/names";

/** Who was merged into this one. Nothing where nobody was. */
export function Merges({ contact: { kind, id } }: { contact: Contact }) {
  const standing = useQuery(mergesOf(kind, id)).data?.filter((one) => !one.undone_at) ?? [];
  if (standing.length === 0) return null;
  return (
    <section class="rounded-2xl border border-line bg-surface p-4">
      <h2 class="text-sm font-semibold">{listWords().mergedInto}</h2>
      <ul class="divide-y divide-line">
        {standing.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Row({ one }: { one: Merge }) {
  const [busy, setBusy] = useState(false);
  const nameOf = useNames();
  const told = listWords();
  const undo = async () => {
    setBusy(true);
    await takeApart(one);
    setBusy(false);
  };
  const isUndoable = Date.parse(one.undoable_until) > Date.now();
  const until = formatted(one.undoable_until, { day: "numeric", month: "short" });
  return (
    <li class="yielding gap-x-2 py-2">
      <div class="min-w-0 grow basis-24">
        <p class="truncate font-medium">{one.merged.name}</p>
        <p class="text-sm text-quiet">{told.mergedBy(nameOf(one.merged_by), relative(one.merged_at))}</p>
        {isUndoable && <p class="text-sm text-quiet">{told.undoableUntil(until)}</p>}
      </div>
      {isUndoable && (
        <Button class="shrink-0 text-sm" disabled={busy} aria-label={told.undoMergeOf(one.merged.name)} onClick={() => void undo()}>
          {told.undo}
        </Button>
      )}
    </li>
  );
}

export async function takeApart(one: Merge): Promise<void> {
  try {
    await undoMerge(one, crypto.randomUUID());
    notify({ name: "merge", text: listWords().undone });
  } catch (error) {
    notify({ name: "merge", text: sentenceOf(error), trouble: true });
  }
}
