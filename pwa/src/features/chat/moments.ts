import { dayOf, formatted } from "@/lib/time";
import { words } from "@/lib/words/words";

const DAY_MS = 86_400_000;
const clock = (moment: string) => formatted(moment, { hour: "2-digit", minute: "2-digit" });

export { clock };

/** "Today", "Yesterday", "Monday 23 November". */
export function dayHeading(moment: string, now = new Date()): string {
  const day = dayOf(moment);
  if (day === dayOf(now)) return words().chat.today;
  if (day === dayOf(new Date(now.getTime() - DAY_MS))) return words().chat.yesterday;
  const isThisYear = day.slice(0, 4) === dayOf(now).slice(0, 4);
  return formatted(moment, { weekday: "long", day: "numeric", month: "long", ...(!isThisYear && { year: "numeric" }) });
}

/** For a row: the clock today, then the day. */
export function rowMoment(moment: string, now = new Date()): string {
  const day = dayOf(moment);
  if (day === dayOf(now)) return clock(moment);
  if (day === dayOf(new Date(now.getTime() - DAY_MS))) return words().chat.yesterday;
  const isThisWeek = now.getTime() - Date.parse(moment) < 6 * DAY_MS;
  return formatted(moment, isThisWeek ? { weekday: "short" } : { day: "numeric", month: "short" });
}
