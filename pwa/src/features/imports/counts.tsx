import { importWords } from "@/lib/words/imports";

/** As the database has them: `words` says which, in what order. */
export function Counts<Name extends string>({ words, counts }: { words: Record<Name, string>; counts: Record<NoInfer<Name>, number> }) {
  const { count } = importWords();
  return (
    <dl class="grid grid-cols-2 gap-2 wide:grid-cols-4">
      {(Object.keys(words) as Name[]).map((name) => (
        <div key={name} class="flex flex-col-reverse rounded-xl bg-ground px-3 py-2">
          <dt class="text-sm text-quiet">{words[name]}</dt>
          <dd class="text-lg font-semibold tabular-nums" data-count={name}>
            {count(counts[name])}
          </dd>
        </div>
      ))}
    </dl>
  );
}
