import { useQuery } from "@tanstack/preact-query";
import { useEffect, useRef } from "preact/hooks";
import { type Import, importOf, isUnderWay } from "@/data/imports";
import { type Kind, LIST_PATH } from "@/data/kinds";
import { useNames } from "@/data/names";
import { queries } from "@/data/stores";
import { Refused } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
import { shortMoment } from "@/lib/time";
import { importWords } from "@/lib/words/imports";
import { words } from "@/lib/words/words";
import { ScreenLink } from "@/ui/button";
import { Page } from "@/ui/page";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { Outcome } from "./outcome";
import { StateTag } from "./past-imports";
import { Prepare } from "./prepare";
import { UnderWay } from "./under-way";

/** Whatever state it is in, on whatever device one comes back to it. */
export function OneImport({ kind, id }: { kind: Kind; id: string }) {
  const { data, error, isPending, refetch } = useQuery(importOf(kind, id));
  const { trouble, loading } = words();
  const told = importWords();
  useListsAfter(data);
  if (isPending) return <SkeletonRows count={6} label={loading} />;
  if (!data) {
    if (error instanceof Refused && [404, 422].includes(error.status)) {
      return (
        <Empty level={1} icon="search" title={told.gone}>
          <ScreenLink href={`${LIST_PATH[kind]}/imports`}>{told.all}</ScreenLink>
        </Empty>
      );
    }
    return <Trouble title={trouble.title} detail={sentenceOf(error)} retry={trouble.retry} onRetry={() => void refetch()} />;
  }
  const isReady = data.state === "ready" && data.preview !== null;
  return (
    <Page title={data.filename} back={{ href: `${LIST_PATH[kind]}/imports`, label: told.all }} spacious={isReady}>
      <Told one={data} />
      {isReady && data.preview && <Prepare key={data.id} one={data} preview={data.preview} />}
      {isUnderWay(data) && <UnderWay one={data} />}
      {["done", "failed", "undone"].includes(data.state) && <Outcome one={data} />}
    </Page>
  );
}

function Told({ one: { state, created_by: person, created_at: at } }: { one: Import }) {
  const nameOf = useNames();
  return (
    <p role="status" class="flex flex-wrap items-center gap-2 text-sm text-quiet">
      <StateTag state={state} />
      {importWords().by(nameOf(person), shortMoment(at))}
    </p>
  );
}

/** The stream tells its end as well; whoever has none sees the new ones all the same. */
function useListsAfter(one: Import | undefined): void {
  const before = useRef(one);
  useEffect(() => {
    if (one && before.current && isUnderWay(before.current) && !isUnderWay(one)) {
      void queries.invalidateQueries({ queryKey: ["list", one.kind] });
    }
    before.current = one;
  }, [one]);
}
