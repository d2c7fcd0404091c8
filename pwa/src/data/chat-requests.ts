/** What the chat asks of the gateway, each once. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";
import type { ContactReference, Kind, MessageEdit, NewConversation, Notify, SearchPage } from "@/gen/schema";
import { answerOf, api } from "@/lib/api";
import type { Conversation, Member, Message } from "./conversations";
import { PAGE, type Thread, threadOf } from "./thread";

export type { ContactReference, NewConversation, Notify };

export type Place = { before: number } | { after: number } | { around: number } | Record<string, never>;

const MOST_PAGES = 4;
const of = (id: string, number: number) => ({ params: { path: { id, number } } });

export const chatRequests = {
  async list(): Promise<Conversation[]> {
    const found: Conversation[] = [];
    let cursor: string | null | undefined;
    for (let page = 0; page < MOST_PAGES && cursor !== null; page += 1) {
      const query = cursor ? { cursor } : {};
      const answer = await answerOf(api.GET("/api/chat/conversations", { params: { query } }));
      found.push(...answer.items);
      cursor = answer.next_cursor;
    }
    return found;
  },
  one: (id: string) => answerOf(api.GET("/api/chat/conversations/{id}", { params: { path: { id } } })),
  async messages(id: string, place: Place, limit = PAGE): Promise<Thread> {
    const query = { ...place, limit };
    return threadOf(
      await answerOf(api.GET("/api/chat/conversations/{id}/messages", { params: { path: { id }, query } })),
    );
  },
  post: (id: string, body: { id: string; text: string; mentions: string[]; contacts: ContactReference[] }) =>
    answerOf(api.POST("/api/chat/conversations/{id}/messages", { params: { path: { id } }, body })),
  edit: (id: string, number: number, body: MessageEdit): Promise<Message> =>
    answerOf(api.PATCH("/api/chat/conversations/{id}/messages/{number}", { ...of(id, number), body })),
  remove: (id: string, number: number): Promise<Message> =>
    answerOf(api.DELETE("/api/chat/conversations/{id}/messages/{number}", of(id, number))),
  react(id: string, number: number, emoji: string, on: boolean): Promise<Message> {
    const path = { params: { path: { id, number, emoji } } };
    const route = "/api/chat/conversations/{id}/messages/{number}/reactions/{emoji}";
    return answerOf(on ? api.PUT(route, path) : api.DELETE(route, path));
  },
  read: (id: string, number: number, unread = false): Promise<Member> =>
    answerOf(api.POST("/api/chat/conversations/{id}/read", { params: { path: { id } }, body: { number, unread } })),
  prefer: (id: string, notify: Notify): Promise<Member> =>
    answerOf(api.PUT("/api/chat/conversations/{id}/preferences", { params: { path: { id } }, body: { notify } })),
  create: (body: NewConversation, key: string) =>
    answerOf(api.POST("/api/chat/conversations", { params: { header: { "Idempotency-Key": key } }, body })),
  change: (id: string, body: { name?: string; topic?: string; archived?: boolean }) =>
    answerOf(api.PATCH("/api/chat/conversations/{id}", { params: { path: { id } }, body })),
  add: (id: string, personIds: string[]) =>
    answerOf(
      api.POST("/api/chat/conversations/{id}/members", { params: { path: { id } }, body: { person_ids: personIds } }),
    ),
  removeMember: (id: string, person: string) =>
    answerOf(api.DELETE("/api/chat/conversations/{id}/members/{person}", { params: { path: { id, person } } })),
  leave: (id: string) => answerOf(api.DELETE("/api/chat/conversations/{id}/members", { params: { path: { id } } })),
  join: (id: string) => answerOf(api.POST("/api/chat/conversations/{id}/join", { params: { path: { id } } })),
  typing: (id: string) =>
    answerOf(api.POST("/api/chat/conversations/{id}/typing", { params: { path: { id } } })).catch(() => null),
  presence: async () => (await answerOf(api.GET("/api/chat/presence"))).items,
};

export const joinable = queryOptions({
  queryKey: ["joinable"],
  staleTime: 0,
  queryFn: async ({ signal }): Promise<Conversation[]> =>
    (await answerOf(api.GET("/api/chat/conversations", { params: { query: { joinable: true } }, signal }))).items,
});

export const searchOf = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["chat-search", q],
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }): Promise<SearchPage> => {
      const query = { q, limit: 30, ...(pageParam && { cursor: pageParam }) };
      return answerOf(api.GET("/api/chat/search", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const conversationsAbout = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ["conversations-about", kind, id],
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Conversation[]> => {
      const path = { params: { path: { id }, query: { limit: 20 } }, signal };
      const answer = await (kind === "tma"
        ? answerOf(api.GET("/api/tma/{id}/conversations", path))
        : answerOf(api.GET("/api/contacts/{id}/conversations", path)));
      return answer.items;
    },
  });
