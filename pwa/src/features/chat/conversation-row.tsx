import { Link } from "wouter-preact";
import { type Conversation, mentionsOf, partnerOf, unreadOf } from "@/data/conversations";
import type { WhoIsThere } from "@/data/who-is-there";
import { words } from "@/lib/words/words";
import { Icon } from "@/ui/icon";
import { rowMoment } from "./moments";
import { ConversationAvatar } from "./person-avatar";
import { typingText } from "./typing";
import type { Team } from "./use-chat";

export const ROW_HEIGHT = 76;
const MOST_SHOWN = 99;

interface Props {
  conversation: Conversation;
  team: Team;
  there: WhoIsThere;
  waiting: number;
  chosen: boolean;
  search: string;
}

export function ConversationRow({ conversation, team, there, waiting, chosen, search }: Props) {
  const { id, last_message: last, created_at, me } = conversation;
  const told = words().chat;
  const unread = unreadOf(conversation);
  const partner = partnerOf(conversation, team.myId);
  const typing = typingText(there.typing(id), team);
  return (
    <Link
      href={`/chat/${id}${search}`}
      aria-current={chosen ? "page" : undefined}
      data-conversation={id}
      class={`relative flex h-full items-center gap-3 px-4 ${chosen ? "bg-accent-soft" : "hover:bg-ground"}`}
    >
      <ConversationAvatar conversation={conversation} team={team} here={partner !== undefined && partner !== team.myId && there.isHere(partner)} />
      <span class="min-w-0 grow">
        <span class="flex items-baseline gap-2">
          <bdi class={`min-w-0 grow truncate ${unread ? "font-bold" : "font-semibold"}`}>{team.titleOf(conversation)}</bdi>
          {me?.notify !== "all" && me && (
            <span class="self-center text-quiet" role="img" aria-label={me.notify === "none" ? told.muted : told.info.mentions}>
              <Icon name={me.notify === "none" ? "muted" : "at"} small />
            </span>
          )}
          <time dateTime={last?.posted_at ?? created_at} class={`shrink-0 text-xs tabular-nums ${unread ? "font-semibold text-accent" : "text-quiet"}`}>
            {rowMoment(last?.posted_at ?? created_at)}
          </time>
        </span>
        <span class="mt-0.5 flex items-center gap-2">
          <span class={`min-w-0 grow truncate text-sm ${unread ? "text-ink" : "text-quiet"}`}>
            {typing ? <span class="text-accent">{typing}…</span> : <Preview conversation={conversation} team={team} />}
          </span>
          <Marks conversation={conversation} waiting={waiting} />
        </span>
      </span>
    </Link>
  );
}

function Preview({ conversation: { last_message: last, kind }, team }: { conversation: Conversation; team: Team }) {
  const told = words().chat;
  if (!last) return <>{told.nothingSaid}</>;
  if (last.deleted_at) return <em>{told.deletedShort}</em>;
  const mine = last.author_id === team.myId;
  const who = mine ? told.youSaid : kind === "direct" ? "" : `${team.nameOf(last.author_id).split(" ")[0]}: `;
  return (
    <>
      {who}
      <bdi>{last.text}</bdi>
    </>
  );
}

function Marks({ conversation, waiting }: { conversation: Conversation; waiting: number }) {
  const told = words().chat;
  const unread = unreadOf(conversation);
  const mentions = mentionsOf(conversation);
  const quiet = conversation.me?.notify === "none" || (conversation.me?.notify === "mentions" && mentions === 0);
  return (
    <>
      {waiting > 0 && (
        <span class="text-quiet" role="img" aria-label={told.waitingCount(waiting)}>
          <Icon name="clock" small />
        </span>
      )}
      {mentions > 0 && (
        <span class="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent text-accent-ink" role="img" aria-label={told.mentioned}>
          <Icon name="at" small />
        </span>
      )}
      {unread > 0 && (
        <span
          data-unread={unread}
          class={`flex h-6 min-w-6 shrink-0 items-center justify-center rounded-full px-1.5 text-xs font-bold tabular-nums ${quiet ? "bg-line text-ink" : "bg-accent text-accent-ink"}`}
        >
          <span aria-hidden="true">{unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}</span>
          <span class="sr-only">{told.unread(unread)}</span>
        </span>
      )}
    </>
  );
}
