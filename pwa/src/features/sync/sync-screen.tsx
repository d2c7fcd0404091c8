/** More → Sync: how this device stands with the server, what waits to be sent, and what is kept here. */

import { useEffect, useState } from "preact/hooks";
import { live } from "@/data/live-updates";
import { forgetSeen, goOn } from "@/data/person-here";
import { relative } from "@/lib/time";
import { syncWords } from "@/lib/words/sync";
import { words } from "@/lib/words/words";
import { type Standing, useStanding } from "@/settings/use-standing";
import { useWaiting } from "@/settings/use-waiting";
import { Button } from "@/ui/button";
import { Icon, type IconName } from "@/ui/icon";
import { Page } from "@/ui/page";
import { Panel } from "@/ui/panel";
import { WaitingItem } from "./waiting-item";

export function SyncScreen() {
  const standing = useStanding();
  const told = syncWords();
  return (
    <Page title={told.title} lead={told.lead} back={{ href: "/more", label: words().tabs.more }}>
      <Stands standing={standing} />
      <Waits />
      <Here isAway={standing === "away"} />
    </Page>
  );
}

const LOOKS: Record<Standing, { icon: IconName; class: string }> = {
  online: { icon: "check", class: "bg-accent-soft text-accent" },
  degraded: { icon: "clock", class: "bg-working-soft text-working" },
  offline: { icon: "clock", class: "bg-working-soft text-working" },
  away: { icon: "warning", class: "bg-hot-soft text-hot" },
  auth_required: { icon: "lock", class: "bg-danger-soft text-danger" },
};
const LOOKED_AT_EVERY_MS = 10_000;

function Stands({ standing }: { standing: Standing }) {
  const [, renderAgain] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => renderAgain((times) => times + 1), LOOKED_AT_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const { state, syncedAt, neverSynced } = syncWords();
  const { icon, class: look } = LOOKS[standing];
  const at = live.syncedAt;
  return (
    <section class="flex items-start gap-3 rounded-2xl border border-line bg-surface p-4" data-standing={standing}>
      <span class={`flex size-10 shrink-0 items-center justify-center rounded-full ${look}`}>
        <Icon name={icon} />
      </span>
      <div class="min-w-0">
        <h2 class="text-base font-semibold">{state[standing]}</h2>
        <p class="text-sm">{state[`${standing}Lead`]}</p>
        <p class="mt-1 text-sm text-quiet">{at === null ? neverSynced : syncedAt(relative(new Date(at)))}</p>
      </div>
    </section>
  );
}

function Waits() {
  const waiting = useWaiting();
  const { waiting: title, nothing, sendNow } = syncWords();
  return (
    <Panel title={waiting.length > 0 ? `${title} (${waiting.length})` : title}>
      {waiting.length === 0 ? (
        <p class="flex items-center gap-2 text-sm text-quiet">
          <Icon name="check" small />
          {nothing}
        </p>
      ) : (
        <>
          <ul class="divide-y divide-line">
            {waiting.map((row) => (
              <WaitingItem key={row.id} row={row} />
            ))}
          </ul>
          {waiting.some(({ refusal }) => refusal === null) && (
            <Button icon="send" class="w-full" onClick={goOn}>
              {sendNow}
            </Button>
          )}
        </>
      )}
    </Panel>
  );
}

function Here({ isAway }: { isAway: boolean }) {
  const { here, hereLead, clear, clearHint, clearAway } = syncWords();
  return (
    <Panel title={here}>
      <p class="text-sm text-quiet">{hereLead}</p>
      <Button icon="trash" class="w-full" disabled={isAway} onClick={() => void forgetSeen().then(() => location.reload())}>
        {clear}
      </Button>
      <p class="text-sm text-quiet">{isAway ? clearAway : clearHint}</p>
    </Panel>
  );
}
