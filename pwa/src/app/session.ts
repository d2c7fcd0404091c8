/** What begins when somebody signs in and ends when they sign out: the one stream, and all that is kept of them. */

import { useEffect } from "preact/hooks";
import { me } from "@/data/contacts";
import { stream } from "@/data/live-updates";
import { mySettings, queries } from "@/data/stores";
import { answerOf, api, signedOut } from "@/lib/api";

/** Of the device, not of the person. */
const KEPT_AT_SIGN_OUT = new Set(["theme", "language"]);

export function useSession(personId: string | undefined): { signOut: () => void } {
  useEffect(() => {
    if (personId === undefined) return undefined;
    stream.start();
    return () => stream.stop();
  }, [personId]);
  useEffect(() => {
    signedOut.addEventListener("401", showTheDoor);
    return () => signedOut.removeEventListener("401", showTheDoor);
  }, []);
  return { signOut: () => void signOut() };
}

async function signOut(): Promise<void> {
  await answerOf(api.DELETE("/api/session")).catch(() => null);
  history.replaceState(null, "", "/");
  showTheDoor();
}

function showTheDoor(): void {
  // The question who is here is answered already: with nobody.
  if (!queries.getQueryData(me.queryKey)) return;
  mySettings.forgetAll();
  queries.clear();
  for (const kept of Object.keys(localStorage)) if (!KEPT_AT_SIGN_OUT.has(kept)) localStorage.removeItem(kept);
  void queries.resetQueries({ queryKey: me.queryKey });
}
