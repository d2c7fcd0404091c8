import { useEffect, useRef, useState } from "preact/hooks";
import type { Kind } from "@/data/kinds";
import { relative, shortMoment } from "@/lib/time";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Area } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { useShortcuts } from "@/ui/use-shortcuts";
import { snoozeKeys } from "./plan-keys";
import { press } from "./press";
import { SnoozeChips } from "./snooze-chips";
import { useMySettings } from "./use-my-settings";

const NOTE_SENT_AFTER_MS = 800;

/** When I come back to somebody, and why. It touches no status, as no status touches it. */
export function FollowUp({ kind, id }: { kind: Kind; id: string }) {
  const { follow_up_at: at } = useMySettings(kind, id);
  const [choosing, setChoosing] = useState(false);
  const section = useRef<HTMLElement>(null);
  useShortcuts({
    ...snoozeKeys((moment) => choose(moment)),
    snooze: () => setChoosing(true),
    note: () => section.current?.querySelector("textarea")?.focus(),
  });
  const { followUp } = words();
  const late = at !== null && Date.parse(at) < Date.now();
  const choose = (moment: string | null) => {
    setChoosing(false);
    press(kind, id, { follow_up_at: moment });
  };
  return (
    <section ref={section} class="space-y-3 rounded-2xl border border-line bg-surface p-4">
      <div class="flex items-start gap-3">
        <span class={late ? "text-danger" : "text-quiet"}>
          <Icon name="clock" />
        </span>
        <div class="min-w-0 grow">
          <h2 class="text-sm font-semibold">{followUp.title}</h2>
          <p class={`text-sm ${late ? "font-semibold text-danger" : "text-quiet"}`}>
            {at ? `${shortMoment(at)} · ${relative(at)}` : followUp.none}
          </p>
        </div>
      </div>
      <div class="flex flex-wrap gap-2">
        <Button icon="snooze" class="grow text-sm" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
          {at ? followUp.snooze : followUp.set}
        </Button>
        {at && (
          <Button icon="check" class="grow text-sm" onClick={() => choose(null)}>
            {followUp.done}
          </Button>
        )}
      </div>
      {choosing && <SnoozeChips chosen={at} onChoose={choose} />}
      <FollowUpNote kind={kind} id={id} />
    </section>
  );
}

/** Kept as it is typed; what arrives meanwhile from elsewhere is not typed over. What is typed when it goes is kept too. */
export function FollowUpNote({ kind, id, rows = 2 }: { kind: Kind; id: string; rows?: number }) {
  const { follow_up_note: kept } = useMySettings(kind, id);
  const [typed, setTyped] = useState<string | null>(null);
  const keep = () => {
    if (typed !== null && typed !== kept) press(kind, id, { follow_up_note: typed });
    setTyped(null);
  };
  const last = useRef(keep);
  last.current = keep;
  useEffect(() => {
    if (typed === null || typed === kept) return undefined;
    const timer = setTimeout(keep, NOTE_SENT_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed, kept]);
  useEffect(() => () => last.current(), []);
  const { note, noteHint } = words().followUp;
  return (
    <Area
      label={note}
      hint={noteHint}
      rows={rows}
      maxLength={2000}
      value={typed ?? kept}
      onValue={setTyped}
      onBlur={() => last.current()}
    />
  );
}
