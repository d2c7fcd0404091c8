/** Candidates by my own status: three columns on a desk, three tabs on a phone. A press moves one at once. */

import { useInfiniteQuery } from "@tanstack/preact-query";
import { useId, useMemo, useState } from "preact/hooks";
import { useSearch } from "wouter-preact";
import { listOf } from "@/data/contacts";
import { type Contact, STATUSES } from "@/data/kinds";
import type { Status } from "@/data/my-settings";
import { itemsIn } from "@/data/pages";
import { sentenceOf } from "@/lib/sentence";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { useStatuses } from "@/settings/use-statuses";
import { Button, IconButton } from "@/ui/button";
import { SkeletonRows } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { VirtualList } from "@/ui/virtual-list";
import { CARD_HEIGHT, TmaCard } from "./tma-card";

const COLUMNS = STATUSES.tma;

/** `onList`: back to the list, where there is no room for both. */
export function TmaBoard({ onList }: { onList: () => void }) {
  const [shown, setShown] = useState<Status>(COLUMNS[0]!);
  const panel = useId();
  const lists = COLUMNS.map((status) => useCandidates(status));
  const pages = lists.map(({ data }) => data);
  const all = useMemo(() => unique(pages.flatMap(itemsIn)), pages);
  const statusOf = useStatuses("tma", useMemo(() => all.map(({ id }) => id), [all]));
  const told = listWords();
  return (
    <div class="flex h-full min-h-0 flex-col">
      {/* That of the list is out of sight with it. */}
      <h1 class="sr-only wide:hidden">{words().lists.tma}</h1>
      <div class="flex items-center bg-surface wide:hidden">
        <IconButton icon="back" label={told.asList} onClick={onList} />
        <div class="grow">
          <Tabs
            label={told.columns}
            tabs={COLUMNS.map((status) => [status, words().status[status]] as const)}
            chosen={shown}
            onChoose={setShown}
            panel={panel}
          />
        </div>
      </div>
      <div id={panel} class="flex min-h-0 grow">
        {COLUMNS.map((status, place) => (
          <section
            key={status}
            aria-labelledby={`${panel}-head-${status}`}
            class={`${status === shown ? "flex" : "hidden wide:flex"} min-h-0 min-w-0 grow basis-0 flex-col border-line wide:not-last:border-r`}
          >
            <h2 id={`${panel}-head-${status}`} class="border-b border-line bg-surface px-4 py-3 text-base font-semibold max-wide:sr-only">
              {words().status[status]}
            </h2>
            <Column status={status} candidates={all.filter(({ id }) => statusOf(id) === status)} found={lists[place]!} />
          </section>
        ))}
      </div>
    </div>
  );
}

type Found = ReturnType<typeof useCandidates>;

function useCandidates(status: Status) {
  return useInfiniteQuery({ ...listOf("tma", { status, sort: "name" }), refetchOnMount: "always" });
}

function Column({ status, candidates, found }: { status: Status; candidates: readonly Contact[]; found: Found }) {
  const search = useSearch();
  const { loading, trouble } = words();
  if (found.isPending) return <SkeletonRows count={5} label={loading} />;
  if (found.isError && candidates.length === 0) {
    return (
      <p role="alert" class="space-y-2 p-4 text-sm text-quiet">
        {sentenceOf(found.error)}
        <Button class="w-full" onClick={() => void found.refetch()}>
          {trouble.retry}
        </Button>
      </p>
    );
  }
  if (candidates.length === 0) return <p class="p-4 text-sm text-quiet">{listWords().noneHere}</p>;
  return (
    <VirtualList
      items={candidates}
      rowHeight={CARD_HEIGHT}
      label={words().status[status]}
      total={found.hasNextPage ? -1 : candidates.length}
      idOf={(one) => one.id}
      onNearEnd={() => {
        if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
      }}
      render={(one) => <TmaCard candidate={one} search={search} />}
    />
  );
}

/** By name, as each of the lists is. */
function unique(candidates: readonly Contact[]): Contact[] {
  const byId = new Map(candidates.map((one) => [one.id, one]));
  return [...byId.values()].toSorted((one, other) => one.name.localeCompare(other.name, "sv"));
}
