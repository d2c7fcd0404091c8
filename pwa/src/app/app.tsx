/** Who is here decides what is shown: the door, or the app. */

import { useQuery } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";
import { me } from "@/data/contacts";
import { ByLink, type Offer, offerIn } from "@/features/accounts/by-link";
import { SignIn } from "@/features/accounts/sign-in";
import { languageChanged } from "@/lib/language";
import { sentenceOf } from "@/lib/sentence";
import { setZone } from "@/lib/time";
import { words } from "@/lib/words/words";
import { Notices } from "@/ui/notices";
import { Trouble } from "@/ui/states";
import { usePersonHere } from "./person-here";
import { useSession } from "./session";
import { Shell } from "./shell";

export function App() {
  const [language, setLanguage] = useState(0);
  useEffect(() => {
    const renderAgain = () => setLanguage((times) => times + 1);
    languageChanged.addEventListener("change", renderAgain);
    return () => languageChanged.removeEventListener("change", renderAgain);
  }, []);
  return (
    <>
      <Inside key={language} />
      <Notices dismissLabel={words().trouble.dismiss} />
    </>
  );
}

function Inside() {
  const who = useQuery(me);
  usePersonHere(who.data);
  const { signOut } = useSession(who.data?.profile.id);
  const offer = useOffer();
  const { trouble } = words();
  if (offer) return <ByLink {...offer} />;
  if (who.data) {
    setZone(who.data.profile.time_zone);
    return <Shell onSignOut={signOut} />;
  }
  if (who.isPending) return <Opening />;
  if (who.isSuccess) return <SignIn />;
  return (
    <Trouble
      title={trouble.title}
      detail={sentenceOf(who.error)}
      retry={trouble.retry}
      onRetry={() => void who.refetch()}
    />
  );
}

/** On a slow connection there is something to see before anybody knows who is here. */
function Opening() {
  return (
    <main class="flex h-full items-center justify-center">
      <img src="/favicon.svg" alt={words().loading} width="72" height="72" class="animate-pulse" />
    </main>
  );
}

function useOffer(): Offer | null {
  const [fragment, setFragment] = useState(location.hash);
  const signedIn = useQuery(me).data?.session_id;
  useEffect(() => {
    const read = () => setFragment(location.hash);
    read();
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, [signedIn]);
  return offerIn(fragment);
}
