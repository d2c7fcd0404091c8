/** Two taps: how it went, and Save. The note is kept on each keystroke, whatever becomes of the app meanwhile. */

import { useState } from "preact/hooks";
import type { CallLog } from "@/gen/schema";
import { saveCall } from "@/data/calls";
import type { Contact } from "@/data/kinds";
import { snoozeOptions } from "@/lib/snooze";
import { zoneNow } from "@/lib/time";
import { uuid7 } from "@/lib/uuid";
import { words } from "@/lib/words/words";
import { press } from "@/settings/press";
import { SnoozeChips } from "@/settings/snooze-chips";
import { StatusButtons } from "@/settings/status-buttons";
import { Button, IconButton } from "@/ui/button";
import { Area } from "@/ui/field";
import { notify } from "@/ui/notices";
import { Sheet } from "@/ui/sheet";
import { callIsLogged } from "./return-from-call";

type Outcome = CallLog["outcome"];

const OUTCOMES: readonly Outcome[] = ["connected", "no_answer", "voicemail", "busy", "wrong_number", "not_interested"];

interface Props {
  contact: Contact;
  /** That the call may have taken; null when nobody knows. */
  seconds: number | null;
  onClose: () => void;
}

export function LogCallSheet({ contact, seconds, onClose }: Props) {
  const { kind, id, name } = contact;
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [minutes, setMinutes] = useState(seconds === null ? 0 : Math.max(1, Math.round(seconds / 60)));
  const [next, setNext] = useState<string | null>(null);
  const [draft, setDraft] = useDraft(`${kind}:${id}`);
  const { log, outcome: outcomes, trouble } = words();

  const save = (how: Outcome) => {
    const duration_seconds = minutes ? minutes * 60 : null;
    void saveCall(contact, { outcome: how, note: draft.trim(), duration_seconds }, uuid7());
    if (next) press(kind, id, { follow_up_at: next });
    setDraft("");
    callIsLogged();
    notify({ name: "call saved", text: log.saved });
    onClose();
  };

  const choose = (how: Outcome) => {
    setOutcome(how);
    // In sight below, and one tap to choose another or none.
    const nextDay = snoozeOptions(new Date(), zoneNow()).find(({ key: of }) => of === "tomorrow" || of === "monday");
    if (how === "no_answer" && !next && nextDay) setNext(nextDay.at.toISOString());
  };

  return (
    <Sheet title={log.title(name)} closeLabel={trouble.dismiss} onClose={onClose}>
      <form
        class="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (outcome) save(outcome);
        }}
      >
        <div role="group" aria-label={log.outcome} class="grid grid-cols-2 gap-2 wide:grid-cols-3">
          {OUTCOMES.map((how) => (
            <button
              key={how}
              type="button"
              aria-pressed={how === outcome}
              onClick={() => choose(how)}
              class={`min-h-14 rounded-xl border px-2 text-sm font-semibold ${
                how === outcome ? "border-accent bg-accent-soft text-accent" : "border-line bg-raised"
              }`}
            >
              {outcomes[how]}
            </button>
          ))}
        </div>
        <Stepper minutes={minutes} onMinutes={setMinutes} />
        <Area label={log.note} hint={log.noteHint} rows={2} maxLength={4000} value={draft} onValue={setDraft} />
        <StatusButtons kind={kind} id={id} />
        <details open={next !== null}>
          <summary class="flex min-h-12 cursor-pointer items-center text-sm font-semibold">{log.next}</summary>
          <SnoozeChips chosen={next} onChoose={(at) => setNext(at === next ? null : at)} />
        </details>
        <div class="sticky -bottom-4 -mx-4 bg-surface px-4 py-2 wide:-bottom-6">
          <Button type="submit" look="primary" icon="check" class="min-h-14 w-full" disabled={!outcome}>
            {outcome ? log.save : log.choose}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

function useDraft(of: string): [string, (draft: string) => void] {
  const kept = `draft ${of}`;
  const [draft, setDraft] = useState(() => localStorage.getItem(kept) ?? "");
  return [
    draft,
    (typed) => {
      setDraft(typed);
      if (typed) localStorage.setItem(kept, typed);
      else localStorage.removeItem(kept);
    },
  ];
}

function Stepper({ minutes, onMinutes }: { minutes: number; onMinutes: (minutes: number) => void }) {
  const { log } = words();
  return (
    <div class="flex items-center gap-2">
      <span class="grow text-sm font-medium">{log.minutes}</span>
      <IconButton icon="minus" label={log.fewer} onClick={() => onMinutes(Math.max(0, minutes - 1))} />
      <output class="w-10 text-center text-base font-semibold tabular-nums">{minutes || "–"}</output>
      <IconButton icon="plus" label={log.moreMinutes} onClick={() => onMinutes(minutes + 1)} />
    </div>
  );
}
