import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { type Contact, pathOf } from "@/data/kinds";
import { shortMoment } from "@/lib/time";
import { words } from "@/lib/words/words";
import { MyStatusTag } from "@/settings/my-status-tag";
import { press } from "@/settings/press";
import { SnoozeChips } from "@/settings/snooze-chips";
import { useMySettings } from "@/settings/use-my-settings";
import { IconButton } from "@/ui/button";
import { notify } from "@/ui/notices";
import { Sheet } from "@/ui/sheet";

export function FollowUpRow({ contact, at, late }: { contact: Contact; at: string; late: boolean }) {
  const { kind, id, name, company } = contact;
  const { follow_up_note: note } = useMySettings(kind, id);
  const [snoozing, setSnoozing] = useState(false);
  const { followUp, trouble } = words();
  const done = () => {
    press(kind, id, { follow_up_at: null });
    const undo = () => press(kind, id, { follow_up_at: at });
    notify({ name: "done", text: followUp.cleared(name), action: { label: followUp.undo, act: undo } });
  };
  return (
    <li class="yielding min-h-16 gap-x-1 pr-1">
      <Link href={pathOf(contact)} class="flex min-w-0 grow basis-40 items-center gap-3 py-2 pl-4">
        <span class="min-w-0 grow">
          <span class="block truncate font-semibold">{name}</span>
          <span class="my-0.5 flex flex-wrap items-center gap-x-2 text-sm whitespace-nowrap">
            <time dateTime={at} class={late ? "font-medium text-danger" : "font-medium"}>
              {shortMoment(at)}
            </time>
            <MyStatusTag kind={kind} id={id} />
          </span>
          {(note || company) && <span class="block truncate text-sm text-quiet">{note || company}</span>}
        </span>
      </Link>
      <IconButton icon="snooze" label={followUp.snoozeOf(name)} onClick={() => setSnoozing(true)} />
      <IconButton icon="check" label={followUp.doneOf(name)} class="!text-accent" onClick={done} />
      {snoozing && (
        <Sheet title={name} closeLabel={trouble.dismiss} onClose={() => setSnoozing(false)}>
          <SnoozeChips
            chosen={at}
            onChoose={(moment) => {
              setSnoozing(false);
              press(kind, id, { follow_up_at: moment });
            }}
          />
        </Sheet>
      )}
    </li>
  );
}
