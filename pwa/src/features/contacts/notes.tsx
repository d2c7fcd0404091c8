/** What the team knows of somebody, in one text. */

import { useMutation } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { keepContact } from "@/data/contacts";
import type { Contact } from "@/data/kinds";
import { requests } from "@/data/requests";
import { queries } from "@/data/stores";
import { Refused } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Area } from "@/ui/field";

const CHANGED_ELSEWHERE = 412;
const LONGEST = 20_000;

export function Notes({ contact }: { contact: Contact }) {
  const { kind, id, notes, version } = contact;
  /** Null: nobody is writing. */
  const [typed, setTyped] = useState<string | null>(null);
  const { contact: told, trouble } = words();
  const saving = useMutation({
    mutationFn: (text: string) => requests[kind].change(id, { notes: text }, crypto.randomUUID(), version),
    onSuccess: (saved) => (keepContact(saved), setTyped(null)),
    onError: (error) => {
      if (isElsewhere(error)) void queries.invalidateQueries({ queryKey: ["contact", kind, id] });
    },
  });
  return (
    <section class="space-y-3 rounded-2xl border border-line bg-surface p-4">
      {typed === null ? (
        <>
          <h2 class="text-sm font-semibold">{told.notes}</h2>
          {notes ? (
            <p class="break-words whitespace-pre-wrap">{notes}</p>
          ) : (
            <p class="text-sm text-quiet">{listWords().noNotes}</p>
          )}
          <Button icon="edit" onClick={() => setTyped(notes)}>
            {notes ? told.edit : listWords().writeNotes}
          </Button>
        </>
      ) : (
        <form
          class="space-y-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (!saving.isPending) saving.mutate(typed);
          }}
        >
          <Area label={told.notes} rows={12} maxLength={LONGEST} value={typed} onValue={setTyped} />
          {saving.isError && (
            <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
              {isElsewhere(saving.error) ? told.changedElsewhere : sentenceOf(saving.error)}
            </p>
          )}
          <div class="flex gap-2">
            <Button type="submit" look="primary" disabled={saving.isPending}>
              {told.save}
            </Button>
            <Button look="quiet" onClick={() => (saving.reset(), setTyped(null))}>
              {trouble.dismiss}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}

function isElsewhere(error: unknown): boolean {
  return error instanceof Refused && error.status === CHANGED_ELSEWHERE;
}
