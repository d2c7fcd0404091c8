/** What the keys of my plans do with one contact or candidate. */

import { type Kind, STATUSES } from "@/data/kinds";
import type { Actions } from "@/lib/shortcuts";
import { SNOOZE_KEYS, snoozeByNumber } from "@/lib/snooze";
import { zoneNow } from "@/lib/time";
import { pressStatus } from "./press";

export function statusKeys(kind: Kind, id: string): Actions {
  const [first, second, third] = STATUSES[kind].map((status) => () => pressStatus(kind, id, status));
  return { first: first!, second: second!, third: third! };
}

export function snoozeKeys(choose: (at: string) => void): Actions {
  const numbers = SNOOZE_KEYS.map((_, index) => index + 1);
  const byNumber = (number: number) => () => {
    const at = snoozeByNumber(number, new Date(), zoneNow());
    if (at) choose(at.toISOString());
  };
  return Object.fromEntries(numbers.map((number) => [`snooze${number}`, byNumber(number)]));
}
