import type { IconName } from "@/ui/icon";

/** What each step's button looks like, as far as iOS and QERO have drawings in common. */
export const IOS_STEPS: readonly IconName[] = ["share", "addTo", "check", "mobile", "bell"];
