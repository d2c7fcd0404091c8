/** Phone numbers: E.164 with an extension, as the gateway gives them, `+46701234567;ext=12`. */

import { codeOf } from "@/lib/phone-zone";

export function telOf(phone: string): string {
  return `tel:${phone.replace(";ext=", ",")}`;
}

/** `+46 70 123 45 67`: the country, and the rest in groups that are easy to say. */
export function shownPhone(phone: string): string {
  const [number = "", extension] = phone.split(";ext=");
  const code = codeOf(number);
  const rest = number.slice(code.length + 1);
  const grouped = rest.replace(/^(\d{2,4}?)(\d{3})(\d{2})(\d{2})$/, "$1 $2 $3 $4");
  const shown = `+${code} ${grouped === rest ? rest.replace(/(\d{2,3}?)(?=(\d{2})+$)/g, "$1 ") : grouped}`;
  return extension ? `${shown} ext. ${extension}` : shown;
}
