/** A ring to try a device with, and what became of it. */

import type { Subscription } from "@/data/push";
import { pushWords } from "@/lib/words/push";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { type TestRing, useTestRing } from "./use-test-ring";

export function TestRingOf({ device, wide = false }: { device: Subscription; wide?: boolean }) {
  const { test, send } = useTestRing(device);
  const { test: words, unnamed } = pushWords();
  const busy = test.state === "sending" || test.state === "sent";
  return (
    <div class={wide ? "flex flex-col gap-3 wide:flex-row wide:items-center" : "contents"}>
      <Button
        look={wide ? "primary" : "plain"}
        class={wide ? "" : "px-3 text-sm"}
        aria-label={wide ? undefined : words.buttonOf(device.label || unnamed)}
        disabled={busy}
        onClick={send}
      >
        {words.button}
      </Button>
      <p
        role="status"
        class={test.state === "idle" ? "sr-only" : `flex items-center gap-2 text-sm ${wide ? "" : "order-last w-full"} ${LOOKS[test.state]}`}
      >
        {test.state === "arrived" && <Icon name="check" small />}
        {saidOf(test)}
      </p>
    </div>
  );
}

const LOOKS: Record<Exclude<TestRing["state"], "idle">, string> = {
  sending: "text-quiet",
  sent: "text-quiet",
  arrived: "font-medium text-accent",
  late: "text-working",
  failed: "text-danger",
};

function saidOf(test: TestRing): string {
  const { test: words } = pushWords();
  if (test.state === "idle") return "";
  if (test.state === "arrived") return words.arrived(test.seconds);
  return test.state === "failed" ? `${words.failed} ${test.reason}` : words[test.state];
}
