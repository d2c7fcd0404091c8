import { useEffect, useState } from "preact/hooks";
import type { PushPreferences } from "@/data/push";
import { pushWords } from "@/lib/words/push";
import { Field } from "@/ui/field";
import { Toggle } from "@/ui/toggle";

type Hours = NonNullable<PushPreferences["quiet_hours"]>;

interface Props {
  hours: Hours | null;
  zone: string;
  onChange: (hours: Hours | null) => void;
}

const USUAL: Hours = { since: "20:00", until: "07:00" };

export function QuietHours({ hours, zone, onChange }: Props) {
  const [typed, setTyped] = useState(hours ?? USUAL);
  useEffect(() => {
    if (hours) setTyped(hours);
  }, [hours?.since, hours?.until]);
  const { quiet, quietHint, since, until } = pushWords();
  // Half of a time is typed before all of it is.
  const keep = () => {
    if (!typed.since || !typed.until) setTyped(hours ?? USUAL);
    else if (typed.since !== hours?.since || typed.until !== hours.until) onChange(typed);
  };
  return (
    <div>
      <Toggle label={quiet} hint={quietHint(zone)} on={hours !== null} onChange={(on) => onChange(on ? typed : null)} />
      {hours && (
        <div class="grid max-w-sm grid-cols-2 gap-3 pb-2" onFocusOut={keep}>
          <Field type="time" label={since} value={typed.since} onValue={(value) => setTyped({ ...typed, since: value })} />
          <Field type="time" label={until} value={typed.until} onValue={(value) => setTyped({ ...typed, until: value })} />
        </div>
      )}
    </div>
  );
}
