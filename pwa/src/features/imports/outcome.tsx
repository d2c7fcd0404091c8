/** What became of it, and the way back. */

import { useMutation } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { type Import, importsAt, keepImport, undoImport } from "@/data/imports";
import { LIST_PATH } from "@/data/kinds";
import { sentenceOf } from "@/lib/sentence";
import { importWords } from "@/lib/words/imports";
import { words } from "@/lib/words/words";
import { Button, ButtonLink, ScreenLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Panel } from "@/ui/panel";
import { Sheet } from "@/ui/sheet";
import { Counts } from "./counts";

export function Outcome({ one }: { one: Import }) {
  const { id, kind, state, counts, undo, detail } = one;
  const told = importWords();
  const isUndone = state === "undone";
  return (
    <>
      {state === "failed" && (
        <p role="alert" class="flex gap-3 rounded-2xl bg-danger-soft p-4 text-danger">
          <Icon name="warning" />
          {detail}
        </p>
      )}
      {isUndone && undo && (
        <Panel title={told.undone}>
          <Counts words={told.undoneCounts} counts={undo} />
          {undo.kept > 0 && <p class="text-sm text-quiet">{told.undoneLead}</p>}
          <Download href={`${importsAt[kind]}/${id}/undone.csv`} label={told.undoneReport} />
        </Panel>
      )}
      <section class="space-y-4 rounded-2xl border border-line bg-surface p-4">
        <p class="font-medium tabular-nums">{told.of(counts.done, counts.rows)}</p>
        <Counts words={told.counts} counts={counts} />
        {counts.suspected ? <Suspected one={one} count={counts.suspected} /> : null}
        {counts.refused > 0 && (
          <div class="space-y-2">
            <Download href={`${importsAt[kind]}/${id}/refused.csv`} label={told.refusedRows} />
            <p class="text-sm text-quiet">{told.refusedLead}</p>
          </div>
        )}
        {!isUndone && counts.created > 0 && (
          <ScreenLink look="primary" class="w-full" href={`${LIST_PATH[kind]}?sort=-created_at`}>
            {told.show}
          </ScreenLink>
        )}
        <ScreenLink class="w-full" href={`${LIST_PATH[kind]}/imports`}>
          {told.another}
        </ScreenLink>
      </section>
      {!isUndone && <Undo one={one} />}
    </>
  );
}

function Suspected({ one: { kind, id }, count }: { one: Import; count: number }) {
  const told = importWords();
  return (
    <p class="flex flex-wrap items-center gap-x-3 rounded-xl bg-working-soft px-3 text-sm text-working">
      <Icon name="group" small />
      <span class="grow py-3">{told.suspected(count)}</span>
      <ScreenLink look="quiet" class="!px-0 text-sm" href={`${LIST_PATH[kind]}/duplicates?import=${id}`}>
        {told.look}
      </ScreenLink>
    </p>
  );
}

function Download({ href, label }: { href: string; label: string }) {
  return (
    <ButtonLink class="w-full" icon="install" href={href} download>
      {label}
    </ButtonLink>
  );
}

function Undo({ one }: { one: Import }) {
  const [asking, setAsking] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const told = importWords();
  const undoing = useMutation({
    mutationFn: () => undoImport(one, key),
    onSuccess: (begun) => (setAsking(false), keepImport(begun)),
  });
  return (
    <>
      <Button look="quiet" class="w-full !text-danger" onClick={() => setAsking(true)}>
        {told.undo}
      </Button>
      {asking && (
        <Sheet title={told.undoTitle} closeLabel={words().trouble.dismiss} onClose={() => setAsking(false)}>
          <div class="space-y-4">
            <p>{told.undoLead(one.counts.created)}</p>
            {undoing.isError && (
              <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
                {sentenceOf(undoing.error)}
              </p>
            )}
            <Button
              class="min-h-14 w-full !border-danger !text-danger"
              disabled={undoing.isPending}
              onClick={() => undoing.mutate()}
            >
              {told.undoButton}
            </Button>
            <Button class="w-full" onClick={() => setAsking(false)}>
              {told.keep}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  );
}
