/** Whom a queue is made of: a list narrowed by my status or a search, or who is due. An address says which. */

import { followUpsPage, type ContactPage, listPage, type Scope } from "./contacts";
import { type Kind, STATUSES } from "./kinds";
import { type Filter, NARROWED_BY } from "./requests";

export type Source = { of: "due" } | { of: "list"; kind: Kind; filter: Filter };

const DUE: readonly Scope[] = ["overdue", "today"];

/** Null when the address names none. */
export function sourceIn(address: string): Source | null {
  const params = new URLSearchParams(address);
  if (params.has("due")) return { of: "due" };
  const told = (name: string) => params.get(name) ?? "";
  const narrowed = Object.fromEntries(NARROWED_BY.map((name) => [name, told(name)]));
  if (!params.has("list") && Object.values(narrowed).every((value) => !value)) return null;
  const ofTma = (STATUSES.tma as readonly string[]).includes(told("status"));
  const kind = told("list") === "tma" || ofTma ? "tma" : "contact";
  const filter: Filter = { ...narrowed, sort: (told("sort") || "name") as NonNullable<Filter["sort"]> };
  return { of: "list", kind, filter };
}

/** The other way. The same source has the same address, whatever it was made of. */
export function addressOf(source: Source): string {
  if (source.of === "due") return "due=today";
  const { sort } = source.filter;
  const params = new URLSearchParams({ list: source.kind });
  for (const name of NARROWED_BY) {
    const value = source.filter[name];
    if (value) params.set(name, value);
  }
  if (sort && sort !== "name") params.set("sort", sort);
  return params.toString();
}

/** `cursor` is of the page before. */
export async function pageOf(source: Source, cursor: string | undefined, signal: AbortSignal): Promise<ContactPage> {
  if (source.of === "list") return listPage(source.kind, source.filter, { cursor, signal });
  const [scope = DUE[0]!, further] = cursor?.split(" ") ?? [];
  const page = await followUpsPage(scope as Scope, { cursor: further || undefined, signal });
  const after = DUE[DUE.indexOf(scope as Scope) + 1];
  return { items: page.items, next_cursor: page.next_cursor ? `${scope} ${page.next_cursor}` : (after ?? null) };
}
