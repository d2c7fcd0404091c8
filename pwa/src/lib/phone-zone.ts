/** What time it is where a phone number belongs. Pure; unknown of countries that have several zones, such as +1. */

import { dateFormat } from "./time";

/** As the world's calling codes are given out; of Spain, Portugal and New Zealand the zone of nearly everybody. */
const ZONES_OF_CODES =
  "20 Africa/Cairo|27 Africa/Johannesburg|30 Europe/Athens|31 Europe/Amsterdam|32 Europe/Brussels|" +
  "33 Europe/Paris|34 Europe/Madrid|36 Europe/Budapest|39 Europe/Rome|40 Europe/Bucharest|41 Europe/Zurich|" +
  "43 Europe/Vienna|44 Europe/London|45 Europe/Copenhagen|46 Europe/Stockholm|47 Europe/Oslo|48 Europe/Warsaw|" +
  "49 Europe/Berlin|51 America/Lima|54 America/Buenos_Aires|57 America/Bogota|58 America/Caracas|" +
  "60 Asia/Kuala_Lumpur|63 Asia/Manila|64 Pacific/Auckland|65 Asia/Singapore|66 Asia/Bangkok|81 Asia/Tokyo|" +
  "82 Asia/Seoul|84 Asia/Saigon|86 Asia/Shanghai|90 Europe/Istanbul|91 Asia/Kolkata|92 Asia/Karachi|" +
  "93 Asia/Kabul|94 Asia/Colombo|95 Asia/Yangon|98 Asia/Tehran|211 Africa/Juba|212 Africa/Casablanca|" +
  "213 Africa/Algiers|216 Africa/Tunis|218 Africa/Tripoli|220 Africa/Banjul|221 Africa/Dakar|223 Africa/Bamako|" +
  "225 Africa/Abidjan|226 Africa/Ouagadougou|227 Africa/Niamey|228 Africa/Lome|229 Africa/Porto-Novo|" +
  "230 Indian/Mauritius|231 Africa/Monrovia|232 Africa/Freetown|233 Africa/Accra|234 Africa/Lagos|" +
  "235 Africa/Ndjamena|237 Africa/Douala|241 Africa/Libreville|244 Africa/Luanda|249 Africa/Khartoum|" +
  "250 Africa/Kigali|251 Africa/Addis_Ababa|252 Africa/Mogadishu|253 Africa/Djibouti|254 Africa/Nairobi|" +
  "255 Africa/Dar_es_Salaam|256 Africa/Kampala|258 Africa/Maputo|260 Africa/Lusaka|261 Indian/Antananarivo|" +
  "263 Africa/Harare|264 Africa/Windhoek|265 Africa/Blantyre|267 Africa/Gaborone|298 Atlantic/Faroe|" +
  "350 Europe/Gibraltar|351 Europe/Lisbon|352 Europe/Luxembourg|353 Europe/Dublin|354 Atlantic/Reykjavik|" +
  "355 Europe/Tirane|356 Europe/Malta|357 Asia/Nicosia|358 Europe/Helsinki|359 Europe/Sofia|370 Europe/Vilnius|" +
  "371 Europe/Riga|372 Europe/Tallinn|373 Europe/Chisinau|374 Asia/Yerevan|375 Europe/Minsk|376 Europe/Andorra|" +
  "377 Europe/Monaco|378 Europe/San_Marino|380 Europe/Kyiv|381 Europe/Belgrade|382 Europe/Podgorica|" +
  "383 Europe/Belgrade|385 Europe/Zagreb|386 Europe/Ljubljana|387 Europe/Sarajevo|389 Europe/Skopje|" +
  "420 Europe/Prague|421 Europe/Bratislava|423 Europe/Vaduz|501 America/Belize|502 America/Guatemala|" +
  "503 America/El_Salvador|504 America/Tegucigalpa|505 America/Managua|506 America/Costa_Rica|" +
  "507 America/Panama|591 America/La_Paz|592 America/Guyana|595 America/Asuncion|597 America/Paramaribo|" +
  "598 America/Montevideo|673 Asia/Brunei|675 Pacific/Port_Moresby|679 Pacific/Fiji|852 Asia/Hong_Kong|" +
  "853 Asia/Macau|855 Asia/Phnom_Penh|856 Asia/Vientiane|880 Asia/Dhaka|886 Asia/Taipei|960 Indian/Maldives|" +
  "961 Asia/Beirut|962 Asia/Amman|963 Asia/Damascus|964 Asia/Baghdad|965 Asia/Kuwait|966 Asia/Riyadh|" +
  "967 Asia/Aden|968 Asia/Muscat|971 Asia/Dubai|972 Asia/Jerusalem|973 Asia/Bahrain|974 Asia/Qatar|" +
  "975 Asia/Thimphu|977 Asia/Kathmandu|992 Asia/Dushanbe|993 Asia/Ashgabat|994 Asia/Baku|995 Asia/Tbilisi|" +
  "996 Asia/Bishkek|998 Asia/Tashkent";

const zones = new Map(ZONES_OF_CODES.split("|").map((pair) => pair.split(" ") as [string, string]));
const LONGEST_CODE = 3;
const SHORTEST_CODE = 2;
const NIGHT_ENDS = 5;
const EARLIEST = 8;
const LATEST = 20;

export interface ThereNow {
  zone: string;
  /** `Stockholm` */
  place: string;
  /** 0 to 23. */
  hour: number;
}

/** The country's. Those that are not in the table are of one digit (+1, +7) or of two. */
export function codeOf(phone: string): string {
  for (let digits = LONGEST_CODE; digits >= SHORTEST_CODE; digits -= 1) {
    const code = phone.slice(1, 1 + digits);
    if (zones.has(code)) return code;
  }
  return phone.slice(1, /^\+[17]/.test(phone) ? 2 : 1 + SHORTEST_CODE);
}

/** E.164. */
export function zoneOf(phone: string): string | null {
  return zones.get(codeOf(phone)) ?? null;
}

export function thereNow(phone: string, now: Date): ThereNow | null {
  const zone = zoneOf(phone);
  if (!zone) return null;
  try {
    const hour = dateFormat("en", { timeZone: zone, hour: "numeric", hourCycle: "h23" }).format(now);
    return { zone, place: zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " "), hour: Number(hour) };
  } catch {
    // An old browser knows a place by its old name.
    return null;
  }
}

/** Hours at which nobody is glad of a call. */
export function hourOfRest({ hour }: Pick<ThereNow, "hour">): "early" | "late" | null {
  if (hour >= LATEST || hour < NIGHT_ENDS) return "late";
  return hour < EARLIEST ? "early" : null;
}
