/** What one does with whom one looks at, in the thumb's reach. */

import { useRef } from "preact/hooks";
import { CallLink, OthersCall } from "@/calling/call-link";
import type { Dialling } from "@/calling/dial";
import { shownPhone } from "@/calling/phone";
import type { Contact } from "@/data/kinds";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { StatusButtons } from "@/settings/status-buttons";
import { Button, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { notify } from "@/ui/notices";
import { useBelowNotices } from "@/ui/use-below-notices";
import { doneAndNext, skip } from "./steps";

export function StepsBlock({ contact, dialling, onLog }: { contact: Contact; dialling: Dialling; onLog: () => void }) {
  const { kind, id, name, phones } = contact;
  const [phone] = phones;
  const foot = useRef<HTMLDivElement>(null);
  useBelowNotices(foot);
  const { contact: told, log } = words();
  const { queue } = callingWords();
  return (
    <div ref={foot} class="border-t border-line bg-surface px-3 py-2 wide:px-4">
      <div class="mx-auto max-w-3xl space-y-2">
        <OthersCall dialling={dialling} />
        {phone ? (
          <div class="flex flex-wrap items-center gap-1">
            <CallLink look="primary" phone={phone} dialling={dialling} aria-label={told.callOf(name)} class="min-h-14 grow">
              {told.call}
            </CallLink>
            <a
              href={`sms:${phone.split(";")[0]}`}
              aria-label={queue.message}
              title={queue.message}
              class="flex size-12 shrink-0 items-center justify-center rounded-xl text-quiet hover:text-ink"
            >
              <Icon name="chat" />
            </a>
            <IconButton icon="copy" label={queue.copy} onClick={() => void copy(phone)} />
          </div>
        ) : (
          <p class="flex min-h-14 items-center justify-center text-sm text-quiet">{told.noPhone}</p>
        )}
        <StatusButtons kind={kind} id={id} />
        <div class="flex gap-2 tight:flex-wrap">
          <Button class="grow !px-2 text-sm min-[23.75rem]:whitespace-nowrap" onClick={skip}>
            {queue.skip}
          </Button>
          <Button class="grow !px-2 text-sm min-[23.75rem]:whitespace-nowrap" onClick={onLog}>
            {log.open}
          </Button>
          <Button class="grow !px-2 text-sm min-[23.75rem]:whitespace-nowrap" onClick={doneAndNext}>
            {queue.doneAndNext}
          </Button>
        </div>
      </div>
    </div>
  );
}

async function copy(phone: string): Promise<void> {
  await navigator.clipboard.writeText(shownPhone(phone));
  notify({ name: "copied", text: callingWords().queue.copied });
}
