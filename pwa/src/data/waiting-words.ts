/** What it is that waits, for who did it. */

import { words } from "@/lib/words/words";
import type { Status } from "./my-settings";
import type { Waiting } from "./waiting";

/** What the notice is called that says it was refused. */
export const noticeOf = (id: string) => `not saved ${id}`;

export function whatOf(row: Waiting): string {
  const { outcome, status, trouble, waits } = words();
  switch (row.what) {
    case "message":
      return waits.message;
    case "call":
      return `${waits.call} (${outcome[row.call.outcome]})`;
    case "edits":
      return waits.edits;
    case "plan":
      if (row.change.status !== undefined) return status[(row.change.status ?? "none") as Status | "none"];
      if (row.change.follow_up_at !== undefined) return waits.followUp;
      return row.change.follow_up_note === undefined ? trouble.plan : waits.note;
  }
}
