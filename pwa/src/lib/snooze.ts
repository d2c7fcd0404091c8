/** When one may be reminded: moments on the wall clock of a time zone, made from now. Pure. */

import { dateFormat } from "./time";

export type SnoozeKey = "hour" | "afternoon" | "tomorrow" | "two_days" | "monday" | "month";

export interface SnoozeOption {
  key: SnoozeKey;
  at: Date;
}

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const HOUR_MS = 3_600_000;
const MORNING = 9;
const AFTERNOON = 15;
const AFTERNOON_OFFERED_BEFORE = 13;
const SATURDAY = 6;
const SUNDAY = 0;
const MONDAY = 1;

export function snoozeOptions(now: Date, zone: string): SnoozeOption[] {
  const today = wallOf(now, zone);
  const morning = (days: number) => instant({ ...moved(today, days), hour: MORNING, minute: 0 }, zone);
  const weekday = weekdayOf(today);
  const options: SnoozeOption[] = [{ key: "hour", at: new Date(now.getTime() + HOUR_MS) }];
  if (today.hour < AFTERNOON_OFFERED_BEFORE && weekday !== SATURDAY && weekday !== SUNDAY) {
    options.push({ key: "afternoon", at: instant({ ...today, hour: AFTERNOON, minute: 0 }, zone) });
  }
  options.push(
    { key: "tomorrow", at: morning(onWeekday(today, 1)) },
    { key: "two_days", at: morning(onWeekday(today, 2)) },
    { key: "monday", at: morning((MONDAY - weekday + 7) % 7 || 7) },
    { key: "month", at: morning(onWeekday(today, daysToNextMonth(today))) },
  );
  // On a Friday tomorrow is Monday, and is called so.
  const monday = options.find(({ key }) => key === "monday")?.at.getTime();
  return options.filter(({ key, at }) => key === "monday" || key === "month" || at.getTime() !== monday);
}

/** In the order of their keys, whether they are offered today or not. */
export const SNOOZE_KEYS: readonly SnoozeKey[] = ["hour", "afternoon", "tomorrow", "two_days", "monday", "month"];

/** By its key from 1 on. Tomorrow is Monday on a Friday; an afternoon that is over is null. */
export function snoozeByNumber(number: number, now: Date, zone: string): Date | null {
  const wanted = SNOOZE_KEYS[number - 1];
  const offered = snoozeOptions(now, zone);
  const found = offered.find(({ key }) => key === wanted);
  const rolled = wanted === "tomorrow" || wanted === "two_days" ? offered.find(({ key }) => key === "monday") : undefined;
  return (found ?? rolled)?.at ?? null;
}

/** From the value of an `<input type="datetime-local">`. */
export function instantOf(text: string, zone: string): Date | null {
  const read = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!read) return null;
  const [year, month, day, hour, minute] = read.slice(1).map(Number) as [number, number, number, number, number];
  return instant({ year, month, day, hour, minute }, zone);
}

/** The same the other way. */
export function wallText(moment: Date, zone: string): string {
  const { year, month, day, hour, minute } = wallOf(moment, zone);
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** So many days on, and on to Monday from a weekend. */
function onWeekday(today: Wall, days: number): number {
  const weekday = weekdayOf(moved(today, days));
  return days + (weekday === SATURDAY ? 2 : weekday === SUNDAY ? 1 : 0);
}

function daysToNextMonth(today: Wall): number {
  const lastDay = new Date(Date.UTC(today.year, today.month + 1, 0)).getUTCDate();
  const then = Date.UTC(today.year, today.month, Math.min(today.day, lastDay));
  return Math.round((then - Date.UTC(today.year, today.month - 1, today.day)) / (24 * HOUR_MS));
}

function moved(wall: Wall, days: number): Wall {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function weekdayOf({ year, month, day }: Wall): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function wallOf(moment: Date, zone: string): Wall {
  const parts = dateFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(moment);
  const read = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return read as unknown as Wall;
}

function asUtc({ year, month, day, hour, minute }: Wall): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** Twice: the offset at the first guess may be that of the other side of a clock change. */
function instant(wall: Wall, zone: string): Date {
  const wanted = asUtc(wall);
  let guess = wanted;
  for (let turn = 0; turn < 2; turn += 1) guess += wanted - asUtc(wallOf(new Date(guess), zone));
  return new Date(guess);
}
