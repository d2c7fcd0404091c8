/** What is to ring, on all devices of this person. Kept as it is chosen. */

import { useQuery } from "@tanstack/preact-query";
import { prefer, preferences, type PushPreferences } from "@/data/push";
import { sentenceOf } from "@/lib/sentence";
import { zoneNow } from "@/lib/time";
import { pushWords } from "@/lib/words/push";
import { words } from "@/lib/words/words";
import { notify } from "@/ui/notices";
import { Panel } from "@/ui/panel";
import { Segments } from "@/ui/segments";
import { SkeletonRows, Trouble } from "@/ui/states";
import { Toggle } from "@/ui/toggle";
import { QuietHours } from "./quiet-hours";

export function Wants() {
  const { data, error, refetch } = useQuery(preferences);
  const said = pushWords();
  const { loading, trouble } = words();
  return (
    <Panel title={said.want}>
      {!data && !error && <SkeletonRows count={4} label={loading} />}
      {!data && error && (
        <Trouble title={trouble.title} detail={sentenceOf(error)} retry={trouble.retry} onRetry={() => void refetch()} />
      )}
      {data && (
        <div class="divide-y divide-line">
          <div class="space-y-2 pb-4">
            <p class="text-base">{said.messages}</p>
            <Segments
              label={said.messages}
              value={data.messages}
              options={[
                ["all", said.ringFor.all],
                ["direct", said.ringFor.direct],
                ["none", said.ringFor.none],
              ]}
              onValue={(messages) => keep({ ...data, messages })}
            />
          </div>
          <Toggle
            label={said.reminders}
            hint={said.remindersHint}
            on={data.reminders}
            onChange={(reminders) => keep({ ...data, reminders })}
          />
          <Toggle
            label={said.hideText}
            hint={said.hideTextHint}
            on={data.hide_text}
            onChange={(hide_text) => keep({ ...data, hide_text })}
          />
          <QuietHours
            hours={data.quiet_hours ?? null}
            zone={zoneNow()}
            onChange={(quiet_hours) => keep({ ...data, quiet_hours })}
          />
        </div>
      )}
    </Panel>
  );
}

function keep(wanted: PushPreferences): void {
  prefer(wanted).catch((error: unknown) => {
    const again = { label: words().trouble.retry, act: () => keep(wanted) };
    notify({ name: "wants", text: `${pushWords().notKept} ${sentenceOf(error)}`, trouble: true, action: again });
  });
}
