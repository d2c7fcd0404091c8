/** When I come back to somebody, and why: what a swipe to the right opens. */

import { useEffect, useRef } from "preact/hooks";
import type { Contact } from "@/data/kinds";
import { shortMoment } from "@/lib/time";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { FollowUpNote } from "@/settings/follow-up";
import { statusKeys } from "@/settings/plan-keys";
import { press } from "@/settings/press";
import { SnoozeChips } from "@/settings/snooze-chips";
import { useMySettings } from "@/settings/use-my-settings";
import { Button } from "@/ui/button";
import { notify } from "@/ui/notices";
import { Sheet } from "@/ui/sheet";
import { useShortcuts } from "@/ui/use-shortcuts";

export type PlanPart = "date" | "note";

export function PlanSheet({ contact, part, onClose }: { contact: Contact; part: PlanPart; onClose: () => void }) {
  const { kind, id, name } = contact;
  const { follow_up_at: at } = useMySettings(kind, id);
  const body = useRef<HTMLDivElement>(null);
  const { followUp, trouble } = words();
  const writeNote = () => body.current?.querySelector("textarea")?.focus();
  useEffect(() => {
    if (part === "note") writeNote();
  }, []);
  const close = () => body.current?.closest("dialog")?.close();
  const choose = (moment: string | null) => {
    press(kind, id, { follow_up_at: moment });
    close();
    const text = moment ? callingWords().followUpOn(shortMoment(moment)) : followUp.cleared(name);
    const undo = () => press(kind, id, { follow_up_at: at });
    notify({ name: "planned", text, action: { label: followUp.undo, act: undo } });
  };
  useShortcuts({ ...statusKeys(kind, id), note: writeNote }, true);
  return (
    <Sheet title={name} closeLabel={trouble.dismiss} onClose={onClose}>
      <div ref={body} class="space-y-4">
        <SnoozeChips inSheet chosen={at} onChoose={choose} />
        {at && (
          <Button icon="check" class="w-full" onClick={() => choose(null)}>
            {followUp.done}
          </Button>
        )}
        <FollowUpNote kind={kind} id={id} rows={3} />
      </div>
    </Sheet>
  );
}
