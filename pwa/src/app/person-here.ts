/** What is kept of a person begins with them and ends with them; with a language or a screen it does neither. */

import { useEffect } from "preact/hooks";
import { seen } from "@/data/live-updates";
import { arrive, depart } from "@/data/person-here";
import type { Me } from "@/gen/schema";

/** Undefined: not known yet. */
export function usePersonHere(who: Me | null | undefined): void {
  const personId = who === null ? null : who?.profile.id;
  useEffect(() => {
    if (personId === undefined) return;
    if (personId === null) {
      seen.end();
      depart();
    } else {
      seen.begin();
      arrive(personId);
    }
  }, [personId]);
}
