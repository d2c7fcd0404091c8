/** Contacts and TMA candidates: the same shape of record in two lists. */

import type { Contact, Kind, ShownCandidate, ShownContact } from "@/gen/schema";
import type { Status } from "./my-settings";

export type { Contact, Kind };
export type Shown = ShownContact | ShownCandidate;

export const STATUSES: Record<Kind, readonly Status[]> = {
  contact: ["hot", "working", "follow_up"],
  tma: ["A", "B", "C"],
};

export const KINDS: readonly Kind[] = ["contact", "tma"];

/** Of the API, as `LIST_PATH` is of the app. */
export const API_PATH = { contact: "/api/contacts", tma: "/api/tma" } as const;

export const LIST_PATH: Record<Kind, string> = { contact: "/contacts", tma: "/tma" };

export function pathOf({ kind, id }: { kind: Kind; id: string }): string {
  return `${LIST_PATH[kind]}/${id}`;
}
