/** Dialling, after a last look at whether a colleague has called meanwhile. */

import { useState } from "preact/hooks";
import type { Contact } from "@/data/kinds";
import { recentCalls } from "@/data/recent-calls";
import type { CallLog } from "@/gen/schema";
import { telOf } from "./phone";
import { othersCall, useMyId, useRecentCalls } from "./recent-call";
import { callBegins } from "./return-from-call";

/** A phone lets a page dial for a few seconds after the press, and nobody waits longer. */
const LOOK_MAY_TAKE_MS = 1_500;

export interface Dialling {
  /** A colleague's call of today. */
  others: CallLog | null;
  /** What came to light by the last press, which dialled nothing: the next one does. */
  isHeld: boolean;
  dial: (phone: string) => void;
}

export function useDial(contact: Contact): Dialling {
  const { kind, id } = contact;
  const myId = useMyId();
  const others = othersCall(useRecentCalls(contact), myId);
  const [heldBy, setHeldBy] = useState<string | null>(null);
  const dial = (phone: string) => {
    const known = others?.id ?? null;
    void lookAgain(contact, myId).then((found) => {
      if (found !== null && found.id !== known) setHeldBy(found.id);
      else {
        setHeldBy(null);
        callBegins({ kind, id }, phone);
        location.href = telOf(phone);
      }
    });
  };
  return { others, isHeld: others !== null && others.id === heldBy, dial };
}

async function lookAgain({ kind, id }: Contact, myId: string | undefined): Promise<CallLog | null> {
  const longEnough = new Promise<null>((over) => setTimeout(() => over(null), LOOK_MAY_TAKE_MS));
  return othersCall(await Promise.race([recentCalls.refresh(kind, id), longEnough]), myId);
}
