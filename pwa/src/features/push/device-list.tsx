/** Everything of mine that rings. What has arrived, each device tells itself. */

import { useQuery } from "@tanstack/preact-query";
import { devices, removeDevice, type Subscription } from "@/data/push";
import { unsubscribeHere } from "@/data/push-here";
import { sentenceOf } from "@/lib/sentence";
import { relative } from "@/lib/time";
import { pushWords } from "@/lib/words/push";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { notify } from "@/ui/notices";
import { Panel } from "@/ui/panel";
import { SkeletonRows, Trouble } from "@/ui/states";
import { TestRingOf } from "./test-ring";

export function DeviceList() {
  const { data, error, isPending, refetch } = useQuery(devices);
  const { devices: title, noDevices } = pushWords();
  const { loading, trouble } = words();
  return (
    <Panel title={title}>
      {isPending && <SkeletonRows count={2} label={loading} />}
      {error && !data && (
        <Trouble title={trouble.title} detail={sentenceOf(error)} retry={trouble.retry} onRetry={() => void refetch()} />
      )}
      {data?.length === 0 && <p class="text-sm text-quiet">{noDevices}</p>}
      {data && data.length > 0 && (
        <ul class="divide-y divide-line">
          {data.toSorted((one, other) => Number(other.is_here) - Number(one.is_here)).map((device) => (
            <DeviceRow key={device.id} device={device} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const IN_THE_HAND = new Set(["ios", "android"]);

function DeviceRow({ device }: { device: Subscription }) {
  const { unnamed, thisDevice, remove, removeOf } = pushWords();
  const label = device.label || unnamed;
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-1 py-3">
      <span class="text-quiet">
        <Icon name={IN_THE_HAND.has(device.platform) ? "mobile" : "desktop"} />
      </span>
      <div class="min-w-0 grow basis-44">
        <p class="flex items-center gap-2 font-medium">
          <span class="truncate">{label}</span>
          {device.is_here && (
            <span class="shrink-0 rounded-full bg-accent-soft px-2 py-0.5 text-xs text-accent">{thisDevice}</span>
          )}
        </p>
        <p class="text-sm text-quiet">{standing(device)}</p>
        {device.failures > 0 && (
          <p class="flex items-center gap-1 text-sm text-working">
            <Icon name="warning" small />
            {pushWords().failures(device.failures)}
          </p>
        )}
      </div>
      <div class="ml-auto flex flex-wrap items-center justify-end gap-x-1">
        {!device.is_here && <TestRingOf device={device} />}
        <Button look="quiet" class="px-3 text-sm" aria-label={removeOf(label)} onClick={() => void end(device, label)}>
          {remove}
        </Button>
      </div>
    </li>
  );
}

function standing({ is_outdated, last_received_at }: Subscription): string {
  const { outdated, neverReceived, received } = pushWords();
  if (is_outdated) return outdated;
  return last_received_at ? received(relative(last_received_at)) : neverReceived;
}

async function end(device: Subscription, label: string): Promise<void> {
  try {
    await (device.is_here ? unsubscribeHere(device.id) : removeDevice(device.id));
    if (!device.is_here) notify({ name: "device", text: pushWords().removed(label) });
  } catch (error) {
    notify({ name: "device", text: sentenceOf(error), trouble: true });
  }
}
