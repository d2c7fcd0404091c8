import { reasonOf } from "./faults";
import { Refused, Unreachable } from "./problem";
import { words } from "./words/words";

/** Why something did not work, for the person who wanted it. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Unreachable) return words().trouble.offline;
  // What the gateway says of its own faults is for those who mend them.
  if (error instanceof Refused && error.status < 500) return reasonOf(error);
  return words().trouble.unknown;
}
