import { useMemo, useState } from "preact/hooks";
import { useSearch } from "wouter-preact";
import { chat } from "@/data/chat";
import type { Conversation } from "@/data/conversations";
import { words } from "@/lib/words/words";
import { Button, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { VirtualList } from "@/ui/virtual-list";
import { ConversationRow, ROW_HEIGHT } from "./conversation-row";
import { NewConversation } from "./new-conversation";
import { SearchResults } from "./search-results";
import { useConversations, useTeam, useWaiting, useWhoIsThere } from "./use-chat";

const SHORTEST_SEARCH = 2;

export function ConversationList({ chosen }: { chosen: string | undefined }) {
  const [typed, setTyped] = useState("");
  const [creating, setCreating] = useState(false);
  const about = new URLSearchParams(useSearch()).get("about");
  const told = words().chat;
  const wanted = typed.trim();
  return (
    <>
      <header class="space-y-2 border-b border-line px-4 pt-3 pb-3">
        <div class="flex items-center justify-between">
          <h1 class="text-xl font-semibold">{told.title}</h1>
          <IconButton icon="plus" label={told.new.title} class="-mr-2 !text-accent" onClick={() => setCreating(true)} />
        </div>
        <div class="relative text-quiet">
          <span class="pointer-events-none absolute inset-y-0 left-3 flex items-center">
            <Icon name="search" />
          </span>
          <input
            type="search"
            aria-label={told.search}
            placeholder={told.search}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => event.key === "Escape" && setTyped("")}
            class="h-12 w-full rounded-xl border border-line bg-ground pr-4 pl-12 text-base text-ink placeholder:text-quiet"
          />
        </div>
        {about && <p class="text-sm text-quiet">{told.about.where}</p>}
      </header>
      {wanted.length >= SHORTEST_SEARCH ? (
        <SearchResults wanted={wanted} />
      ) : (
        <Rows chosen={chosen} search={about ? `?about=${encodeURIComponent(about)}` : ""} onNew={() => setCreating(true)} />
      )}
      {creating && <NewConversation onClose={() => setCreating(false)} />}
    </>
  );
}

function Rows({ chosen, search, onNew }: { chosen: string | undefined; search: string; onNew: () => void }) {
  const conversations = useConversations();
  const team = useTeam();
  const there = useWhoIsThere();
  const waiting = useWaiting();
  const waitingIn = useMemo(() => countBy(waiting.map(({ conversation_id }) => conversation_id)), [waiting]);
  const { chat: told, loading, trouble } = words();
  if (conversations.length === 0) {
    if (chat.state() === "pending") return <SkeletonRows count={8} label={loading} />;
    if (chat.state() === "failed") {
      return <Trouble title={trouble.title} detail={trouble.offline} retry={trouble.retry} onRetry={loadAgain} />;
    }
    return (
      <Empty icon="chat" title={told.empty} lead={told.emptyLead}>
        <Button look="primary" icon="plus" onClick={onNew}>
          {told.new.title}
        </Button>
      </Empty>
    );
  }
  return (
    <VirtualList<Conversation>
      items={conversations}
      rowHeight={ROW_HEIGHT}
      label={told.title}
      total={conversations.length}
      idOf={({ id }) => id}
      onNearEnd={() => {}}
      render={(one) => (
        <ConversationRow
          conversation={one}
          team={team}
          there={there}
          waiting={waitingIn.get(one.id) ?? 0}
          chosen={one.id === chosen}
          search={search}
        />
      )}
    />
  );
}

function loadAgain(): void {
  void chat.loadList();
}

function countBy(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
