/** What a list is narrowed to, kept in the address: a link to it shows the same. */

import { useSearchParams } from "wouter-preact";
import type { Filter } from "@/data/requests";

const SORTS = ["name", "company", "-last_called_at", "-created_at", "-updated_at", "my_follow_up"] as const;
export type SortKey = (typeof SORTS)[number];
export { SORTS };

/** Whether it is not the whole list. */
export function isNarrowed({ q, status, tag, owner, archived }: Filter): boolean {
  return Boolean(q || status || tag || owner || archived);
}

export function useFilter(): [Filter, (change: Partial<Filter>) => void] {
  const [params, setParams] = useSearchParams();
  const sort = SORTS.find((one) => one === params.get("sort")) ?? "name";
  const told = (name: string) => params.get(name) ?? "";
  const filter: Filter = {
    sort,
    q: told("q"),
    status: told("status"),
    tag: told("tag"),
    owner: told("owner"),
    archived: told("archived") !== "",
  };
  const change = (wanted: Partial<Filter>) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(wanted)) {
          if (value && !(name === "sort" && value === "name")) next.set(name, String(value));
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return [filter, change];
}
