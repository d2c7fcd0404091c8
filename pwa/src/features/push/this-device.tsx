/** How this device stands, in plain words, and what can be done about it. */

import { useQuery } from "@tanstack/preact-query";
import { devices } from "@/data/push";
import { unsubscribeHere } from "@/data/push-here";
import { type Standing, standingOf } from "@/data/push-state";
import { deviceHere } from "@/lib/device";
import { pushWords } from "@/lib/words/push";
import { Button } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { Steps } from "@/ui/steps";
import { IOS_STEPS } from "./ios-steps";
import { TestRingOf } from "./test-ring";
import { type PushHere, usePushHere } from "./use-push-here";

export function ThisDevice() {
  const here = usePushHere();
  const { outcome } = here;
  const known = useQuery(devices).data;
  const state = here.state && standingOf(here.state, known ?? null);
  const words = pushWords();
  // As tall as what comes.
  if (!state) return <div class="h-56 animate-pulse rounded-2xl bg-line" />;
  const rings = state === "subscribed";
  const trouble = outcome && outcome in words.outcome ? words.outcome[outcome as keyof typeof words.outcome] : null;
  return (
    <section aria-labelledby="this-device" class="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4">
      <div class="flex items-start gap-4">
        <span
          class={`flex size-12 shrink-0 items-center justify-center rounded-full ${rings ? "bg-accent-soft text-accent" : "bg-working-soft text-working"}`}
        >
          <Icon name={rings ? "bell" : "bellOff"} />
        </span>
        <div class="min-w-0">
          <h2 id="this-device" class="text-lg font-semibold" aria-live="polite">
            {words.state[state]}
          </h2>
          <p class="text-sm text-quiet">{words.state[`${state}Lead`]}</p>
        </div>
      </div>
      <WhatToDo here={here} state={state} />
      <p role="status" class={trouble ? "rounded-xl bg-working-soft px-4 py-3 text-sm" : "sr-only"}>
        {trouble}
      </p>
    </section>
  );
}

function WhatToDo({ here: { isAsking, turnOn }, state }: { here: PushHere; state: Standing }) {
  const words = pushWords();
  if (state === "off" || state === "forgotten") {
    return (
      <Button look="primary" icon="bell" class="w-full wide:w-auto wide:self-start" disabled={isAsking} onClick={turnOn}>
        {isAsking ? words.turningOn : words.turnOn}
      </Button>
    );
  }
  if (state === "subscribed") return <Working />;
  if (state === "not-installed-ios") return <Steps steps={words.install.ios} icons={IOS_STEPS} />;
  if (state !== "denied") return null;
  return (
    <>
      <Steps steps={words.unblock[placeOfSettings()]} />
      <p class="text-sm text-quiet">{words.stillBlocked}</p>
    </>
  );
}

function Working() {
  const device = useQuery(devices).data?.find((one) => one.is_here);
  return (
    <div class="flex flex-col gap-2 wide:flex-row wide:flex-wrap wide:items-center">
      {device && <TestRingOf device={device} wide />}
      <Button look="quiet" onClick={() => void unsubscribeHere()}>
        {pushWords().turnOff}
      </Button>
    </div>
  );
}

function placeOfSettings(): keyof ReturnType<typeof pushWords>["unblock"] {
  const { platform, browser } = deviceHere();
  if (platform === "ios" || platform === "android") return platform;
  if (browser === "Safari") return "safari";
  return browser === "Firefox" ? "firefox" : "other";
}
