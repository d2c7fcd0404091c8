import { useQuery } from "@tanstack/preact-query";
import { Link } from "wouter-preact";
import { type Import, importsOf, type ImportState, isUnderWay } from "@/data/imports";
import { type Kind, LIST_PATH } from "@/data/kinds";
import { useNames } from "@/data/names";
import { sentenceOf } from "@/lib/sentence";
import { relative } from "@/lib/time";
import { importWords } from "@/lib/words/imports";
import { words } from "@/lib/words/words";
import { Icon, type IconName } from "@/ui/icon";
import { Panel } from "@/ui/panel";
import { SkeletonRows, Trouble } from "@/ui/states";

/** Also of colleagues; one that is under way goes on here. */
export function PastImports({ kind }: { kind: Kind }) {
  const { data, error, isPending, refetch } = useQuery(importsOf(kind));
  const { past, none } = importWords();
  const { loading, trouble } = words();
  return (
    <Panel title={past}>
      {isPending && <SkeletonRows count={3} label={loading} />}
      {error && !data && (
        <Trouble title={trouble.title} detail={sentenceOf(error)} retry={trouble.retry} onRetry={() => void refetch()} />
      )}
      {data?.length === 0 && <p class="text-sm text-quiet">{none}</p>}
      {data && data.length > 0 && (
        <ul class="-mx-2 divide-y divide-line">
          {data.map((one) => (
            <Row key={one.id} one={one} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const LOOK: Record<ImportState, { icon: IconName; class: string }> = {
  uploading: { icon: "clock", class: "bg-line text-quiet" },
  ready: { icon: "clock", class: "bg-later-soft text-later" },
  running: { icon: "clock", class: "bg-working-soft text-working" },
  done: { icon: "check", class: "bg-accent-soft text-accent" },
  failed: { icon: "warning", class: "bg-danger-soft text-danger" },
  undoing: { icon: "clock", class: "bg-working-soft text-working" },
  undone: { icon: "back", class: "bg-line text-quiet" },
};

export function StateTag({ state }: Pick<Import, "state">) {
  const { icon, class: look } = LOOK[state];
  return (
    <span class={`inline-flex h-6 shrink-0 items-center gap-1 rounded-full px-2 text-xs font-semibold ${look}`}>
      <Icon name={icon} small />
      {importWords().state[state]}
    </span>
  );
}

function Row({ one }: { one: Import }) {
  const { id, kind, filename, state, counts, created_by: person, created_at: at } = one;
  const nameOf = useNames();
  const told = importWords();
  const result = isUnderWay(one) ? told.of(counts.done, counts.rows) : state === "done" ? told.created(counts.created) : "";
  return (
    <li>
      <Link href={`${LIST_PATH[kind]}/imports/${id}`} class="yielding min-h-16 gap-x-3 rounded-xl px-2 py-2 hover:bg-ground">
        <span class="min-w-0 grow basis-24">
          <span class="block truncate font-medium">{filename}</span>
          <span class="block truncate text-sm text-quiet">{told.by(nameOf(person), relative(at))}</span>
        </span>
        <span class="flex shrink-0 flex-col items-end gap-1">
          <StateTag state={state} />
          {result && <span class="text-xs text-quiet tabular-nums">{result}</span>}
        </span>
        <span class="text-quiet">
          <Icon name="next" small />
        </span>
      </Link>
    </li>
  );
}
