/** Saving what somebody says of a call. Where it is shown, it is shown as soon as it is saved. */

import type { CallLog, NewCallLog } from "@/gen/schema";
import type { Contact } from "./kinds";
import { recentCalls } from "./recent-calls";
import { requests } from "./requests";
import { queries } from "./stores";

/** Under the same key it is saved once, however often it is sent. */
export async function saveCall({ kind, id }: Pick<Contact, "kind" | "id">, call: NewCallLog, key: string): Promise<void> {
  const saved = await requests[kind].logCall(id, call, key);
  // The stream may have told of it already.
  const withSaved = (calls: CallLog[]) => [saved, ...calls.filter((one) => one.id !== saved.id)];
  queries.setQueryData<CallLog[]>(["calls", kind, id], (calls) => calls && withSaved(calls));
  recentCalls.arrived(saved);
  void queries.invalidateQueries({ queryKey: ["contact", kind, id] });
  void queries.invalidateQueries({ queryKey: ["history", kind, id] });
}
