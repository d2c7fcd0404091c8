/** E.164 with an extension, as the gateway gives it: `+46701234567;ext=12`. */
export function telOf(phone: string): string {
  return `tel:${phone.replace(";ext=", ",")}`;
}

export function shownPhone(phone: string): string {
  const [number = "", extension] = phone.split(";ext=");
  const grouped = number.replace(/^(\+\d{2})(\d{2,3}?)(\d{3})(\d{2})(\d{2})$/, "$1 $2 $3 $4 $5");
  return extension ? `${grouped} ext. ${extension}` : grouped;
}
