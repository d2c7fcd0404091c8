/** The card, what one does with it, and its sheets. */

import { useQuery } from "@tanstack/preact-query";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Dialling, useDial } from "@/calling/dial";
import { LogCallSheet } from "@/calling/log-call-sheet";
import { useReturnFromCall } from "@/calling/return-from-call";
import { contactOf } from "@/data/contacts";
import type { Contact } from "@/data/kinds";
import type { Queue } from "@/data/queue";
import { isTyping } from "@/lib/typing";
import { callingWords } from "@/lib/words/calling";
import { statusKeys } from "@/settings/plan-keys";
import { useShortcuts } from "@/ui/use-shortcuts";
import { advanceNow } from "./advance";
import { Card } from "./card";
import { type PlanPart, PlanSheet } from "./plan-sheet";
import { Upcoming } from "./queue-list";
import { called, calledAndNext, skip, step } from "./steps";
import { StepsBlock } from "./steps-block";

interface Logging {
  contact: Contact;
  seconds: number | null;
}

export function Calling({ queue, member, onWhole }: { queue: Queue; member: Contact; onWhole: () => void }) {
  // As it is now; as it was read until that comes.
  const { data = member } = useQuery({ ...contactOf(member.kind, member.id), placeholderData: member });
  const contact = data;
  const { kind, id, phones } = contact;
  const [phone] = phones;
  const [logging, setLogging] = useState<Logging | null>(null);
  const [planning, setPlanning] = useState<{ contact: Contact; part: PlanPart } | null>(null);
  const dialling = useDial(contact);
  const dialNext = useDialNext(contact, dialling);
  const scroller = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => scroller.current?.scrollTo(0, 0), [kind, id]);
  const log = (seconds: number | null) => setLogging((open) => open ?? { contact, seconds });
  const plan = (part: PlanPart) => setPlanning({ contact, part });
  useReturnFromCall(contact, log);
  useShortcuts({
    ...statusKeys(kind, id),
    next: () => step(1),
    previous: () => step(-1),
    log: () => log(null),
    note: () => plan("note"),
    snooze: () => plan("date"),
    ...(phone && { call: () => dialling.dial(phone) }),
  });
  const saved = () => {
    const advance = advanceNow();
    // Where something was being written when the sheet came, it goes on being written.
    if (advance === "off" || isTyping()) return called();
    calledAndNext();
    if (advance === "dial") dialNext();
  };
  return (
    <>
      <div ref={scroller} class="min-h-0 grow overflow-x-hidden overflow-y-auto overscroll-contain low:min-h-auto low:shrink-0 low:overflow-visible">
        <div class="mx-auto max-w-3xl space-y-3 p-3 wide:p-4 roomy:max-w-6xl">
          <Card contact={contact} dialling={dialling} onPlan={plan} onSkip={skip} />
          <Upcoming queue={queue} onWhole={onWhole} />
        </div>
      </div>
      <StepsBlock contact={contact} dialling={dialling} onLog={() => log(null)} />
      {planning && <PlanSheet {...planning} onClose={() => setPlanning(null)} />}
      {logging && (
        <LogCallSheet
          {...logging}
          {...(advanceNow() !== "off" && { saveLabel: callingWords().saveAndNext })}
          onSaved={saved}
          onClose={() => setLogging(null)}
        />
      )}
    </>
  );
}

/** Dials whoever comes next, as soon as they are there. */
function useDialNext({ kind, id, phones }: Contact, { dial }: Dialling): () => void {
  const wanted = useRef(false);
  useEffect(() => {
    const [phone] = phones;
    if (wanted.current && phone) dial(phone);
    wanted.current = false;
  }, [kind, id]);
  return () => void (wanted.current = true);
}
