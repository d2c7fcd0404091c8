/** What the server would not have is said over whatever is shown, with what can be done about it. Messages say it themselves. */

import { forget, outbox, retry } from "@/data/sending";
import { isMessage, type Waiting } from "@/data/waiting";
import { noticeOf, whatOf } from "@/data/waiting-words";
import { words } from "@/lib/words/words";
import { dismiss, notify } from "@/ui/notices";

const shown = new Set<string>();

export function sayWhatIsNotSaved(): void {
  outbox.onRefused = say;
  outbox.subscribe(() => {
    const refused = new Set(outbox.all().flatMap(({ id, refusal }) => (refusal === null ? [] : [id])));
    for (const id of shown) {
      if (refused.has(id)) continue;
      shown.delete(id);
      dismiss(noticeOf(id));
    }
  });
}

function say(row: Waiting): void {
  if (isMessage(row)) return;
  const { chat, trouble } = words();
  shown.add(row.id);
  // Said when it was done, and not true any more.
  dismiss("call saved");
  notify({
    name: noticeOf(row.id),
    text: `${trouble.notSaved(whatOf(row), row.name || trouble.this)} ${row.refusal}`,
    trouble: true,
    action: { label: trouble.retry, act: () => void retry(row) },
    other: { label: chat.remove, act: () => void forget(row) },
  });
}
