/** What happens when a call is saved, as chosen on this device. */

import { deviceHere } from "@/lib/device";

export const ADVANCES = ["off", "next", "dial"] as const;
export type Advance = (typeof ADVANCES)[number];

const KEPT = "queue advance";

export function advanceNow(): Advance {
  const kept = ADVANCES.find((one) => one === localStorage.getItem(KEPT)) ?? "next";
  return advancesHere().includes(kept) ? kept : "next";
}

export function chooseAdvance(advance: Advance): void {
  localStorage.setItem(KEPT, advance);
}

/** On iOS each call is asked about again, so a page that dials by itself only gets in the way. */
export function advancesHere(): readonly Advance[] {
  return deviceHere().platform === "ios" ? ADVANCES.filter((one) => one !== "dial") : ADVANCES;
}
