/** A note on a call that is not saved yet, kept on each keystroke, whatever becomes of the app meanwhile. */

import { useState } from "preact/hooks";
import type { Contact } from "@/data/kinds";

type Of = Pick<Contact, "kind" | "id">;

const nameOf = ({ kind, id }: Of) => `draft ${kind}:${id}`;

export function useDraft(of: Of): [string, (draft: string) => void] {
  const [draft, setDraft] = useState(() => localStorage.getItem(nameOf(of)) ?? "");
  return [draft, (typed) => (setDraft(typed), keep(of, typed))];
}

/** What was written since then stays. */
export function draftIsSaved(of: Of, saved: string): void {
  if ((localStorage.getItem(nameOf(of)) ?? "").trim() === saved) keep(of, "");
}

function keep(of: Of, draft: string): void {
  if (draft) localStorage.setItem(nameOf(of), draft);
  else localStorage.removeItem(nameOf(of));
}
