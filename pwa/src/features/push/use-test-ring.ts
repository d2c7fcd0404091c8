import { useEffect, useRef, useState } from "preact/hooks";
import { devicesNow, ring, type Subscription } from "@/data/push";
import { sentenceOf } from "@/lib/sentence";

export type TestRing =
  | { state: "idle" | "sending" | "sent" | "late" }
  | { state: "arrived"; seconds: number }
  | { state: "failed"; reason: string };

const LOOKED_EVERY_MS = 1_000;
const LATE_AFTER_MS = 30_000;

/** Through the whole chain, and looked for until the device itself has told that it arrived. */
export function useTestRing({ id, last_received_at: before }: Subscription): { test: TestRing; send: () => void } {
  const [test, setTest] = useState<TestRing>({ state: "idle" });
  const turn = useRef(0);
  useEffect(() => () => void (turn.current += 1), []);
  const send = async () => {
    const mine = (turn.current += 1);
    const say = (now: TestRing) => mine === turn.current && setTest(now);
    say({ state: "sending" });
    const begun = Date.now();
    try {
      await ring(id);
      say({ state: "sent" });
      while (mine === turn.current && Date.now() - begun < LATE_AFTER_MS) {
        const found = (await devicesNow()).find((device) => device.id === id);
        if (found?.last_received_at && found.last_received_at !== before) {
          say({ state: "arrived", seconds: Math.round((Date.now() - begun) / 1000) });
          return;
        }
        await new Promise((over) => setTimeout(over, LOOKED_EVERY_MS));
      }
      say({ state: "late" });
    } catch (error) {
      say({ state: "failed", reason: sentenceOf(error) });
    }
  };
  return { test, send: () => void send() };
}
