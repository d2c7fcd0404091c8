/** Pairs that may be one person: merged, or told apart for good. */

import { useInfiniteQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useSearchParams } from "wouter-preact";
import { dismissSuspicion, type Suspicion, suspicionsOf } from "@/data/duplicates";
import { type Contact, type Kind, LIST_PATH, pathOf } from "@/data/kinds";
import { itemsIn } from "@/data/pages";
import { sentenceOf } from "@/lib/sentence";
import { relative } from "@/lib/time";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { Avatar } from "@/ui/avatar";
import { Button, Chip, ScreenLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { notify } from "@/ui/notices";
import { Page } from "@/ui/page";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { shownPhone } from "@/calling/phone";

export function DuplicatesScreen({ kind }: { kind: Kind }) {
  const [params, setParams] = useSearchParams();
  const ofImport = params.get("import") ?? undefined;
  const found = useInfiniteQuery(suspicionsOf(kind, ofImport));
  const pairs = itemsIn(found.data);
  const told = listWords();
  const { loading, lists, trouble } = words();
  return (
    <Page title={told.duplicates} lead={told.suspectsLead} back={{ href: LIST_PATH[kind], label: lists[kind] }}>
      {ofImport && (
        <Chip on aria-label={told.noLonger(told.ofImport)} onClick={() => setParams({})}>
          {told.ofImport}
          <Icon name="close" small />
        </Chip>
      )}
      {found.isPending && <SkeletonRows count={4} label={loading} />}
      {found.isError && pairs.length === 0 && (
        <Trouble
          title={trouble.title}
          detail={sentenceOf(found.error)}
          retry={trouble.retry}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.isSuccess && pairs.length === 0 && !found.hasNextPage && (
        <Empty icon="group" title={told.noSuspects} lead={told.noSuspectsLead} />
      )}
      <ul class="space-y-3">
        {pairs.map((pair) => (
          <Pair key={`${pair.one.id} ${pair.other.id}`} kind={kind} pair={pair} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button class="w-full" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {told.showMore}
        </Button>
      )}
    </Page>
  );
}

function Pair({ kind, pair }: { kind: Kind; pair: Suspicion }) {
  const { one, other, likeness } = pair;
  const [busy, setBusy] = useState(false);
  const told = listWords();
  const dismiss = async () => {
    setBusy(true);
    try {
      await dismissSuspicion(kind, pair);
      notify({ name: "suspicion", text: told.dismissed });
    } catch (error) {
      notify({ name: "suspicion", text: sentenceOf(error), trouble: true });
      setBusy(false);
    }
  };
  return (
    <li class="space-y-3 rounded-2xl border border-line bg-surface p-4">
      <p class="flex flex-wrap gap-2">
        {likeness.map((why) => (
          <span key={why} class="rounded-full bg-working-soft px-2 py-0.5 text-xs font-semibold text-working">
            {told.likeness[why]}
          </span>
        ))}
      </p>
      <div class="grid gap-3 wide:grid-cols-2">
        <Half contact={one} />
        <Half contact={other} />
      </div>
      <div class="flex flex-wrap gap-2">
        <ScreenLink look="primary" class="grow text-sm" label={told.compareOf(one.name, other.name)} href={`${pathOf(one)}/merge/${other.id}`}>
          {told.compare}
        </ScreenLink>
        <Button class="grow text-sm" disabled={busy} aria-label={told.areTwoOf(one.name, other.name)} onClick={() => void dismiss()}>
          {told.areTwo}
        </Button>
      </div>
    </li>
  );
}

function Half({ contact: { name, company, title, phones, emails, created_at: at } }: { contact: Contact }) {
  const work = [title, company].filter(Boolean).join(" · ");
  const reach = [phones[0] && shownPhone(phones[0]), emails[0]].filter(Boolean).join(" · ");
  return (
    <div class="flex min-w-0 gap-3">
      <Avatar name={name} />
      <div class="min-w-0">
        <p class="truncate font-semibold">{name}</p>
        {[work, reach].filter(Boolean).map((line) => (
          <p key={line} class="truncate text-sm text-quiet tabular-nums">
            {line}
          </p>
        ))}
        <p class="text-xs text-quiet">{listWords().createdAt(relative(at))}</p>
      </div>
    </div>
  );
}
