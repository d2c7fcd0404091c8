/** What I have to come back to, contacts and candidates together. Where each belongs, its date in my plans says. */

import { useInfiniteQuery } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";
import { followUpsOf, type Scope } from "@/data/contacts";
import type { Contact } from "@/data/kinds";
import { keyOf } from "@/data/my-settings-store";
import { itemsIn } from "@/data/pages";
import { mySettings } from "@/data/stores";
import { sentenceOf } from "@/lib/sentence";
import { dayOf } from "@/lib/time";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { press } from "@/settings/press";
import { Button, ButtonLink } from "@/ui/button";
import { notify } from "@/ui/notices";
import { Empty, SkeletonRows, Trouble } from "@/ui/states";
import { FollowUpRow } from "./follow-up-row";

const SCOPES: readonly Scope[] = ["overdue", "today", "upcoming"];
const MINUTE_MS = 60_000;

export function FollowUpsScreen() {
  const overdue = useInfiniteQuery(followUpsOf("overdue"));
  const todays = useInfiniteQuery(followUpsOf("today"));
  const upcoming = useInfiniteQuery(followUpsOf("upcoming"));
  const queryOf = { overdue, today: todays, upcoming };
  const asked = SCOPES.map((scope) => queryOf[scope]);
  const contacts = once(asked.flatMap(({ data }) => itemsIn(data)));
  const now = useNow();
  usePlansOf(contacts);
  const { contact, followUp, loading, tabs, trouble } = words();

  const today = dayOf(now);
  const due = dueOf(contacts, today);
  // All at once: what came later would push down what somebody reads.
  const pending = asked.some((one) => one.isPending);
  const failed = asked.find((one) => one.isError);
  const more = asked.find((one) => one.hasNextPage);
  const moveAllToToday = async () => {
    let found: Pick<typeof overdue, "data" | "hasNextPage" | "isError" | "fetchNextPage"> = overdue;
    // What cannot be fetched now stays overdue, and is counted by nobody as moved.
    while (found.hasNextPage && !found.isError) found = await found.fetchNextPage();
    moveToToday(dueOf(once(itemsIn(found.data)), today).filter(({ scope }) => scope === "overdue"));
  };

  if (failed && contacts.length === 0) {
    const retry = () => asked.forEach((one) => void one.refetch());
    return <Trouble title={trouble.title} detail={sentenceOf(failed.error)} retry={trouble.retry} onRetry={retry} />;
  }
  return (
    <div class="h-full overflow-y-auto overscroll-contain">
      <div class="mx-auto max-w-3xl px-4 py-4">
        <div class="mb-4 flex min-h-12 flex-wrap items-center justify-between gap-2">
          <h1 class="min-w-0 text-xl font-semibold break-words">{tabs.followUps}</h1>
          {!pending && due.some(({ scope }) => scope !== "upcoming") && (
            <ButtonLink icon="queue" href="/queue?due=today" class="text-sm">
              {callingWords().queue.callThese}
            </ButtonLink>
          )}
        </div>
        {pending && <SkeletonRows count={6} label={loading} />}
        {asked.every((one) => one.data) && due.length === 0 && (
          <Empty icon="clock" title={followUp.empty} lead={followUp.emptyLead}>
            <ButtonLink href="/queue">{callingWords().queue.start}</ButtonLink>
          </Empty>
        )}
        {(pending ? [] : SCOPES).map((scope) => {
          const rows = due.filter((one) => one.scope === scope);
          return rows.length > 0 ? (
            <section key={scope} class="mb-6" aria-labelledby={`follow-ups-${scope}`}>
              <div class="mb-2 flex min-h-12 flex-wrap items-center gap-x-2">
                <h2 id={`follow-ups-${scope}`} class={`text-lg font-semibold ${scope === "overdue" ? "text-danger" : ""}`}>
                  {followUp[scope]}
                </h2>
                <span class="text-sm text-quiet tabular-nums">{`${rows.length}${queryOf[scope].hasNextPage ? "+" : ""}`}</span>
                {scope === "overdue" && (
                  <Button look="quiet" class="ml-auto !px-0 text-sm" onClick={() => void moveAllToToday()}>
                    {followUp.allToday}
                  </Button>
                )}
              </div>
              <ul class="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
                {rows.map(({ contact: one, at }) => (
                  <FollowUpRow key={keyOf(one.kind, one.id)} contact={one} at={at} late={scope === "overdue"} />
                ))}
              </ul>
            </section>
          ) : null;
        })}
        {more && (
          <Button look="quiet" class="w-full" onClick={() => void more.fetchNextPage()}>
            {contact.more}
          </Button>
        )}
      </div>
    </div>
  );
}

interface Due {
  contact: Contact;
  at: string;
  scope: Scope;
}

/** Those of them that have a date in my plans, the earliest first. */
function dueOf(contacts: Contact[], today: string): Due[] {
  return contacts
    .map((contact) => ({ contact, at: mySettings.seen(contact.kind, contact.id).follow_up_at }))
    .filter((one): one is { contact: Contact; at: string } => one.at !== null)
    .map((one) => ({ ...one, scope: scopeOf(one.at, today) }))
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function once(contacts: Contact[]): Contact[] {
  return [...new Map(contacts.map((contact) => [keyOf(contact.kind, contact.id), contact])).values()];
}

/** By my own midnight. */
function scopeOf(at: string, today: string): Scope {
  const day = dayOf(at);
  return day < today ? "overdue" : day === today ? "today" : "upcoming";
}

/** All at once, and back all at once. */
function moveToToday(rows: Due[]): void {
  const now = new Date().toISOString();
  for (const { contact } of rows) press(contact.kind, contact.id, { follow_up_at: now });
  const { followUp } = words();
  const undo = () => rows.forEach(({ contact, at }) => press(contact.kind, contact.id, { follow_up_at: at }));
  notify({ name: "moved", text: followUp.moved(rows.length), action: { label: followUp.undo, act: undo } });
}

/** Rows move by themselves when their time or midnight comes. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function usePlansOf(contacts: Contact[]): void {
  const [, renderAgain] = useState(0);
  const keys = contacts.map(({ kind, id }) => keyOf(kind, id)).join();
  useEffect(() => {
    const read = () => renderAgain((times) => times + 1);
    const ends = contacts.map(({ kind, id }) => mySettings.subscribe(kind, id, read));
    return () => ends.forEach((end) => end());
  }, [keys]);
}
