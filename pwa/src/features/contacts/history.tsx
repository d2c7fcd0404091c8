import { useInfiniteQuery } from "@tanstack/preact-query";
import { useNames } from "@/data/names";
import { historyOf } from "@/data/contacts";
import type { Contact } from "@/data/kinds";
import { itemsIn } from "@/data/pages";
import { sentenceOf } from "@/lib/sentence";
import { relative, shortMoment } from "@/lib/time";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";

export function History({ contact: { kind, id } }: { contact: Contact }) {
  const history = useInfiniteQuery(historyOf(kind, id));
  const nameOf = useNames();
  const { contact: told, happening, trouble } = words();
  const entries = itemsIn(history.data);
  return (
    <section class="rounded-2xl border border-line bg-surface p-4">
      <h2 class="text-sm font-semibold">{told.history}</h2>
      {history.isPending && <div class="mt-2 h-12 animate-pulse rounded-xl bg-line" />}
      {history.isError && entries.length === 0 && (
        <p role="alert" class="flex items-center justify-between gap-2 text-sm text-quiet">
          {sentenceOf(history.error)}
          <Button look="quiet" onClick={() => void history.refetch()}>
            {trouble.retry}
          </Button>
        </p>
      )}
      {history.isSuccess && entries.length === 0 && <p class="mt-1 text-sm text-quiet">{told.noHistory}</p>}
      <ul>
        {entries.map(({ at, person_id: person, what, changes }) => (
          <li key={`${at} ${what} ${person}`} class="flex gap-2 py-2 text-sm">
            <span class="min-w-0 grow truncate">
              <span class="font-medium">{nameOf(person)}</span> {happening[what]}
              <Fields of={changes ?? {}} />
            </span>
            <time class="shrink-0 text-quiet" dateTime={at} title={shortMoment(at)}>
              {relative(at)}
            </time>
          </li>
        ))}
      </ul>
      {history.hasNextPage && (
        <Button look="quiet" class="w-full" onClick={() => void history.fetchNextPage()}>
          {told.more}
        </Button>
      )}
    </section>
  );
}

/** Which fields of the contact it was; of a call nobody needs to know. */
function Fields({ of }: { of: Record<string, unknown> }) {
  const { field } = listWords();
  const names = (Object.keys(field) as (keyof typeof field)[]).filter((name) => name in of);
  return names.length > 0 && <span class="text-quiet"> · {names.map((name) => field[name]).join(", ")}</span>;
}
