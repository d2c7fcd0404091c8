/** A press on my own plans: shown at once, sent when it can be; taken back when it is refused. */

import type { Kind } from "@/data/kinds";
import type { Plan } from "@/data/my-settings";
import { plan } from "@/data/sending";

export function press(kind: Kind, id: string, change: Partial<Plan>): void {
  void plan(kind, id, change);
}
