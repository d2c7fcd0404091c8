/** What QERO knows of the devices that ring, and what the person wants of them. */

import { queryOptions } from "@tanstack/preact-query";
import type { PushPreferences, Subscription } from "@/gen/schema";
import { answerOf, api } from "@/lib/api";
import { queries } from "./stores";

export type { PushPreferences, Subscription };

export const devices = queryOptions({
  queryKey: ["push", "devices"],
  queryFn: async ({ signal }): Promise<Subscription[]> =>
    (await answerOf(api.GET("/api/push/subscriptions", { signal }))).items,
});

export const preferences = queryOptions({
  queryKey: ["push", "preferences"],
  queryFn: ({ signal }): Promise<PushPreferences> => answerOf(api.GET("/api/push/preferences", { signal })),
});

export async function prefer(wanted: PushPreferences): Promise<void> {
  const before = queries.getQueryData(preferences.queryKey);
  await queries.cancelQueries({ queryKey: preferences.queryKey });
  queries.setQueryData(preferences.queryKey, wanted);
  try {
    await answerOf(api.PUT("/api/push/preferences", { body: wanted }));
  } catch (error) {
    queries.setQueryData(preferences.queryKey, before);
    throw error;
  }
}

export async function removeDevice(id: string): Promise<void> {
  await answerOf(api.DELETE("/api/push/subscriptions/{id}", { params: { path: { id } } }));
  queries.setQueryData(devices.queryKey, (known) => known?.filter((device) => device.id !== id));
}

/** As messages do. */
export async function ring(id: string): Promise<void> {
  await answerOf(api.POST("/api/push/subscriptions/{id}/test", { params: { path: { id } } }));
}

export async function devicesNow(): Promise<Subscription[]> {
  return queries.fetchQuery({ ...devices, staleTime: 0 });
}
