/** What a list is narrowed by and written out as, and how one of it is put away and brought back. */

import { queryOptions } from "@tanstack/preact-query";
import type { Tag } from "@/gen/schema";
import { answerOf, api } from "@/lib/api";
import { keepContact } from "./contacts";
import { API_PATH, type Contact, type Kind } from "./kinds";
import { type Filter, NARROWED_BY } from "./requests";
import { queries } from "./stores";


export const tagsOf = (kind: Kind) =>
  queryOptions({
    queryKey: ["tags", kind],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Tag[]> => (await answerOf(api.GET(`${API_PATH[kind]}/tags`, { signal }))).items,
  });

/** The file of the list as it is narrowed. Spreadsheets in Swedish expect semicolons. */
export function exportHref(kind: Kind, filter: Filter, delimiter: "comma" | "semicolon"): string {
  const asked = new URLSearchParams();
  for (const name of NARROWED_BY) {
    const value = filter[name];
    if (value) asked.set(name, value);
  }
  if (filter.archived) asked.set("archived", "true");
  asked.set("delimiter", delimiter);
  return `${API_PATH[kind]}/export.csv?${asked}`;
}

export async function archive({ kind, id }: Contact): Promise<void> {
  await moved(kind, answerOf(api.DELETE(`${API_PATH[kind]}/{id}`, { params: { path: { id }, header: keyed() } })));
}

export async function restore({ kind, id }: Contact): Promise<void> {
  await moved(kind, answerOf(api.POST(`${API_PATH[kind]}/{id}/restore`, { params: { path: { id }, header: keyed() } })));
}

const keyed = () => ({ "Idempotency-Key": crypto.randomUUID() });

async function moved(kind: Kind, asked: Promise<Parameters<typeof keepContact>[0]>): Promise<void> {
  const { id } = keepContact(await asked);
  void queries.invalidateQueries({ queryKey: ["list", kind] });
  void queries.invalidateQueries({ queryKey: ["history", kind, id] });
}
