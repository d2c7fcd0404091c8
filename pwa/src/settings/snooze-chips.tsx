import { useState } from "preact/hooks";
import { instantOf, SNOOZE_KEYS, snoozeOptions, wallText } from "@/lib/snooze";
import { shortMoment, zoneNow } from "@/lib/time";
import { words } from "@/lib/words/words";
import { Button, Chip } from "@/ui/button";
import { Field } from "@/ui/field";
import { useShortcuts } from "@/ui/use-shortcuts";
import { snoozeKeys } from "./plan-keys";

interface Props {
  chosen: string | null;
  onChoose: (at: string) => void;
  inSheet?: boolean;
}

/** Each says what it means today, so that nobody has to reckon. */
export function SnoozeChips({ chosen, onChoose, inSheet = false }: Props) {
  const [picking, setPicking] = useState(false);
  useShortcuts({ ...snoozeKeys(onChoose), snooze7: () => setPicking(true) }, inSheet);
  const now = new Date();
  const { followUp, snooze } = words();
  return (
    <div class="space-y-3">
      <div class="grid grid-cols-2 gap-2 wide:grid-cols-3">
        {snoozeOptions(now, zoneNow()).map(({ key, at }) => {
          const moment = at.toISOString();
          const on = chosen !== null && Math.abs(Date.parse(chosen) - at.getTime()) < 60_000;
          return (
            <Chip key={key} on={on} onClick={() => onChoose(moment)} class="relative min-h-14 flex-col justify-center !gap-0 !rounded-xl !px-2">
              <Key number={SNOOZE_KEYS.indexOf(key) + 1} />
              <span class="font-semibold">{snooze[key]}</span>
              <span class={on ? "text-xs" : "text-xs text-quiet"}>{shortMoment(at, now)}</span>
            </Chip>
          );
        })}
        <Chip on={picking} onClick={() => setPicking(!picking)} class="relative min-h-14 justify-center !rounded-xl">
          <Key number={SNOOZE_KEYS.length + 1} />
          {followUp.pick}
        </Chip>
      </div>
      {picking && <Pick chosen={chosen} onChoose={(at) => (setPicking(false), onChoose(at))} />}
    </div>
  );
}

/** For those who have keys; a screen reader hears of them in the help. */
function Key({ number }: { number: number }) {
  return (
    <kbd aria-hidden="true" class="absolute top-1 right-2 hidden text-xs text-quiet wide:[@media(hover:hover)]:block">
      {number}
    </kbd>
  );
}

function Pick({ chosen, onChoose }: Props) {
  const [text, setText] = useState(() => wallText(chosen ? new Date(chosen) : new Date(), zoneNow()));
  const at = instantOf(text, zoneNow());
  return (
    <form
      class="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (at) onChoose(at.toISOString());
      }}
    >
      <div class="grow">
        <Field label={words().followUp.pickLabel} type="datetime-local" value={text} onValue={setText} />
      </div>
      <Button type="submit" look="primary" disabled={!at}>
        {words().followUp.set}
      </Button>
    </form>
  );
}
