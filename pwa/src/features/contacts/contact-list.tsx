import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useLocation, useSearch } from "wouter-preact";
import { listOf } from "@/data/contacts";
import { type Kind, LIST_PATH, pathOf, STATUSES } from "@/data/kinds";
import { Pages } from "@/data/pages";
import { addressOf } from "@/data/queue-source";
import { sentenceOf } from "@/lib/sentence";
import { callingWords } from "@/lib/words/calling";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { Chip, IconButton, ScreenLink } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Segments } from "@/ui/segments";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { useShortcuts } from "@/ui/use-shortcuts";
import { VirtualList } from "@/ui/virtual-list";
import { ContactForm } from "./contact-form";
import { ContactRow, ROW_HEIGHT } from "./contact-row";
import { isNarrowed, type SortKey, SORTS, useFilter } from "./filter";
import { ListMenu } from "./list-menu";
import { useNames } from "@/data/names";

export function ContactList({ kind, chosen }: { kind: Kind; chosen: string | undefined }) {
  const [, go] = useLocation();
  const [creating, setCreating] = useState(false);
  const [filter] = useFilter();
  const [menu, setMenu] = useState(false);
  const { lists, contact } = words();
  return (
    <>
      {!chosen && <h1 class="sr-only">{lists[kind]}</h1>}
      <header class="space-y-2 border-b border-line bg-surface px-4 pt-3 pb-2">
        <div class="flex flex-wrap items-center gap-2">
          <div class="grow">
            <Segments
              label={words().tabs.contacts}
              value={kind}
              options={[["contact", lists.contact] as const, ["tma", lists.tma] as const]}
              onValue={(wanted) => go(LIST_PATH[wanted])}
            />
          </div>
          {!filter.archived && (
            <IconButton
              icon="queue"
              label={callingWords().queue.callThese}
              class="max-[22.5rem]:hidden"
              onClick={() => go(`/queue?${addressOf({ of: "list", kind, filter })}`)}
            />
          )}
          <IconButton
            icon="plus"
            label={kind === "tma" ? contact.newTma : contact.new}
            class="!text-accent"
            onClick={() => setCreating(true)}
          />
          <IconButton icon="more" label={listWords().more} class="-ml-2" onClick={() => setMenu(true)} />
        </div>
        <div class="flex flex-wrap items-center gap-2">
          <SearchBox />
          <SortBox />
        </div>
        <StatusFilter kind={kind} />
      </header>
      <Rows kind={kind} chosen={chosen} />
      {creating && <ContactForm kind={kind} onClose={() => setCreating(false)} />}
      {menu && <ListMenu kind={kind} onClose={() => setMenu(false)} />}
    </>
  );
}

const TYPED_FOR_MS = 150;
const NONE = "none";

