/** How the app stands with the server, and what waits to be sent. On a phone only when there is something to know. */

import { Link } from "wouter-preact";
import { live } from "@/data/live-updates";
import { words } from "@/lib/words/words";
import { type Standing, useStanding } from "@/settings/use-standing";
import { useHeldUp, useWaiting } from "@/settings/use-waiting";

const DOTS: Record<Standing, string> = {
  online: "bg-accent",
  degraded: "bg-working",
  offline: "bg-quiet",
  away: "bg-hot",
  auth_required: "bg-danger",
};

export function LiveDot() {
  const standing = useStanding();
  const held = useHeldUp();
  const waits = useWaiting().filter(({ refusal }) => refusal === null).length;
  const { live: told, waits: says } = words();
  // While it is live, what is done is on its way for a moment each time.
  const waiting = standing === "online" ? held.waiting : waits;
  const isQuiet = standing === "online" && waiting + held.refused === 0;
  // On a phone a line of its own over the tabs: more than all of one, so that they come in the next.
  const place = isQuiet ? "sr-only wide:not-sr-only" : "order-first basis-[101%] border-b border-line wide:border-0";
  return (
    <div
      role="status"
      data-live={live.state}
      class={`${place} text-xs text-quiet wide:order-last wide:!mx-2 wide:!mt-auto wide:!mb-4 wide:basis-auto`}
    >
      <Link
        href="/more/sync"
        class="flex min-h-8 items-center justify-center gap-x-2 rounded-xl text-center wide:min-h-12 wide:flex-col"
      >
        <span class="whitespace-nowrap">
          <span class={`mr-1.5 inline-block size-2 rounded-full ${DOTS[standing]}`} />
          {told[standing]}
        </span>
        {waiting > 0 && <Count text={says.count(waiting)} />}
        {held.refused > 0 && <Count text={says.refused(held.refused)} danger />}
      </Link>
    </div>
  );
}

function Count({ text, danger = false }: { text: string; danger?: boolean }) {
  return (
    <span class={`whitespace-nowrap ${danger ? "font-semibold text-danger" : ""}`}>
      <span class="sr-only">, </span>
      {text}
    </span>
  );
}
