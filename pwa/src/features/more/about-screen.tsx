/** More → About: which build runs here, whether there is a newer one, and whose work it is made of. */

import { useEffect, useState } from "preact/hooks";
import { buildHere, isUpdateReady, lookForUpdate, update, updates } from "@/lib/updates";
import { aboutWords } from "@/lib/words/about";
import { words } from "@/lib/words/words";
import { Button, ButtonLink } from "@/ui/button";
import { Page } from "@/ui/page";
import { Panel } from "@/ui/panel";

type Looked = "not yet" | "looking" | Awaited<ReturnType<typeof lookForUpdate>> | "ready";

export function AboutScreen() {
  const told = aboutWords();
  return (
    <Page title={told.title} lead={told.lead} back={{ href: "/more", label: words().tabs.more }}>
      <Version />
      <Panel title={told.more}>
        <ButtonLink class="w-full" href="/api/docs" target="_blank" rel="noopener">
          {told.api}
        </ButtonLink>
        <ButtonLink class="w-full" href="/licences.txt" target="_blank" rel="noopener">
          {told.licences}
        </ButtonLink>
      </Panel>
    </Page>
  );
}

function Version() {
  const [looked, setLooked] = useState<Looked>(() => (isUpdateReady() ? "ready" : "not yet"));
  useEffect(() => {
    const ready = () => setLooked("ready");
    updates.addEventListener("ready", ready);
    return () => updates.removeEventListener("ready", ready);
  }, []);
  const look = async () => {
    setLooked("looking");
    const found = await lookForUpdate();
    setLooked((now) => (now === "ready" ? now : found));
  };
  const { version, build, noBuild, state, look: lookWord } = aboutWords();
  const here = buildHere();
  return (
    <Panel title={version}>
      <div class="flex items-center gap-3">
        <img src="/favicon.svg" alt="" width="48" height="48" />
        <div>
          <p class="font-medium">{here ? build(here) : noBuild}</p>
          <p role="status" class="min-h-5 text-sm text-quiet">
            {state[looked]}
          </p>
        </div>
      </div>
      {looked === "ready" ? (
        <Button look="primary" class="w-full" onClick={update}>
          {words().update.reload}
        </Button>
      ) : (
        <Button icon="sync" class="w-full" disabled={looked === "looking"} onClick={() => void look()}>
          {lookWord}
        </Button>
      )}
    </Panel>
  );
}
