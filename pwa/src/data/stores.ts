/** The two places where the app keeps what it knows: the cache of answers, and what this person plans. */

import { notifyManager, QueryClient } from "@tanstack/preact-query";
import { Refused } from "@/lib/problem";
import { MySettingsStore } from "./my-settings-store";

// By a timer, as it is by default, what changed would be shown a frame late.
notifyManager.setScheduler(queueMicrotask);

const TRIES = 3;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream says what changes.
      staleTime: Infinity,
      // What was seen is there when the network is not.
      gcTime: 24 * 3_600_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: true,
      // Asked for without a network as well: the answer is that there is none, and what is known is shown.
      networkMode: "always",
      retry: (failures, error) => navigator.onLine && failures < TRIES && !(error instanceof Refused && error.status < 500),
    },
    mutations: { networkMode: "always" },
  },
});

export const mySettings = new MySettingsStore();
