import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { chat } from "@/data/chat";
import { chatRequests, searchOf } from "@/data/chat-requests";
import type { Conversation } from "@/data/conversations";
import { itemsIn } from "@/data/pages";
import type { Found } from "@/gen/schema";
import { sentenceOf } from "@/lib/sentence";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { notify } from "@/ui/notices";
import { Empty, SkeletonRows } from "@/ui/states";
import { rowMoment } from "./moments";
import { ConversationAvatar, PersonAvatar } from "./person-avatar";
import { type Team, useConversations, useTeam } from "./use-chat";

const TYPED_FOR_MS = 200;
const MOST_PEOPLE = 6;

export function SearchResults({ wanted }: { wanted: string }) {
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), TYPED_FOR_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const team = useTeam();
  const named = useNamed(wanted, team);
  const found = useInfiniteQuery({ ...searchOf(asked), placeholderData: keepPreviousData });
  const items = itemsIn(found.data);
  const { chat: told, contact, loading } = words();
  if (found.isSuccess && asked === wanted && items.length + named.length === 0) {
    return <Empty icon="search" title={told.noResults} lead={told.noResultsLead} />;
  }
  return (
    <div class="min-h-0 grow overflow-y-auto overscroll-contain pb-4" tabIndex={-1}>
      {named.length > 0 && <h2 class="px-4 pt-4 pb-1 text-sm font-semibold text-quiet">{told.people}</h2>}
      <ul>{named}</ul>
      {found.isPending && <SkeletonRows count={4} label={loading} />}
      {found.isError && <p class="p-4 text-sm text-quiet">{sentenceOf(found.error)}</p>}
      {items.length > 0 && <h2 class="px-4 pt-4 pb-1 text-sm font-semibold text-quiet">{told.messages}</h2>}
      <ul aria-label={told.messages}>
        {items.map((one) => (
          <FoundRow key={`${one.message.conversation_id} ${one.message.number}`} found={one} team={team} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button look="quiet" class="w-full" onClick={() => void found.fetchNextPage()}>
          {contact.more}
        </Button>
      )}
    </div>
  );
}

/** Conversations by what they are called, and colleagues with whom there is none yet. */
function useNamed(wanted: string, team: Team) {
  const conversations = useConversations();
  const isWanted = (name: string) => name.toLocaleLowerCase().includes(wanted.toLocaleLowerCase());
  const known = conversations.filter((one) => isWanted(team.titleOf(one)));
  const partners = new Set(conversations.flatMap((one) => (one.kind === "direct" ? one.member_ids : [])));
  const strangers = team.all.filter(({ id, name, active }) => active && id !== team.myId && !partners.has(id) && isWanted(name));
  const row = "flex min-h-14 w-full items-center gap-3 px-4 text-left hover:bg-ground";
  return [
    ...known.slice(0, MOST_PEOPLE).map((one) => (
      <li key={one.id}>
        <Link href={`/chat/${one.id}`} class={row}>
          <ConversationAvatar conversation={one} team={team} here={false} size="plain" />
          <bdi class="truncate font-semibold">{team.titleOf(one)}</bdi>
        </Link>
      </li>
    )),
    ...strangers.slice(0, MOST_PEOPLE).map(({ id, name, colour }) => (
      <li key={id}>
        <StrangerRow id={id} class={row}>
          <PersonAvatar name={name} colour={colour} />
          <bdi class="truncate font-semibold">{name}</bdi>
        </StrangerRow>
      </li>
    )),
  ];
}

function StrangerRow({ id, class: look, children }: { id: string; class: string; children: preact.ComponentChildren }) {
  const open = useDirect();
  return (
    <button type="button" class={look} onClick={() => void open(id)}>
      {children}
    </button>
  );
}

/** Goes to the conversation with somebody, which begins if there is none. */
export function useDirect(): (personId: string) => Promise<void> {
  const [, go] = useLocation();
  return async (personId) => {
    try {
      const body = { kind: "direct", member_ids: [personId], name: "", topic: "", is_private: true } as const;
      const made: Conversation = await chatRequests.create({ ...body, member_ids: [personId] }, crypto.randomUUID());
      chat.keep(made);
      go(`/chat/${made.id}`);
    } catch (error) {
      notify({ name: "chat", text: `${words().chat.notDone} ${sentenceOf(error)}` });
    }
  };
}

function FoundRow({ found: { message, pieces }, team }: { found: Found; team: Team }) {
  const { conversation_id: id, number, author_id: author, posted_at: at } = message;
  const conversation = chat.conversation(id);
  return (
    <li>
      <Link href={`/chat/${id}?m=${number}`} class="flex gap-3 px-4 py-3 hover:bg-ground">
        <PersonAvatar name={team.nameOf(author)} colour={team.of(author)?.colour} />
        <span class="min-w-0 grow">
          <span class="flex items-baseline gap-2">
            <bdi class="truncate text-sm font-semibold">{team.nameOf(author)}</bdi>
            {conversation && <bdi class="min-w-0 grow truncate text-sm text-quiet">{team.titleOf(conversation)}</bdi>}
            <time dateTime={at} class="ml-auto shrink-0 text-xs text-quiet">
              {rowMoment(at)}
            </time>
          </span>
          <span class="mt-0.5 line-clamp-2 block text-sm [overflow-wrap:anywhere]" dir="auto">
            {pieces.map(({ text, hit }, place) =>
              hit ? (
                <mark key={place} class="rounded bg-working-soft px-0.5 text-working">
                  {text}
                </mark>
              ) : (
                text
              ),
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}
