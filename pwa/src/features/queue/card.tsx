/** Whom to call now: what one wants to know before the phone rings at their end. */

import { useEffect, useRef } from "preact/hooks";
import { Link } from "wouter-preact";
import { CallLink } from "@/calling/call-link";
import type { Dialling } from "@/calling/dial";
import { shownPhone } from "@/calling/phone";
import { type Contact, pathOf } from "@/data/kinds";
import { hourOfRest, thereNow, zoneOf } from "@/lib/phone-zone";
import { dateFormat, relative, shortMoment } from "@/lib/time";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { MyStatusTag } from "@/settings/my-status-tag";
import { useMySettings } from "@/settings/use-my-settings";
import { Avatar } from "@/ui/avatar";
import { Icon } from "@/ui/icon";
import { useSwipe } from "@/ui/use-swipe";
import { LastCalls } from "./last-calls";
import type { PlanPart } from "./plan-sheet";

interface Props {
  contact: Contact;
  dialling: Dialling;
  onPlan: (part: PlanPart) => void;
  onSkip: () => void;
}

export function Card({ contact, dialling, onPlan, onSkip }: Props) {
  const { kind, id, name, company, title, archived_at: archived, notes } = contact;
  const card = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  useSwipe(card, { left: onSkip, right: () => onPlan("date") });
  useEffect(() => {
    // What had the focus has gone with the one before.
    if (!isFirst.current && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [kind, id]);
  const told = words().contact;
  return (
    <article ref={card} aria-labelledby="queue-card" class="touch-pan-y space-y-3">
      <header class="flex items-start gap-3 rounded-2xl border border-line bg-surface p-4">
        <span class="hidden wide:block">
          <Avatar name={name} large />
        </span>
        <div class="min-w-0 grow">
          <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 ref={heading} id="queue-card" tabIndex={-1} class="max-w-full text-xl font-semibold break-words outline-none tight:text-lg">
              {name}
            </h2>
            <MyStatusTag kind={kind} id={id} />
            {archived && <span class="text-sm text-quiet">{told.archived}</span>}
          </div>
          <p class="break-words text-quiet">{[title, company].filter(Boolean).join(" · ") || "\u00a0"}</p>
          <Phones contact={contact} dialling={dialling} />
        </div>
        <Link
          href={pathOf(contact)}
          aria-label={callingWords().queue.open}
          title={callingWords().queue.open}
          class="-mt-2 -mr-2 flex size-12 shrink-0 items-center justify-center rounded-xl text-quiet hover:text-ink"
        >
          <Icon name="card" />
        </Link>
      </header>
      <div class="grid grid-cols-1 gap-3 roomy:grid-cols-2">
        <LastCalls contact={contact} />
        <Plan contact={contact} onPlan={onPlan} />
      </div>
      {notes && (
        <section class="rounded-2xl border border-line bg-surface p-4">
          <h3 class="mb-1 text-sm font-semibold">{told.notes}</h3>
          <p class="line-clamp-4 text-sm break-words whitespace-pre-wrap">{notes}</p>
        </section>
      )}
    </article>
  );
}

function Phones({ contact: { phones }, dialling }: Pick<Props, "contact" | "dialling">) {
  if (phones.length === 0) return <p class="mt-2 text-sm text-quiet">{words().contact.noPhone}</p>;
  return (
    <ul class="mt-1">
      {phones.map((phone, index) => {
        // Numbers of one place have one time.
        const isNew = phones.findIndex((one) => zoneOf(one) === zoneOf(phone)) === index;
        return (
          <li key={phone} class="flex flex-wrap items-center gap-x-4">
            <CallLink look="line" phone={phone} dialling={dialling}>
              {shownPhone(phone)}
            </CallLink>
            {isNew && <LocalTime phone={phone} />}
          </li>
        );
      })}
    </ul>
  );
}

function LocalTime({ phone }: { phone: string }) {
  const now = new Date();
  const there = thereNow(phone, now);
  if (!there) return null;
  const { queue } = callingWords();
  const rest = hourOfRest(there);
  const clock = dateFormat("sv-SE", { timeZone: there.zone, hour: "2-digit", minute: "2-digit" }).format(now);
  return (
    <span class={`flex items-center gap-1 text-sm ${rest ? "font-semibold text-working" : "text-quiet"}`}>
      <Icon name={rest ? "moon" : "clock"} small />
      {queue.local(clock, there.place)}
      {rest && ` · ${queue[rest]}`}
    </span>
  );
}

function Plan({ contact: { kind, id }, onPlan }: Pick<Props, "contact" | "onPlan">) {
  const { follow_up_at: at, follow_up_note: note } = useMySettings(kind, id);
  const { queue } = callingWords();
  const late = at !== null && Date.parse(at) < Date.now();
  return (
    <button
      type="button"
      onClick={() => onPlan(at && !note ? "note" : "date")}
      class="flex w-full items-start gap-3 rounded-2xl border border-line bg-surface p-4 text-left"
    >
      <span class={late ? "text-danger" : "text-quiet"}>
        <Icon name="clock" />
      </span>
      <span class="min-w-0 grow">
        <span class="block text-sm font-semibold">{queue.plan}</span>
        <span class={`block text-sm ${late ? "font-semibold text-danger" : "text-quiet"}`}>
          {at ? `${shortMoment(at)} · ${relative(at)}` : queue.noPlan}
        </span>
        {note && <span class="mt-1 line-clamp-2 text-base break-words">{note}</span>}
      </span>
      <Icon name="next" small />
    </button>
  );
}
