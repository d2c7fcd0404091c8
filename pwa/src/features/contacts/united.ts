/** What comes of two that are merged, as the server makes it; and what a person may choose otherwise. Pure. */

import type { Contact } from "@/data/kinds";
import type { ContactEdits } from "@/gen/schema";

/** Of these only one can stay. */
export const SINGLE = ["name", "company", "title", "owner_id"] as const;
export type Single = (typeof SINGLE)[number];

/** Of these there may be several: both have theirs. */
export const SEVERAL = ["phones", "emails", "tags"] as const;

export type Choices = Partial<Record<Single, "other">>;

/** The fields of which the two say different things. */
export function differing(survivor: Contact, other: Contact): Single[] {
  return SINGLE.filter((field) => survivor[field] && other[field] && survivor[field] !== other[field]);
}

/** Only what is to be other than the server would have it. */
export function changesOf(other: Contact, choices: Choices): ContactEdits {
  return Object.fromEntries(SINGLE.filter((field) => choices[field]).map((field) => [field, other[field]]));
}

export function united(survivor: Contact, other: Contact, choices: Choices): Contact {
  const single = SINGLE.map((field) => [field, choices[field] ? other[field] : survivor[field] || other[field]]);
  const several = SEVERAL.map((field) => [field, [...new Set([...survivor[field], ...other[field]])]]);
  return { ...survivor, ...Object.fromEntries([...single, ...several]), notes: notesOf(survivor.notes, other.notes) };
}

function notesOf(one: string, other: string): string {
  if (one.includes(other)) return one;
  return other.includes(one) ? other : `${one}\n\n${other}`;
}
