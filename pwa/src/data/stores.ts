/** The two places where the app keeps what it knows: the cache of answers, and what this person plans. */

import { notifyManager, QueryClient } from "@tanstack/preact-query";
import { Refused } from "@/lib/problem";
import { MySettingsStore } from "./my-settings-store";
import { requests } from "./requests";

// By a timer, as it is by default, what changed would be shown a frame late.
notifyManager.setScheduler(queueMicrotask);

const TRIES = 3;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream says what changes.
      staleTime: Infinity,
      gcTime: 30 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < TRIES && !(error instanceof Refused && error.status < 500),
    },
  },
});

export const mySettings = new MySettingsStore((kind, id, { op, change }) => requests[kind].plan(id, change, op));
