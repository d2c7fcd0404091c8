/** The people of the team, who is invited, and what happened among them. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";
import type { AuditPage, Invite, InviteWithLink, NewInvite, PersonEdits, Profile, ResetWithLink } from "@/gen/schema";
import { answerOf, api } from "@/lib/api";
import { me, people } from "./contacts";
import { queries } from "./stores";

export type { AuditEntry, Invite, InviteWithLink, NewInvite, Profile } from "@/gen/schema";
export type Role = Profile["role"];

const AUDIT = "audit";

/** Those who may be told of invites and of the audit, and change them. */
export function mayManage(asker: Profile): boolean {
  return asker.role !== "member";
}

/** An owner is managed by owners only. */
export function mayManagePerson(asker: Profile, person: Profile): boolean {
  return mayManage(asker) && (person.role !== "owner" || asker.role === "owner");
}

export function rolesToGive(asker: Profile): readonly Role[] {
  return asker.role === "owner" ? ["member", "admin", "owner"] : ["member", "admin"];
}

export const invites = queryOptions({
  queryKey: ["invites"],
  staleTime: 0,
  queryFn: async ({ signal }): Promise<Invite[]> => (await answerOf(api.GET("/api/team/invites", { signal }))).items,
});

export const audit = infiniteQueryOptions({
  queryKey: [AUDIT],
  staleTime: 0,
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }): Promise<AuditPage> =>
    answerOf(api.GET("/api/team/audit", { params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } }, signal })),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

export async function invite(body: NewInvite, key: string): Promise<InviteWithLink> {
  const made = await answerOf(api.POST("/api/team/invites", { params: { header: { "Idempotency-Key": key } }, body }));
  changed();
  return made;
}

export async function linkOf(id: string): Promise<string> {
  return (await answerOf(api.GET("/api/team/invites/{id}/link", { params: { path: { id } } }))).link;
}

export async function withdraw(id: string): Promise<void> {
  await answerOf(api.DELETE("/api/team/invites/{id}", { params: { path: { id } } }));
  changed();
}

export async function changePerson(id: string, body: PersonEdits): Promise<Profile> {
  const changedTo = await answerOf(api.PATCH("/api/team/people/{id}", { params: { path: { id } }, body }));
  queries.setQueryData(people.queryKey, (known) => known?.map((one) => (one.id === id ? changedTo : one)));
  // Perhaps it was I.
  void queries.invalidateQueries({ queryKey: me.queryKey });
  changed();
  return changedTo;
}

/** By which the person chooses a new password. */
export function startReset(id: string): Promise<ResetWithLink> {
  return answerOf(api.POST("/api/team/people/{id}/reset", { params: { path: { id } } }));
}

function changed(): void {
  void queries.invalidateQueries({ queryKey: invites.queryKey });
  void queries.invalidateQueries({ queryKey: [AUDIT] });
}
