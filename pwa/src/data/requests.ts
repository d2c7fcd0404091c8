/** Each request once, for both lists. */

import { answerOf, api } from "@/lib/api";
import type {
  ContactSettingsEdits,
  NewCallLog,
  NewContact,
  ContactEdits,
  TmaSettingsEdits,
  operations,
} from "@/gen/schema";

export type Filter = Pick<ContactsAsked, "q" | "sort"> & {
  status?: string;
  tag?: string;
  owner?: string;
  archived?: boolean;
};

/** By what a person says; `archived` is the other half of the list. */
export const NARROWED_BY = ["status", "q", "tag", "owner"] as const;

type Page = { cursor?: string | undefined; signal: AbortSignal };

export const PAGE = 100;

type ContactsAsked = NonNullable<operations["contacts-find"]["parameters"]["query"]>;
type CandidatesAsked = NonNullable<operations["tma-find"]["parameters"]["query"]>;

const keyed = (id: string, key: string) => ({ path: { id }, header: { "Idempotency-Key": key } });
/** As far as it is known what there was before. */
const planned = (id: string, key: string, version: number) => ({
  path: { id },
  header: { "Idempotency-Key": key, ...(version >= 0 && { "If-Match": `"${version}"` }) },
});
const paged = (cursor: string | undefined, limit: number) => ({ limit, ...(cursor && { cursor }) });

function asked({ q, sort, status, tag, owner, archived }: Filter, cursor: string | undefined) {
  const narrowed = { ...(status && { status: [status] }), ...(tag && { tag }), ...(owner && { owner }) };
  return { ...paged(cursor, PAGE), ...(q && { q }), ...(sort && { sort }), ...narrowed, ...(archived && { archived }) };
}

const contact = {
  find: (filter: Filter, { cursor, signal }: Page) => {
    const query = asked(filter, cursor) as ContactsAsked;
    return answerOf(api.GET("/api/contacts", { params: { query }, signal }));
  },
  read: (id: string, signal: AbortSignal) => answerOf(api.GET("/api/contacts/{id}", { params: { path: { id } }, signal })),
  create: (body: NewContact, key: string) =>
    answerOf(api.POST("/api/contacts", { params: { header: { "Idempotency-Key": key } }, body })),
  change: (id: string, body: ContactEdits, key: string, version: number) =>
    answerOf(
      api.PATCH("/api/contacts/{id}", {
        params: { path: { id }, header: { "Idempotency-Key": key, "If-Match": `"${version}"` } },
        body,
      }),
    ),
  plan: (id: string, body: object, key: string, version: number) =>
    answerOf(
      api.PATCH("/api/contacts/{id}/settings", {
        params: planned(id, key, version),
        body: body as ContactSettingsEdits,
      }),
    ),
  plans: async (ids: string[]) =>
    (await answerOf(api.POST("/api/contacts/settings", { body: { contact_ids: ids } }))).settings,
  calls: async (ids: string[], perContact: number, signal: AbortSignal) => {
    const body = { contact_ids: ids, per_contact: perContact };
    return (await answerOf(api.POST("/api/contacts/call-logs", { body, signal }))).call_logs;
  },
  logCall: (id: string, body: NewCallLog, key: string) =>
    answerOf(api.POST("/api/contacts/{id}/call-logs", { params: keyed(id, key), body })),
  history: (id: string, { cursor, signal }: Page) =>
    answerOf(api.GET("/api/contacts/{id}/history", { params: { path: { id }, query: paged(cursor, 50) }, signal })),
};

const tma: typeof contact = {
  find: (filter, { cursor, signal }) => {
    const query = asked(filter, cursor) as CandidatesAsked;
    return answerOf(api.GET("/api/tma", { params: { query }, signal })) as ReturnType<typeof contact.find>;
  },
  read: (id, signal) =>
    answerOf(api.GET("/api/tma/{id}", { params: { path: { id } }, signal })) as ReturnType<typeof contact.read>,
  create: (body, key) =>
    answerOf(api.POST("/api/tma", { params: { header: { "Idempotency-Key": key } }, body })) as ReturnType<
      typeof contact.create
    >,
  change: (id, body, key, version) =>
    answerOf(
      api.PATCH("/api/tma/{id}", {
        params: { path: { id }, header: { "Idempotency-Key": key, "If-Match": `"${version}"` } },
        body,
      }),
    ) as ReturnType<typeof contact.change>,
  plan: (id, body, key, version) =>
    answerOf(
      api.PATCH("/api/tma/{id}/settings", { params: planned(id, key, version), body: body as TmaSettingsEdits }),
    ) as unknown as ReturnType<typeof contact.plan>,
  plans: async (ids) => {
    const answer = await answerOf(api.POST("/api/tma/settings", { body: { contact_ids: ids } }));
    return answer.settings as unknown as Awaited<ReturnType<typeof contact.plans>>;
  },
  calls: async (ids, perContact, signal) => {
    const body = { contact_ids: ids, per_contact: perContact };
    return (await answerOf(api.POST("/api/tma/call-logs", { body, signal }))).call_logs;
  },
  logCall: (id, body, key) => answerOf(api.POST("/api/tma/{id}/call-logs", { params: keyed(id, key), body })),
  history: (id, { cursor, signal }) =>
    answerOf(api.GET("/api/tma/{id}/history", { params: { path: { id }, query: paged(cursor, 50) }, signal })),
};

export const requests = { contact, tma };
