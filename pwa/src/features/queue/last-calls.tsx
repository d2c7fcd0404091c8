import { useNames } from "@/data/names";
import { useRecentCalls } from "@/calling/recent-call";
import type { Contact } from "@/data/kinds";
import { CALLS_KEPT, recentCalls } from "@/data/recent-calls";
import { relative, shortMoment } from "@/lib/time";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";

/** "2 days ago · No answer · Ben" */
export function LastCalls({ contact }: { contact: Contact }) {
  const { kind, id } = contact;
  const calls = useRecentCalls(contact);
  const nameOf = useNames();
  const { contact: told, loading, outcome, trouble } = words();
  const { historyUnavailable, queue } = callingWords();
  return (
    <section aria-labelledby="last-calls" class="rounded-2xl border border-line bg-surface p-4">
      <h3 id="last-calls" class="mb-1 text-sm font-semibold">
        {queue.lastCalls}
      </h3>
      {/* As tall as it can become, so that nothing moves when it does. */}
      <div class="min-h-24">
        {calls === undefined && (
          <div role="status" aria-label={loading} class="animate-pulse space-y-3 pt-2">
            {Array.from({ length: CALLS_KEPT }, (_, number) => (
              <div key={number} class="h-3.5 w-3/5 rounded bg-line" />
            ))}
          </div>
        )}
        {calls === "unavailable" && (
          <p class="flex items-center justify-between gap-2 text-sm text-quiet">
            {historyUnavailable}
            <Button look="quiet" onClick={() => void recentCalls.retry(kind, id)}>
              {trouble.retry}
            </Button>
          </p>
        )}
        {calls && calls !== "unavailable" && calls.length === 0 && <p class="text-sm text-quiet">{told.noCalls}</p>}
        {calls && calls !== "unavailable" && (
          <ul>
            {calls.map((call) => (
              <li key={call.id} class="py-1.5 text-sm">
                <p class="truncate tight:whitespace-normal">
                  <time dateTime={call.called_at} title={shortMoment(call.called_at)} class="text-quiet">
                    {relative(call.called_at)}
                  </time>
                  {" · "}
                  <span class="font-medium">{outcome[call.outcome]}</span>
                  {" · "}
                  <span class="text-quiet">{nameOf(call.person_id)}</span>
                </p>
                {call.note && <p class="truncate text-quiet">{call.note}</p>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
