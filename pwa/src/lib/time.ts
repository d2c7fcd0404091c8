/** Moments as a person reads them, in the time zone of their profile. Moments are RFC 3339 text. */

import { languageNow } from "./language";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Of the profile: the same that the gateway counts this person's days by. */
export function setZone(name: string): void {
  zone = name;
}

export function zoneNow(): string {
  return zone;
}

// To make one takes a phone longer than to draw the row that it is for.
const formats = new Map<string, Intl.DateTimeFormat>();
const nearness = new Map<string, Intl.RelativeTimeFormat>();

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return remembered(formats, `${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options));
}

function remembered<Format>(known: Map<string, Format>, key: string, make: () => Format): Format {
  const format = known.get(key) ?? make();
  known.set(key, format);
  return format;
}

export function formatted(moment: Date | string, options: Intl.DateTimeFormatOptions): string {
  const locale = languageNow() === "sv" ? "sv-SE" : "en-GB";
  return dateFormat(locale, { timeZone: zone, ...options }).format(new Date(moment));
}

/** "Mon 30 Nov 09:00", without the day when it is today. */
export function shortMoment(moment: Date | string, now = new Date()): string {
  const clock = formatted(moment, { hour: "2-digit", minute: "2-digit" });
  if (dayOf(moment) === dayOf(now)) return clock;
  return `${formatted(moment, { weekday: "short", day: "numeric", month: "short" })} ${clock}`;
}

/** `2026-11-30`, in the person's zone. */
export function dayOf(moment: Date | string): string {
  return dateFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date(moment));
}

/** "3 min ago", "in 2 days". */
export function relative(moment: Date | string, now = new Date()): string {
  const left = new Date(moment).getTime() - now.getTime();
  const size = Math.abs(left);
  const language = languageNow();
  const words = remembered(
    nearness,
    language,
    () => new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" }),
  );
  if (size < HOUR) return words.format(Math.round(left / MINUTE), "minute");
  if (size < DAY) return words.format(Math.round(left / HOUR), "hour");
  if (size < 30 * DAY) return words.format(Math.round(left / DAY), "day");
  return formatted(moment, { day: "numeric", month: "short", year: "numeric" });
}
