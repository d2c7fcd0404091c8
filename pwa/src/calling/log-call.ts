/** What is said of a call waits in parts to be sent, in the order of saying: a refusal of one loses no other. */

import type { Contact } from "@/data/kinds";
import { edit, logCall as logged } from "@/data/sending";
import type { NewCallLog } from "@/gen/schema";
import { uuid7 } from "@/lib/uuid";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { press } from "@/settings/press";
import { notify } from "@/ui/notices";
import { draftIsSaved } from "./draft";
import { shownPhone } from "./phone";

export interface Said {
  call: NewCallLog;
  followUpAt: string | null;
  /** Numbers that are somebody else's. */
  struck: readonly string[];
}

export function logCall(contact: Contact, { call, followUpAt, struck }: Said): void {
  const { kind, id, phones } = contact;
  if (struck.length > 0) {
    void edit(contact, { phones: phones.filter((phone) => !struck.includes(phone)) }, uuid7());
    notify({ name: "struck", text: callingWords().struck(struck.map(shownPhone).join(", ")) });
  }
  void logged(contact, call).then(() => draftIsSaved(contact, call.note ?? ""));
  if (followUpAt) press(kind, id, { follow_up_at: followUpAt });
  notify({ name: "call saved", text: words().log.saved });
}
