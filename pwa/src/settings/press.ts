/** A press on my own plans: shown at once; when it is refused, taken back with a sentence and a way to try again. */

import { inLists } from "@/data/contacts";
import type { Contact, Kind } from "@/data/kinds";
import type { Plan, Status } from "@/data/my-settings";
import { type Failure, keyOf } from "@/data/my-settings-store";
import { mySettings, queries } from "@/data/stores";
import { sentenceOf } from "@/lib/sentence";
import { words } from "@/lib/words/words";
import { dismiss, notify } from "@/ui/notices";

export function press(kind: Kind, id: string, change: Partial<Plan>): void {
  void mySettings.press(kind, id, change);
}

/** Pressed again, a status is taken away. */
export function pressStatus(kind: Kind, id: string, status: Status): void {
  press(kind, id, { status: mySettings.seen(kind, id).status === status ? null : status });
}

const noticeOf = (kind: Kind, id: string) => `not saved ${keyOf(kind, id)}`;

mySettings.onFailure = ({ kind, id, press: failed, error }: Failure) =>
  notify({
    name: noticeOf(kind, id),
    text: `${words().trouble.notSaved(whatOf(failed.change), nameOf(kind, id))} ${sentenceOf(error)}`,
    trouble: true,
    action: { label: words().trouble.retry, act: () => void mySettings.again(kind, id, failed) },
  });

// What was refused before is not what is wanted now.
mySettings.onSettled = (kind, id) => dismiss(noticeOf(kind, id));

function whatOf({ status }: Partial<Plan>): string {
  return status === undefined ? words().trouble.plan : words().status[(status ?? "none") as Status];
}

function nameOf(kind: Kind, id: string): string {
  const contact = queries.getQueryData<Contact>(["contact", kind, id]) ?? inLists(kind, id);
  return contact?.name ?? words().trouble.this;
}
