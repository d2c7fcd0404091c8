import { useInfiniteQuery } from "@tanstack/preact-query";
import { useNames } from "@/data/names";
import { itemsIn } from "@/data/pages";
import { audit, type AuditEntry } from "@/data/team";
import { sentenceOf } from "@/lib/sentence";
import { relative, shortMoment } from "@/lib/time";
import { teamWords } from "@/lib/words/team";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Panel } from "@/ui/panel";

export function Audit() {
  const found = useInfiniteQuery(audit);
  const entries = itemsIn(found.data);
  const told = teamWords();
  return (
    <Panel title={told.audit}>
      {found.isPending && <div class="h-12 animate-pulse rounded-xl bg-line" />}
      {found.isError && (
        <p role="alert" class="flex items-center justify-between gap-2 text-sm text-quiet">
          {sentenceOf(found.error)}
          <Button look="quiet" onClick={() => void found.refetch()}>
            {words().trouble.retry}
          </Button>
        </p>
      )}
      {found.isSuccess && entries.length === 0 && <p class="text-sm text-quiet">{told.nothing}</p>}
      <ul>
        {entries.map((entry) => (
          <Entry key={`${entry.at} ${entry.what} ${entry.subject_id}`} entry={entry} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button look="quiet" class="w-full" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {told.showMore}
        </Button>
      )}
    </Panel>
  );
}

const ROLES = new Set(["role", "before", "after"]);

function Entry({ entry: { at, person_id: person, subject_id: subject, what, facts = {} } }: { entry: AuditEntry }) {
  const nameOf = useNames();
  const { role } = words().more;
  const said = Object.entries(facts).map(([name, text]) => [
    name,
    ROLES.has(name) ? (role[text as keyof typeof role] ?? text).toLocaleLowerCase() : text,
  ]);
  const happened = teamWords().happened[what];
  return (
    <li class="flex gap-3 py-2 text-sm">
      <span class="min-w-0 grow break-words">
        <span class="font-medium">{nameOf(person)}</span> {happened(subject ? nameOf(subject) : "", Object.fromEntries(said))}
      </span>
      <time class="shrink-0 text-quiet" dateTime={at} title={shortMoment(at)}>
        {relative(at)}
      </time>
    </li>
  );
}
