/** Imports of a list, from a file on this device to their undoing. */

import { queryOptions } from "@tanstack/preact-query";
import type { Import, ImportStart, Imports } from "@/gen/schema";
import { answerOf, api } from "@/lib/api";
import { upload } from "@/lib/upload";
import type { Kind } from "./kinds";
import { queries } from "./stores";

export type { Import, ImportField, ImportStart, ImportState } from "@/gen/schema";

export const LARGEST_FILE = 20 * 1024 * 1024;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
const GROWTH = 1.4;

export const importsAt = { contact: "/api/contacts/imports", tma: "/api/tma/imports" } as const;

export function isUnderWay(one: Pick<Import, "state">): boolean {
  return one.state === "running" || one.state === "undoing";
}

/** Its end is told by the stream as well; how far it is, is asked. */
export function pauseAfter(asked: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * GROWTH ** asked);
}

export const importsOf = (kind: Kind) =>
  queryOptions({
    queryKey: ["imports", kind],
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Import[]> =>
      ((await answerOf(api.GET(importsAt[kind], { signal }))) as Imports).items,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? LONGEST_PAUSE_MS : false),
  });

export const importOf = (kind: Kind, id: string) =>
  queryOptions({
    queryKey: ["import", kind, id],
    staleTime: 0,
    queryFn: ({ signal }): Promise<Import> =>
      answerOf(api.GET(`${importsAt[kind]}/{id}`, { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? pauseAfter(state.dataUpdateCount) : false),
  });

export function keepImport(one: Import): void {
  queries.setQueryData(["import", one.kind, one.id], one);
  void queries.invalidateQueries({ queryKey: ["imports", one.kind] });
}

export async function sendFile(kind: Kind, file: File, sending: Parameters<typeof upload>[2]): Promise<Import> {
  const sent = await upload<Import>(importsAt[kind], file, sending);
  keepImport(sent);
  return sent;
}

/** It goes on its way also when the page is left at once. */
export function startImport({ kind, id }: Import, body: ImportStart, key: string): Promise<Import> {
  const params = { path: { id }, header: { "Idempotency-Key": key } };
  return answerOf(api.POST(`${importsAt[kind]}/{id}/start`, { params, body, keepalive: true }));
}

export function undoImport({ kind, id }: Import, key: string): Promise<Import> {
  const params = { path: { id }, header: { "Idempotency-Key": key } };
  return answerOf(api.POST(`${importsAt[kind]}/{id}/undo`, { params }));
}
