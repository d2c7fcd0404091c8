/** A press on my own plans: shown at once, sent when it can be; taken back when it is refused. */

import type { Kind } from "@/data/kinds";
import type { Plan, Status } from "@/data/my-settings";
import { plan } from "@/data/sending";
import { mySettings } from "@/data/stores";

export function press(kind: Kind, id: string, change: Partial<Plan>): void {
  void plan(kind, id, change);
}

/** Pressed again, a status is taken away. */
export function pressStatus(kind: Kind, id: string, status: Status): void {
  press(kind, id, { status: mySettings.seen(kind, id).status === status ? null : status });
}
