/** A conversation as it is read: messages in groups, days, and where the new ones begin. Pure. */

import type { Message } from "@/data/conversations";

export type Row =
  | { kind: "day"; key: string; at: string }
  | { kind: "new"; key: string }
  | { kind: "message"; key: string; message: Message; begins: boolean };

const TOGETHER_MS = 5 * 60_000;

/** `readNumber`: above what comes after it stands the line; null: no line. */
export function rowsOf(
  messages: readonly Message[],
  readNumber: number | null,
  dayOf: (moment: string) => string,
): Row[] {
  const rows: Row[] = [];
  let before: Message | undefined;
  let day = "";
  for (const message of messages) {
    const today = dayOf(message.posted_at);
    let begins = !before || !areTogether(before, message);
    if (today !== day) {
      rows.push({ kind: "day", key: `day ${today}`, at: message.posted_at });
      begins = true;
    }
    if (readNumber !== null && message.number > readNumber && (before?.number ?? 0) <= readNumber) {
      rows.push({ kind: "new", key: "new" });
      begins = true;
    }
    rows.push({ kind: "message", key: String(message.number), message, begins });
    [before, day] = [message, today];
  }
  return rows;
}

function areTogether(before: Message, message: Message): boolean {
  const apart = Date.parse(message.posted_at) - Date.parse(before.posted_at);
  return before.author_id === message.author_id && apart < TOGETHER_MS;
}