function SearchBox() {
  const [{ q = "" }, change] = useFilter();
  const [typed, setTyped] = useState(q);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // By the key that searches, from another screen.
    if (history.state !== "search") return;
    history.replaceState(null, "");
    box.current?.focus();
  }, []);
  useEffect(() => {
    if (typed === q) return undefined;
    const timer = setTimeout(() => change({ q: typed.trim() }), TYPED_FOR_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div class="relative min-w-0 grow basis-32 text-quiet">
      <span class="pointer-events-none absolute inset-y-0 left-3 flex items-center">
        <Icon name="search" />
      </span>
      <input
        ref={box}
        type="search"
        aria-label={words().search}
        placeholder={words().searchHint}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        class="h-12 w-full rounded-xl border border-line bg-ground pr-4 pl-12 text-base text-ink placeholder:text-quiet"
      />
    </div>
  );
}

function SortBox() {
  const [{ sort }, change] = useFilter();
  const told = words();
  return (
    <label class="shrink-0">
      <span class="sr-only">{told.sort.label}</span>
      <select
        class="h-12 w-28 rounded-xl bg-transparent text-sm font-medium text-quiet"
        value={sort}
        onChange={(event) => change({ sort: event.currentTarget.value as SortKey })}
      >
        {SORTS.map((one) => (
          <option key={one} value={one} class="bg-raised text-ink">
            {told.sort[one.replace("-", "") as keyof typeof told.sort]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** By my own. */
function StatusFilter({ kind }: { kind: Kind }) {
  const [, go] = useLocation();
  const [{ status }, change] = useFilter();
  const told = words();
  return (
    <div role="group" aria-label={told.myStatus} class="-mx-4 flex gap-2 overflow-x-auto px-4 py-1 [scrollbar-width:none]">
      {kind === "tma" && (
        // On a desk they are beside the list.
        <Chip class="wide:hidden" onClick={() => go(`${LIST_PATH.tma}?view=columns`)}>
          <Icon name="columns" small />
          {listWords().asColumns}
        </Chip>
      )}
      <NarrowedBy />
      <Chip on={!status} onClick={() => change({ status: "" })}>
        {told.all}
      </Chip>
      {STATUSES[kind].map((one) => (
        <Chip key={one} on={status === one} onClick={() => change({ status: status === one ? "" : one })}>
          {told.status[one]}
        </Chip>
      ))}
      <Chip on={status === NONE} onClick={() => change({ status: status === NONE ? "" : NONE })}>
        {listWords().none}
      </Chip>
    </div>
  );
}

/** What was chosen in the menu, in sight, and one press from being taken away. */
function NarrowedBy() {
  const [{ tag, owner, archived }, change] = useFilter();
  const nameOf = useNames();
  const told = listWords();
  const chosen: [string, Parameters<typeof change>[0]][] = [];
  if (archived) chosen.push([told.archived, { archived: false }]);
  if (tag) chosen.push([tag, { tag: "" }]);
  if (owner) chosen.push([`${told.owner}: ${nameOf(owner)}`, { owner: "" }]);
  return chosen.map(([what, without]) => (
    <Chip key={what} on aria-label={told.noLonger(what)} onClick={() => change(without)}>
      {what}
      <Icon name="close" small />
    </Chip>
  ));
}

function Rows({ kind, chosen }: { kind: Kind; chosen: string | undefined }) {
  const [filter] = useFilter();
  const search = useSearch();
  const found = useInfiniteQuery({ ...listOf(kind, filter), placeholderData: keepPreviousData });
  const items = useMemo(() => new Pages(found.data?.pages ?? []), [found.data]);
  const [, go] = useLocation();
  const here = chosen === undefined ? -1 : items.findIndex(({ id }) => id === chosen);
  const step = (to: number) => {
    const next = items.at(to);
    if (next) go(`${pathOf(next)}${search && `?${search}`}`);
  };
  useShortcuts({ next: () => step(here + 1), previous: () => step(here - 1) });
  const { contact, empty, loading, tabs, trouble } = words();
  if (found.isPending) return <SkeletonRows count={8} label={loading} />;
  if (found.isError && items.length === 0) {
    return (
      <Trouble
        title={trouble.title}
        detail={sentenceOf(found.error)}
        retry={trouble.retry}
        onRetry={() => void found.refetch()}
      />
    );
  }
  if (items.length === 0) {
    return isNarrowed(filter) ? (
      <Empty icon="search" title={empty.noMatch} lead={empty.noMatchLead} />
    ) : (
      <Empty icon="contacts" title={empty.contacts} lead={empty.contactsLead}>
        <ScreenLink icon="install" href={`${LIST_PATH[kind]}/imports`}>
          {listWords().importing[kind]}
        </ScreenLink>
      </Empty>
    );
  }
  return (
    <VirtualList
      // Another list begins at its top.
      key={JSON.stringify(filter)}
      items={items}
      rowHeight={ROW_HEIGHT}
      label={tabs.contacts}
      total={found.hasNextPage ? -1 : items.length}
      {...(here >= 0 && { shown: here })}
      idOf={(one) => one.id}
      onNearEnd={() => {
        if (found.hasNextPage && !found.isFetchingNextPage && !found.isFetchNextPageError) void found.fetchNextPage();
      }}
      render={(one) => <ContactRow contact={one} chosen={one.id === chosen} search={search} />}
      footer={
        found.isFetchNextPageError && (
          <p class="flex items-center justify-center gap-2 p-4 text-sm text-quiet">
            {sentenceOf(found.error)}
            <button type="button" class="min-h-12 font-semibold text-accent" onClick={() => void found.fetchNextPage()}>
              {contact.more}
            </button>
          </p>
        )
      }
    />
  );
}
