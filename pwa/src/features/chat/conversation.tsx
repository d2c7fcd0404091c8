import { useEffect, useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { chat } from "@/data/chat";
import { chatRequests } from "@/data/chat-requests";
import { type Conversation as Known, partnerOf } from "@/data/conversations";
import type { Message } from "@/data/conversations";
import { words } from "@/lib/words/words";
import { Button, ButtonLink, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { Composer } from "./composer";
import { Details } from "./details";
import { ConversationAvatar } from "./person-avatar";
import { Thread } from "./thread";
import { attempt } from "./attempt";
import { typingText } from "./typing";
import { type Team, useConversation, useTeam, useWhoIsThere } from "./use-chat";

export function Conversation({ id, number }: { id: string; number: number | undefined }) {
  const { conversation, thread } = useConversation(id);
  const team = useTeam();
  const [editing, setEditing] = useState<Message | null>(null);
  const [informing, setInforming] = useState(false);
  useOpened(id, number);
  useEscape(() => setEditing(null), editing !== null);
  const { chat: told, loading, trouble } = words();
  const title = conversation && team.titleOf(conversation);
  useEffect(() => {
    if (title) document.title = `${title} · QERO`;
    return () => void (document.title = "QERO");
  }, [title]);
  if (chat.state(id) === "gone" && !conversation) {
    return (
      <Empty icon="chat" title={told.gone}>
        <ButtonLink href="/chat">{told.back}</ButtonLink>
      </Empty>
    );
  }
  if (!conversation || !thread) {
    if (chat.state(id) !== "failed") return <SkeletonRows count={6} label={loading} />;
    return <Trouble title={trouble.title} detail={trouble.offline} retry={trouble.retry} onRetry={() => void chat.open(id)} />;
  }
  return (
    <>
      <Header conversation={conversation} team={team} onDetails={() => setInforming(true)} />
      <Thread conversation={conversation} thread={thread} team={team} jump={number} onEdit={setEditing} />
      <Foot conversation={conversation} team={team} editing={editing} onEdit={setEditing} />
      {informing && <Details conversation={conversation} team={team} onClose={() => setInforming(false)} />}
    </>
  );
}

function useOpened(id: string, number: number | undefined): void {
  useEffect(() => {
    void (number === undefined ? chat.open(id) : chat.jump(id, number));
    void closeNotifications(id);
  }, [id, number]);
}

/** What is open needs no notification any more. */
async function closeNotifications(id: string): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await registration?.getNotifications({ tag: `chat-${id}` })) ?? []) shown.close();
}

/** Back to the list; what is open over the conversation is closed first. */
function useEscape(close: () => void, isEditing: boolean): void {
  const [, go] = useLocation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (isEditing) close();
      else go("/chat");
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [isEditing]);
}

function Header({ conversation, team, onDetails }: { conversation: Known; team: Team; onDetails: () => void }) {
  const there = useWhoIsThere();
  const { chat: told } = words();
  const partner = partnerOf(conversation, team.myId);
  const isHere = partner !== undefined && partner !== team.myId && there.isHere(partner);
  const typing = typingText(there.typing(conversation.id), team);
  const members = told.new.members(conversation.member_ids.length);
  const quiet = partner === undefined ? [members, conversation.topic].filter(Boolean).join(" · ") : isHere ? told.here : told.away;
  return (
    <header class="heading py-2 tight:py-1">
      <Link href="/chat" aria-label={told.back} class="flex size-12 shrink-0 items-center justify-center rounded-xl text-quiet wide:hidden">
        <Icon name="back" />
      </Link>
      <ConversationAvatar conversation={conversation} team={team} here={isHere} size="plain" />
      <div class="named">
        <h1 class="truncate text-base font-semibold wide:text-lg">
          <bdi>{team.titleOf(conversation)}</bdi>
        </h1>
        <p class={`truncate text-sm ${typing ? "text-accent" : "text-quiet"}`} aria-live="polite">
          {typing ? `${typing}…` : <bdi>{partner === team.myId ? "\u00a0" : quiet}</bdi>}
        </p>
      </div>
      <IconButton icon="info" label={told.details} class="tight:ml-auto" onClick={onDetails} />
    </header>
  );
}

interface FootProps {
  conversation: Known;
  team: Team;
  editing: Message | null;
  onEdit: (message: Message | null) => void;
}

function Foot({ conversation, team, editing, onEdit }: FootProps) {
  const told = words().chat;
  const bar = "border-t border-line bg-surface px-4 py-3 text-center text-sm text-quiet";
  if (conversation.archived_at) return <p class={bar}>{told.archived}</p>;
  if (!conversation.me) {
    const join = () => attempt(chatRequests.join(conversation.id).then((joined) => chat.keep(joined)));
    return (
      <div class={bar}>
        <p class="mb-2">{told.reader}</p>
        <Button look="primary" onClick={() => void join()}>
          {told.join}
        </Button>
      </div>
    );
  }
  return <Composer key={editing?.number ?? "new"} conversation={conversation} team={team} editing={editing} onEdit={onEdit} />;
}
