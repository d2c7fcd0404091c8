/** Two taps: how it went, and Save. */

import { useRef, useState } from "preact/hooks";
import type { Contact } from "@/data/kinds";
import type { CallLog } from "@/gen/schema";
import { snoozeOptions } from "@/lib/snooze";
import { shortMoment, zoneNow } from "@/lib/time";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { snoozeKeys, statusKeys } from "@/settings/plan-keys";
import { SnoozeChips } from "@/settings/snooze-chips";
import { StatusButtons } from "@/settings/status-buttons";
import { Button, Chip, IconButton } from "@/ui/button";
import { Area } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { Sheet } from "@/ui/sheet";
import { useShortcuts } from "@/ui/use-shortcuts";
import { useDraft } from "./draft";
import { logCall } from "./log-call";
import { shownPhone } from "./phone";
import { callIsOver, callUnderWay } from "./return-from-call";

type Outcome = CallLog["outcome"];

const OUTCOMES: readonly Outcome[] = ["connected", "no_answer", "voicemail", "busy", "wrong_number", "not_interested"];

interface Props {
  contact: Contact;
  /** That the call may have taken; null when nobody knows. */
  seconds: number | null;
  saveLabel?: string;
  onSaved?: () => void;
  onClose: () => void;
}

export function LogCallSheet({ contact, seconds, saveLabel, onSaved, onClose }: Props) {
  const { kind, id, name } = contact;
  const [begun] = useState(() => callUnderWay(contact));
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [minutes, setMinutes] = useState(seconds === null ? 0 : Math.max(1, Math.round(seconds / 60)));
  const [next, setNext] = useState<string | null>(null);
  const [isOffered, setOffered] = useState(false);
  // A phone has no room for the dates as well; there they are a tap away.
  const [choosing, setChoosing] = useState(() => matchMedia("(width >= 56.25rem)").matches);
  const [struck, setStruck] = useState<readonly string[]>([]);
  const [draft, setDraft] = useDraft(contact);
  const isSaved = useRef(false);
  const { log, outcome: outcomes, trouble } = words();

  const choose = (how: Outcome) => {
    setOutcome(how);
    if (how !== "wrong_number") setStruck([]);
    // In sight above the button, and one tap to have none.
    const tomorrow = snoozeOptions(new Date(), zoneNow()).find(({ key }) => key === "tomorrow" || key === "monday");
    if (how === "no_answer" && !next && tomorrow) {
      setNext(tomorrow.at.toISOString());
      setOffered(true);
    } else if (how !== "no_answer" && isOffered) plan(null);
  };
  const plan = (at: string | null) => {
    setNext(at);
    setOffered(false);
  };
  const close = () => {
    callIsOver();
    onClose();
    if (isSaved.current) onSaved?.();
  };
  const form = useRef<HTMLFormElement>(null);
  const save = () => {
    if (!outcome || isSaved.current) return;
    isSaved.current = true;
    const called_at = begun && seconds !== null ? new Date(begun.at).toISOString() : null;
    const duration_seconds = minutes ? minutes * 60 : null;
    logCall(contact, { call: { outcome, note: draft.trim(), duration_seconds, called_at }, followUpAt: next, struck });
    form.current?.closest("dialog")?.close();
  };
  useShortcuts(
    { ...statusKeys(kind, id), ...snoozeKeys(plan), snooze: () => setChoosing(true), save: () => form.current?.requestSubmit() },
    true,
  );

  return (
    <Sheet title={log.title(name)} closeLabel={trouble.dismiss} onClose={close}>
      <form
        ref={form}
        class="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <div role="group" aria-label={log.outcome} class="grid grid-cols-2 gap-2 wide:grid-cols-3">
          {OUTCOMES.map((how) => (
            <button
              key={how}
              type="button"
              aria-pressed={how === outcome}
              data-enter={how === outcome ? "save" : undefined}
              onClick={() => choose(how)}
              class={`flex min-h-14 items-center justify-center gap-1 rounded-xl border px-2 text-sm font-semibold ${
                how === outcome ? "border-accent bg-accent-soft text-accent" : "border-line bg-raised"
              }`}
            >
              {how === outcome && <Icon name="check" small />}
              {outcomes[how]}
            </button>
          ))}
        </div>
        {outcome === "wrong_number" && (
          <Strike phones={contact.phones} called={begun?.phone} struck={struck} onStruck={setStruck} />
        )}
        <Stepper minutes={minutes} onMinutes={setMinutes} />
        <Area label={log.note} hint={log.noteHint} rows={2} maxLength={4000} value={draft} onValue={setDraft} />
        <StatusButtons kind={kind} id={id} />
        <details open={choosing} onToggle={(event) => setChoosing(event.currentTarget.open)}>
          <summary class="flex min-h-12 cursor-pointer items-center gap-2 text-sm font-semibold">
            <span class="grow">{log.next}</span>
            <Icon name="down" />
          </summary>
          <SnoozeChips inSheet chosen={next} onChoose={(at) => plan(at === next ? null : at)} />
        </details>
        <div class="sticky -bottom-4 -mx-4 space-y-2 bg-surface px-4 py-2 wide:-bottom-6">
          {next && <Planned at={next} onClear={() => plan(null)} />}
          <Button type="submit" look="primary" icon="check" class="min-h-14 w-full" disabled={!outcome}>
            {outcome ? (saveLabel ?? log.save) : log.choose}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

/** Of those that the contact has, the one that was called first. */
function Strike({ phones, called, struck, onStruck }: { phones: string[]; called: string | undefined; struck: readonly string[]; onStruck: (struck: string[]) => void }) {
  const inOrder = phones.toSorted((one, other) => Number(other === called) - Number(one === called));
  return (
    <div class="flex flex-wrap gap-2">
      {inOrder.map((phone) => {
        const on = struck.includes(phone);
        const toggled = on ? struck.filter((one) => one !== phone) : [...struck, phone];
        return (
          <Chip key={phone} on={on} onClick={() => onStruck(toggled)} class="!rounded-xl tabular-nums">
            <Icon name={on ? "check" : "trash"} small />
            {callingWords().strike(shownPhone(phone))}
          </Chip>
        );
      })}
    </div>
  );
}

function Planned({ at, onClear }: { at: string; onClear: () => void }) {
  const told = callingWords();
  const when = shortMoment(at);
  return (
    <p class="flex items-center gap-2 rounded-xl bg-later-soft pl-4 text-sm font-semibold text-later">
      <Icon name="clock" small />
      <span class="grow">{told.followUpOn(when)}</span>
      <IconButton icon="close" label={told.clearFollowUp(when)} class="!text-later" onClick={onClear} />
    </p>
  );
}

function Stepper({ minutes, onMinutes }: { minutes: number; onMinutes: (minutes: number) => void }) {
  const { log } = words();
  return (
    <div class="flex items-center gap-2 tight:flex-wrap tight:justify-end">
      <span class="grow text-sm font-medium">{log.minutes}</span>
      <IconButton icon="minus" label={log.fewer} onClick={() => onMinutes(Math.max(0, minutes - 1))} />
      <output class="w-10 text-center text-base font-semibold tabular-nums">{minutes || "–"}</output>
      <IconButton icon="plus" label={log.moreMinutes} onClick={() => onMinutes(minutes + 1)} />
    </div>
  );
}
