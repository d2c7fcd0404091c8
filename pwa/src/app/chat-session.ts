/** The chat begins with a person and ends with them; with a language or a screen it does neither. */

import { useEffect } from "preact/hooks";
import { beginChat, forgetChat } from "@/data/chat";
import { seen } from "@/data/live-updates";
import type { Me } from "@/gen/schema";

/** Undefined: not known yet. */
export function useChatSession(who: Me | null | undefined): void {
  const personId = who === null ? null : who?.profile.id;
  useEffect(() => {
    if (personId === undefined) return;
    if (personId === null) {
      seen.end();
      forgetChat();
    } else {
      seen.begin();
      void beginChat(personId);
    }
  }, [personId]);
}
