/** What is said of a call goes out in parts that do not wait for each other: a refusal of one loses no other. */

import { saveCall } from "@/data/calls";
import { keepContact } from "@/data/contacts";
import type { Contact } from "@/data/kinds";
import { requests } from "@/data/requests";
import { queries } from "@/data/stores";
import type { NewCallLog } from "@/gen/schema";
import { Refused } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
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

const CHANGED_ELSEWHERE = 412;

export function logCall(contact: Contact, { call, followUpAt, struck }: Said): void {
  const { kind, id } = contact;
  if (followUpAt) press(kind, id, { follow_up_at: followUpAt });
  if (struck.length > 0) void strike(contact, struck, crypto.randomUUID());
  void send(contact, call, crypto.randomUUID());
}

async function send(contact: Contact, call: NewCallLog, key: string): Promise<void> {
  try {
    await saveCall(contact, call, key);
    draftIsSaved(contact, call.note ?? "");
    notify({ name: "call saved", text: words().log.saved });
  } catch (error) {
    notify({
      name: `call not saved ${key}`,
      text: `${callingWords().notSaved(contact.name)} ${sentenceOf(error)}`,
      trouble: true,
      action: { label: words().trouble.retry, act: () => void send(contact, call, key) },
    });
  }
}

/** Of the contact as it is now: a colleague may have changed it meanwhile. */
async function strike(contact: Contact, struck: readonly string[], key: string): Promise<void> {
  const { kind, id, phones, version } = contact;
  const shown = struck.map(shownPhone).join(", ");
  const told = callingWords();
  const kept = { phones: phones.filter((phone) => !struck.includes(phone)) };
  try {
    keepContact(await requests[kind].change(id, kept, key, version));
    void queries.invalidateQueries({ queryKey: ["history", kind, id] });
    notify({ name: "struck", text: told.struck(shown) });
  } catch (error) {
    if (error instanceof Refused && error.status === CHANGED_ELSEWHERE) {
      const now = await requests[kind].read(id, AbortSignal.timeout(20_000)).catch(() => null);
      if (now && now.version !== version) return strike(now, struck, crypto.randomUUID());
    }
    notify({
      name: `not struck ${id}`,
      text: `${told.notStruck(shown)} ${sentenceOf(error)}`,
      trouble: true,
      action: { label: words().trouble.retry, act: () => void strike(contact, struck, key) },
    });
  }
}
