/** What begins when somebody signs in and ends when they sign out: the one stream, and all that is kept of them. */

import { useEffect } from "preact/hooks";
import { leave } from "@/data/contacts";
import { stream } from "@/data/live-updates";
import { answerOf, api, signedOut } from "@/lib/api";

/** Of the device, not of the person. */
const KEPT_AT_SIGN_OUT = new Set(["theme", "language"]);

const showTheDoor = () => leave(KEPT_AT_SIGN_OUT);

export function useSession(personId: string | undefined): { signOut: () => void } {
  useEffect(() => {
    if (personId === undefined) return undefined;
    stream.start();
    return () => stream.stop();
  }, [personId]);
  useEffect(() => {
    signedOut.addEventListener("over", showTheDoor);
    return () => signedOut.removeEventListener("over", showTheDoor);
  }, []);
  return { signOut: () => void signOut() };
}

async function signOut(): Promise<void> {
  await answerOf(api.DELETE("/api/session")).catch(() => null);
  history.replaceState(null, "", "/");
  showTheDoor();
}
