import { useLayoutEffect, useState } from "preact/hooks";
import type { Kind } from "@/data/kinds";
import type { Row } from "@/data/my-settings";
import { mySettings } from "@/data/stores";

/** What I plan with one contact or candidate, as it is this moment, presses under way included. The only reader. */
export function useMySettings(kind: Kind, id: string): Row {
  const [, renderAgain] = useState(0);
  useLayoutEffect(() => mySettings.subscribe(kind, id, () => renderAgain((times) => times + 1)), [kind, id]);
  return mySettings.seen(kind, id);
}
