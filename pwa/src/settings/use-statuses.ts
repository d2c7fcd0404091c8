import { useLayoutEffect, useState } from "preact/hooks";
import type { Kind } from "@/data/kinds";
import type { Status } from "@/data/my-settings";
import { mySettings } from "@/data/stores";

/** My own status of each of them, as it is this moment: for who lays them out by it. */
export function useStatuses(kind: Kind, ids: readonly string[]): (id: string) => Status | null {
  const [, renderAgain] = useState(0);
  useLayoutEffect(() => {
    const ends = ids.map((id) => mySettings.subscribe(kind, id, () => renderAgain((times) => times + 1)));
    return () => {
      for (const end of ends) end();
    };
  }, [kind, ids]);
  return (id) => mySettings.seen(kind, id).status;
}
