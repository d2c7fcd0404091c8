/** What begins when somebody signs in and ends when they sign out: the one stream, and all that is kept of them. */

import { useEffect, useLayoutEffect } from "preact/hooks";
import { leave, me } from "@/data/contacts";
import { live, stream } from "@/data/live-updates";
import { queries } from "@/data/stores";
import { answerOf, api, signedOut } from "@/lib/api";
import { stopRinging, useSubscriptionKept } from "./push";

/** Of the device, not of the person. */
const KEPT_AT_SIGN_OUT = new Set(["theme", "language", "shortcuts"]);

const showTheDoor = () => leave(KEPT_AT_SIGN_OUT);

export function useSession(personId: string | undefined): { signOut: () => void } {
  // Before what is shown asks for anything: what happens from then on is told.
  useLayoutEffect(() => {
    if (personId === undefined) return undefined;
    stream.start(personId);
    // The gateway closed it for good: whether the session is over, it says itself.
    const ends = live.subscribe(() => {
      if (live.state === "auth_required") void queries.invalidateQueries({ queryKey: me.queryKey });
    });
    return () => {
      ends();
      stream.stop();
    };
  }, [personId]);
  useSubscriptionKept(personId);
  useEffect(() => {
    signedOut.addEventListener("over", showTheDoor);
    return () => signedOut.removeEventListener("over", showTheDoor);
  }, []);
  return { signOut: () => void signOut() };
}

async function signOut(): Promise<void> {
  await stopRinging();
  await answerOf(api.DELETE("/api/session")).catch(() => null);
  history.replaceState(null, "", "/");
  showTheDoor();
}
