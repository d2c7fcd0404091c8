/** UUID version 7 (RFC 9562): ids that sort by the moment they were made. */

const MILLISECOND_BYTES = 6;

export function uuid7(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < MILLISECOND_BYTES; place += 1) {
    bytes[place] = Math.floor(now / 256 ** (MILLISECOND_BYTES - 1 - place)) % 256;
  }
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
