/** Two that may be one: who they are, their merging, and its undoing. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";
import type { ContactEdits, Merge, NewContact, Suspicion, SuspicionPage, Twin } from "@/gen/schema";
import { answerOf, api } from "@/lib/api";
import { keepContact } from "./contacts";
import { API_PATH, type Contact, type Kind } from "./kinds";
import { queries } from "./stores";

export type { Likeness, Merge, Suspicion, Twin } from "@/gen/schema";

const PAGE = 25;

/** Of fields that are not kept yet. */
export async function twinsOf(kind: Kind, body: NewContact): Promise<Twin[]> {
  return (await answerOf(api.POST(`${API_PATH[kind]}/twins`, { body }))).items;
}

export const suspicionsOf = (kind: Kind, importId: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["suspicions", kind, importId ?? ""],
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }): Promise<SuspicionPage> => {
      const query = { limit: PAGE, ...(importId && { import: importId }), ...(pageParam && { cursor: pageParam }) };
      return answerOf(api.GET(`${API_PATH[kind]}/duplicates`, { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** They are two. */
export async function dismissSuspicion(kind: Kind, { one, other }: Suspicion): Promise<void> {
  await answerOf(api.POST(`${API_PATH[kind]}/duplicates/dismiss`, { body: { contact_ids: [one.id, other.id] } }));
  void queries.invalidateQueries({ queryKey: ["suspicions", kind] });
}

export const mergesOf = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ["history", kind, id, "merges"],
    queryFn: async ({ signal }): Promise<Merge[]> =>
      (await answerOf(api.GET(`${API_PATH[kind]}/{id}/merges`, { params: { path: { id } }, signal }))).items,
  });

/** As they were seen: what a colleague has changed since is not merged unseen. */
export async function merge(survivor: Contact, merged: Contact, changes: ContactEdits, key: string): Promise<Merge> {
  const { kind, id } = survivor;
  const header = { "Idempotency-Key": key, "If-Match": `"${survivor.version}"` };
  const body = { merged_id: merged.id, merged_version: merged.version, changes };
  const answer = await answerOf(api.POST(`${API_PATH[kind]}/{id}/merge`, { params: { path: { id }, header }, body }));
  keepContact(answer.survivor);
  forgetWhatMoved(kind);
  return answer.merge;
}

export async function undoMerge({ kind, id }: Merge, key: string): Promise<void> {
  const params = { path: { id }, header: { "Idempotency-Key": key } };
  const answer = await answerOf(api.POST(`${API_PATH[kind]}/merges/{id}/undo`, { params }));
  keepContact(answer.survivor);
  forgetWhatMoved(kind);
}

function forgetWhatMoved(kind: Kind): void {
  for (const word of ["list", "suspicions", "calls", "history", "contact"]) {
    void queries.invalidateQueries({ queryKey: [word, kind] });
  }
}
