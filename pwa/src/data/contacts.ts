/** What screens ask for. The asker's own plans never stay beside a contact: they go to their one place. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";
import type { CallLog, FollowUpPage, HistoryEntry, Me, People } from "@/gen/schema";
import { answerOf, api } from "@/lib/api";
import { Refused } from "@/lib/problem";
import { restored } from "./kept-answers";
import type { Contact, Kind } from "./kinds";
import { type Filter, requests } from "./requests";
import { mySettings, queries } from "./stores";

export interface ContactPage {
  items: Contact[];
  next_cursor: string | null;
}

interface WithMine extends Contact {
  my: Parameters<typeof mySettings.arrived>[2];
}

function withoutMine({ my, ...contact }: WithMine): Contact {
  mySettings.arrived(contact.kind, contact.id, my);
  return contact;
}

export function keepContact(shown: WithMine): Contact {
  const contact = withoutMine(shown);
  queries.setQueryData(["contact", contact.kind, contact.id], contact);
  return contact;
}

type Page = Parameters<typeof requests.contact.find>[1];

export async function listPage(kind: Kind, filter: Filter, page: Page): Promise<ContactPage> {
  const found = await requests[kind].find(filter, page);
  return { items: found.items.map(withoutMine), next_cursor: found.next_cursor };
}

export const listOf = (kind: Kind, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ["list", kind, filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => listPage(kind, filter, { cursor: pageParam, signal }),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** The row of a list stands in until the answer comes. */
export const contactOf = (kind: Kind, id: string) =>
  queryOptions<Contact>({
    queryKey: ["contact", kind, id],
    queryFn: async ({ signal }) => withoutMine(await requests[kind].read(id, signal)),
    placeholderData: () => inLists(kind, id),
  });

export function inLists(kind: Kind, id: string): Contact | undefined {
  for (const [, data] of queries.getQueriesData<{ pages: ContactPage[] }>({ queryKey: ["list", kind] })) {
    for (const page of data?.pages ?? []) {
      const found = page.items.find((contact) => contact.id === id);
      if (found) return found;
    }
  }
  return undefined;
}

const CALLS_SHOWN = 20;

export const callsOf = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ["calls", kind, id],
    queryFn: async ({ signal }): Promise<CallLog[]> =>
      (await requests[kind].calls([id], CALLS_SHOWN, signal))[id] ?? [],
  });

export interface HistoryPage {
  items: HistoryEntry[];
  next_cursor: string | null;
}

export const historyOf = (kind: Kind, id: string) =>
  infiniteQueryOptions({
    queryKey: ["history", kind, id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }): Promise<HistoryPage> => requests[kind].history(id, { cursor: pageParam, signal }),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export type Scope = "overdue" | "today" | "upcoming";

export async function followUpsPage(scope: Scope, { cursor, signal }: Page): Promise<ContactPage> {
  const query = { scope, limit: 50, ...(cursor && { cursor }) };
  const page: FollowUpPage = await answerOf(api.GET("/api/followups", { params: { query }, signal }));
  return {
    items: page.items.map(({ contact, my }) => withoutMine({ ...contact, my })),
    next_cursor: page.next_cursor,
  };
}

export const followUpsOf = (scope: Scope) =>
  infiniteQueryOptions({
    queryKey: ["follow-ups", scope],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => followUpsPage(scope, { cursor: pageParam, signal }),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const people = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }): Promise<People["items"]> =>
    (await answerOf(api.GET("/api/team/people", { signal }))).items,
});

const HERE = "session";

/** Whether somebody is signed in here, as far as this device knows. */
export function wasHere(): boolean {
  return localStorage.getItem(HERE) !== null;
}

/** Nobody is asked for who was never here, or has left: null without a request. */
export const me = queryOptions<Me | null>({
  queryKey: ["me"],
  queryFn: async ({ signal }) => {
    if (!wasHere()) return null;
    try {
      return await answerOf(api.GET("/api/me", { signal }));
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return null;
      // Whoever was here last is, as long as nobody says otherwise.
      await restored();
      throw error;
    }
  },
});

export function enter(who: Me): void {
  localStorage.setItem(HERE, who.session_id);
  queries.setQueryData(me.queryKey, who);
}

/** Everything of this person is forgotten here; `kept` are the names of what belongs to the device. */
export function leave(kept: ReadonlySet<string>): void {
  mySettings.forgetAll();
  for (const name of Object.keys(localStorage)) if (!kept.has(name)) localStorage.removeItem(name);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== me.queryKey[0] });
  queries.setQueryData(me.queryKey, null);
}
