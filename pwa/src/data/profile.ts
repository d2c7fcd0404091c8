/** My own profile, password and sessions. */

import { queryOptions } from "@tanstack/preact-query";
import type { PasswordEdit, ProfileEdits, Session } from "@/gen/schema";
import { answerOf, api } from "@/lib/api";
import { me, people } from "./contacts";
import { queries } from "./stores";

export type { Session } from "@/gen/schema";

export const sessions = queryOptions({
  queryKey: ["sessions"],
  staleTime: 0,
  queryFn: async ({ signal }): Promise<Session[]> => (await answerOf(api.GET("/api/me/sessions", { signal }))).items,
});

export async function changeProfile(body: ProfileEdits): Promise<void> {
  queries.setQueryData(me.queryKey, await answerOf(api.PATCH("/api/me", { body })));
  void queries.invalidateQueries({ queryKey: people.queryKey });
}

/** My other devices are signed out by it. */
export async function changePassword(body: PasswordEdit): Promise<void> {
  await answerOf(api.PUT("/api/me/password", { body }));
  void queries.invalidateQueries({ queryKey: sessions.queryKey });
}

export async function endSessions(ids: readonly string[]): Promise<void> {
  try {
    for (const id of ids) await answerOf(api.DELETE("/api/me/sessions/{id}", { params: { path: { id } } }));
  } finally {
    void queries.invalidateQueries({ queryKey: sessions.queryKey });
  }
}
