import { useQuery } from "@tanstack/preact-query";
import { useNames } from "@/data/names";
import { callsOf } from "@/data/contacts";
import type { Contact } from "@/data/kinds";
import { isCall, laneOf } from "@/data/waiting";
import { sentenceOf } from "@/lib/sentence";
import { relative, shortMoment } from "@/lib/time";
import { words } from "@/lib/words/words";
import { useWaitingIn } from "@/settings/use-waiting";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";

/** `most`: only the last so many. */
export function Calls({ contact: { kind, id }, most }: { contact: Contact; most?: number }) {
  const calls = useQuery(callsOf(kind, id));
  const nameOf = useNames();
  const waiting = useWaitingIn(laneOf.contact(kind, id)).filter(isCall).toReversed();
  const { contact: told, outcome, trouble, waits } = words();
  return (
    <section class="rounded-2xl border border-line bg-surface p-4">
      <h2 class="text-sm font-semibold">{told.calls}</h2>
      {calls.isPending && <div class="mt-2 h-12 animate-pulse rounded-xl bg-line" />}
      {calls.isError && !calls.data && (
        <p role="alert" class="flex items-center justify-between gap-2 text-sm text-quiet">
          {sentenceOf(calls.error)}
          <Button look="quiet" onClick={() => void calls.refetch()}>
            {trouble.retry}
          </Button>
        </p>
      )}
      {calls.data?.length === 0 && waiting.length === 0 && <p class="mt-1 text-sm text-quiet">{told.noCalls}</p>}
      <ul class="divide-y divide-line">
        {waiting.map(({ id: of, call, at, refusal }) => (
          <li key={of} class="py-3" data-waiting={refusal === null ? "network" : "person"}>
            <p class="flex items-baseline gap-2">
              <span class="font-medium">{outcome[call.outcome]}</span>
              <time class="ml-auto shrink-0 text-sm text-quiet" dateTime={at} title={shortMoment(at)}>
                {relative(at)}
              </time>
            </p>
            {call.note && <p class="mt-1 text-sm break-words whitespace-pre-wrap">{call.note}</p>}
            <p class={`mt-1 flex items-center gap-1 text-sm ${refusal === null ? "text-quiet" : "text-danger"}`}>
              <Icon name={refusal === null ? "clock" : "warning"} small />
              {refusal ?? waits.toBeSent}
            </p>
          </li>
        ))}
        {calls.data?.slice(0, most).map((call) => (
          <li key={call.id} class="py-3">
            <p class="flex items-baseline gap-2">
              <span class="font-medium">{outcome[call.outcome]}</span>
              <span class="truncate text-sm text-quiet">
                {nameOf(call.person_id)}
                {call.duration_seconds ? ` · ${Math.max(1, Math.round(call.duration_seconds / 60))} min` : ""}
              </span>
              <time class="ml-auto shrink-0 text-sm text-quiet" dateTime={call.called_at} title={shortMoment(call.called_at)}>
                {relative(call.called_at)}
              </time>
            </p>
            {call.note && <p class="mt-1 text-sm break-words whitespace-pre-wrap">{call.note}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
