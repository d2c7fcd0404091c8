import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { endSessions, type Session, sessions } from "@/data/profile";
import { deviceOf } from "@/lib/device";
import { sentenceOf } from "@/lib/sentence";
import { relative } from "@/lib/time";
import { teamWords } from "@/lib/words/team";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { notify } from "@/ui/notices";
import { Panel } from "@/ui/panel";
import { SkeletonRows, Trouble } from "@/ui/states";

export function SessionList() {
  const { data, error, isPending, refetch } = useQuery(sessions);
  const [busy, setBusy] = useState(false);
  const told = teamWords();
  const { loading, trouble } = words();
  const others = data?.filter(({ current }) => !current) ?? [];
  const end = async (ended: readonly Session[]) => {
    setBusy(true);
    try {
      await endSessions(ended.map(({ id }) => id));
      notify({ name: "session", text: told.ended });
    } catch (problem) {
      notify({ name: "session", text: sentenceOf(problem), trouble: true });
    }
    setBusy(false);
  };
  return (
    <Panel title={told.sessions}>
      {isPending && <SkeletonRows count={2} label={loading} />}
      {error && !data && (
        <Trouble title={trouble.title} detail={sentenceOf(error)} retry={trouble.retry} onRetry={() => void refetch()} />
      )}
      {data && (
        <ul class="divide-y divide-line">
          {data.toSorted((one, other) => Number(other.current) - Number(one.current)).map((one) => (
            <Row key={one.id} one={one} busy={busy} onEnd={() => void end([one])} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <Button class="w-full" disabled={busy} onClick={() => void end(others)}>
          {told.endOthers}
        </Button>
      )}
    </Panel>
  );
}

const IN_THE_HAND = new Set(["ios", "android"]);

function Row({ one, busy, onEnd }: { one: Session; busy: boolean; onEnd: () => void }) {
  const { device, current, last_seen_at: seen } = one;
  // How many fingers a device takes is not known of another one.
  const { label, platform } = deviceOf({ userAgent: device.user_agent, maxTouchPoints: 0 });
  const told = teamWords();
  return (
    <li class="yielding gap-x-3 py-3">
      <span class="text-quiet">
        <Icon name={IN_THE_HAND.has(platform) ? "mobile" : "desktop"} />
      </span>
      <div class="min-w-0 grow basis-24">
        <p class="flex flex-wrap items-center gap-x-2 font-medium">
          <span class="truncate">{label}</span>
          {current && <span class="shrink-0 rounded-full bg-accent-soft px-2 py-0.5 text-xs text-accent">{told.here}</span>}
        </p>
        <p class="truncate text-sm text-quiet">{told.seen(relative(seen), device.address)}</p>
      </div>
      {!current && (
        <Button look="quiet" class="shrink-0 px-3 text-sm whitespace-nowrap" disabled={busy} aria-label={told.endOf(label)} onClick={onEnd}>
          {told.end}
        </Button>
      )}
    </li>
  );
}
