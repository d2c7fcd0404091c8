/**
 * What a person plans with one contact or candidate: the server's row, and the presses under way laid over it.
 *
 * Pure. A refused press takes away its own layer alone: to bring back a remembered value could bring back another
 * refused one. A row that is older than the one known changes nothing, in whatever order answers and events come.
 */

import type { ContactStatus, TmaStatus } from "@/gen/schema";

export type Status = ContactStatus | TmaStatus;

export interface Plan {
  status: Status | null;
  follow_up_at: string | null;
  follow_up_note: string;
}

export interface Row extends Plan {
  version: number;
}

/** `op` names the press: it is its idempotency key as well. */
export interface Press {
  op: string;
  change: Partial<Plan>;
}

export interface Mine {
  row: Row;
  waiting: readonly Press[];
}

export const NOTHING: Mine = {
  row: { status: null, follow_up_at: null, follow_up_note: "", version: -1 },
  waiting: [],
};

export function seen({ row, waiting }: Mine): Row {
  return waiting.reduce((over, { change }) => ({ ...over, ...change }), row);
}

/** As many as are under way now, in their order: one was pressed, one was answered, one was refused. */
export function waits(mine: Mine, waiting: readonly Press[]): Mine {
  return { ...mine, waiting };
}

/** A reply, a page, an event, another tab. */
export function arrived(mine: Mine, row: Row): Mine {
  return row.version > mine.row.version ? { ...mine, row } : mine;
}
