/** Readers of the chat: each renders anew when what it reads has changed. */

import { useQuery } from "@tanstack/preact-query";
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { chat, whoIsThere } from "@/data/chat";
import { me, people } from "@/data/contacts";
import { titleOf, type Conversation } from "@/data/conversations";
import { outbox } from "@/data/sending";
import { isMessage, type WaitingMessage } from "@/data/waiting";
import type { Thread } from "@/data/thread";
import type { Profile } from "@/gen/schema";
import { words } from "@/lib/words/words";

type Subscribe = (reader: () => void) => () => void;

function useTold(subscribe: Subscribe, on: string): void {
  const [, renderAgain] = useState(0);
  useLayoutEffect(() => {
    const read = () => renderAgain((times) => times + 1);
    read();
    return subscribe(read);
  }, [on]);
}

export function useConversations(): readonly Conversation[] {
  useTold((reader) => chat.subscribe(null, reader), "list");
  return chat.list();
}

export function useUnread(): number {
  useTold((reader) => chat.subscribe(null, reader), "list");
  return chat.counted();
}

export function useConversation(id: string): { conversation: Conversation | undefined; thread: Thread | undefined } {
  useTold((reader) => chat.subscribe(id, reader), id);
  return { conversation: chat.conversation(id), thread: chat.thread(id) };
}

export function useWaiting(): readonly WaitingMessage[] {
  useTold((reader) => outbox.subscribe(reader), "outbox");
  const all = outbox.all();
  return useMemo(() => all.filter(isMessage), [all]);
}

const LOOKED_AT_EVERY_MS = 10_000;

/** Nobody says that they have gone: it is looked again now and then. */
export function useWhoIsThere(): typeof whoIsThere {
  const [, renderAgain] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => renderAgain((times) => times + 1), LOOKED_AT_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  useTold((reader) => whoIsThere.subscribe(reader), "there");
  return whoIsThere;
}

export interface Team {
  myId: string;
  all: readonly Profile[];
  of: (personId: string) => Profile | undefined;
  nameOf: (personId: string) => string;
  titleOf: (conversation: Conversation) => string;
}

export function useTeam(): Team {
  const myId = useQuery(me).data?.profile.id ?? "";
  const all = useQuery(people).data ?? [];
  const of = (personId: string) => all.find(({ id }) => id === personId);
  const nameOf = (personId: string) => of(personId)?.name ?? words().someone;
  return { myId, all, of, nameOf, titleOf: (one) => titleOf(one, myId, nameOf, words().chat.notes) };
}
