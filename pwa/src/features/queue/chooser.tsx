/** Whom to call: by my status, by what is due, by a search; and what happens when a call is saved. */

import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { addressOf, type Source, sourceIn } from "@/data/queue-source";
import type { Kind } from "@/data/kinds";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { LOOK } from "@/settings/my-status-tag";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Icon, type IconName } from "@/ui/icon";
import { Segments } from "@/ui/segments";
import { type Advance, advanceNow, advancesHere, chooseAdvance } from "./advance";

interface Choice {
  address: string;
  icon: IconName;
  look: string;
  word: string;
  hint?: string;
}

function choices(): Choice[] {
  const { status } = words();
  const { queue } = callingWords();
  return [
    { address: "status=hot", icon: "flame", look: LOOK.hot.class, word: queue.my(status.hot) },
    { address: "status=working", icon: "wrench", look: LOOK.working.class, word: queue.my(status.working) },
    { address: "due=today", icon: "clock", look: LOOK.follow_up.class, word: queue.due, hint: queue.dueHint },
    { address: "status=A", icon: "contacts", look: LOOK.A.class, word: queue.tma("A") },
    { address: "status=B", icon: "contacts", look: LOOK.B.class, word: queue.tma("B") },
    { address: "status=C", icon: "contacts", look: LOOK.C.class, word: queue.tma("C") },
  ];
}

/** `now`: the one that is open. */
export function Chooser({ now, onChosen, onAgain }: { now: Source | null; onChosen?: () => void; onAgain?: () => void }) {
  const here = now ? addressOf(now) : null;
  return (
    <div class="space-y-4">
      <ul class="grid grid-cols-1 gap-2 wide:grid-cols-2">
        {choices().map(({ address, icon, look, word, hint }) => {
          const isHere = addressOf(sourceIn(address)!) === here;
          return (
            <li key={address}>
              <Link
                href={`/queue?${address}`}
                aria-current={isHere ? "true" : undefined}
                onClick={onChosen}
                class={`flex min-h-16 items-center gap-3 rounded-2xl border px-4 py-2 ${isHere ? "border-accent bg-accent-soft" : "border-line bg-surface"}`}
              >
                <span class={`flex size-10 shrink-0 items-center justify-center rounded-full tight:hidden ${look}`}>
                  <Icon name={icon} />
                </span>
                <span class="min-w-0 grow">
                  <span class="block font-semibold">{word}</span>
                  {hint && <span class="block text-sm text-quiet">{hint}</span>}
                </span>
                <Icon name="next" small />
              </Link>
            </li>
          );
        })}
      </ul>
      <BySearch onChosen={onChosen} />
      <AfterSaving />
      {onAgain && (
        <Button class="w-full" onClick={onAgain}>
          {callingWords().queue.again}
        </Button>
      )}
    </div>
  );
}

function BySearch({ onChosen }: { onChosen: (() => void) | undefined }) {
  const [, go] = useLocation();
  const [kind, setKind] = useState<Kind>("contact");
  const [q, setQ] = useState("");
  const { lists, tabs } = words();
  const { queue } = callingWords();
  return (
    <form
      class="space-y-3 rounded-2xl border border-line bg-surface p-4"
      onSubmit={(event) => {
        event.preventDefault();
        const params = new URLSearchParams({ list: kind, ...(q.trim() && { q: q.trim() }) });
        go(`/queue?${params}`);
        onChosen?.();
      }}
    >
      <Segments
        label={tabs.contacts}
        value={kind}
        options={[["contact", lists.contact] as const, ["tma", lists.tma] as const]}
        onValue={setKind}
      />
      <Field label={queue.search} type="search" placeholder={queue.searchHint} autoComplete="off" value={q} onValue={setQ} />
      <Button type="submit" look="primary" class="w-full">
        {queue.start}
      </Button>
    </form>
  );
}

function AfterSaving() {
  const [advance, setAdvance] = useState<Advance>(advanceNow);
  const { queue } = callingWords();
  return (
    <section class="space-y-2 rounded-2xl border border-line bg-surface p-4">
      <p class="text-sm font-semibold">{queue.advance}</p>
      <Segments
        label={queue.advance}
        value={advance}
        options={advancesHere().map((one) => [one, queue.advances[one]] as const)}
        onValue={(wanted) => (setAdvance(wanted), chooseAdvance(wanted))}
      />
    </section>
  );
}
