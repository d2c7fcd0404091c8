import { useQuery } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";
import { pushHere, pushKey, stateHere, subscribeHere } from "@/data/push-here";
import type { Outcome, PushState } from "@/data/push-state";

/** `state` is null until the browser has said it; `outcome` is what came of wanting to be rung, while nothing else did. */
export interface PushHere {
  state: PushState | null;
  outcome: Outcome | null;
  isAsking: boolean;
  turnOn: () => void;
}

export function usePushHere(): PushHere {
  const [state, setState] = useState<PushState | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isAsking, setAsking] = useState(false);
  useQuery(pushKey);
  useEffect(() => {
    const read = () => void stateHere().then(setState);
    read();
    const permission = navigator.permissions?.query({ name: "notifications" }).catch(() => null);
    void permission?.then((one) => one?.addEventListener("change", read));
    pushHere.addEventListener("change", read);
    // Whoever comes back may have been in the settings.
    document.addEventListener("visibilitychange", read);
    return () => {
      void permission?.then((one) => one?.removeEventListener("change", read));
      pushHere.removeEventListener("change", read);
      document.removeEventListener("visibilitychange", read);
    };
  }, []);
  const turnOn = () => {
    setAsking(true);
    setOutcome(null);
    void subscribeHere()
      .then(setOutcome)
      .then(stateHere)
      .then(setState)
      .finally(() => setAsking(false));
  };
  return { state, outcome, isAsking, turnOn };
}
