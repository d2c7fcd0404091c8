/** What stands in a message's text: words, addresses, people. Pure. All of it is shown as text. */

export type Piece =
  | { kind: "text"; text: string }
  | { kind: "mention"; text: string }
  | { kind: "link"; text: string; href: string };

/** Letters that turn the direction of what follows have no place in an address. */
const ADDRESS = String.raw`https?:\/\/[^\s<>"'\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+`;
const CLOSING = ".,;:!?)]}…";
const LONG_TEXT = 1_200;
const LONG_LINES = 18;

export function piecesOf(text: string, names: readonly string[] = []): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(pattern(names))) {
    const piece = found[0].startsWith("@") ? mention(found[0]) : link(found[0]);
    if (!piece) continue;
    if (found.index > at) pieces.push({ kind: "text", text: text.slice(at, found.index) });
    pieces.push(piece);
    at = found.index + piece.text.length;
  }
  if (at < text.length) pieces.push({ kind: "text", text: text.slice(at) });
  return pieces;
}

function pattern(names: readonly string[]): RegExp {
  // "@Ben Berg" is not "@Ben" and a word after it.
  const longestFirst = names.filter(Boolean).toSorted((one, other) => other.length - one.length);
  const people = longestFirst.map((name) => `@${escaped(name)}(?![\\p{L}\\p{N}_])`);
  return new RegExp([ADDRESS, ...people].join("|"), "gu");
}

function escaped(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

function mention(text: string): Piece {
  return { kind: "mention", text };
}

function link(found: string): Piece | null {
  const text = withoutEnd(found);
  try {
    return { kind: "link", text, href: new URL(text).href };
  } catch {
    return null;
  }
}

/** A full stop after an address is the sentence's; a bracket that was opened in it is its own. */
function withoutEnd(address: string): string {
  let end = address.length;
  while (CLOSING.includes(address[end - 1] ?? " ")) end -= 1;
  const bare = address.slice(0, end);
  const isOpen = address[end] === ")" && bare.split("(").length > bare.split(")").length;
  return isOpen ? `${bare})` : bare;
}

/** Who of them is named, each by "@" and the whole name; `chosen` decides between two of one name. */
export function mentionsIn(
  text: string,
  people: readonly { id: string; name: string }[],
  chosen: ReadonlySet<string>,
): string[] {
  const named = new Set(
    piecesOf(text, people.map(({ name }) => name)).flatMap((piece) => (piece.kind === "mention" ? [piece.text.slice(1)] : [])),
  );
  return [...named].flatMap((name) => {
    const same = people.filter((person) => person.name === name);
    const picked = same.filter(({ id }) => chosen.has(id));
    return (picked.length > 0 ? picked : same).map(({ id }) => id);
  });
}

/** What is being typed after an "@", where the cursor stands; null when it is no name. */
export function mentionTyped(text: string, cursor: number): { at: number; typed: string } | null {
  const before = text.slice(0, cursor);
  const at = before.lastIndexOf("@");
  if (at < 0 || /[\p{L}\p{N}]/u.test(before[at - 1] ?? " ")) return null;
  const typed = before.slice(at + 1);
  return /[\n@]/.test(typed) || typed.length > 40 ? null : { at, typed };
}

export function isLong(text: string): boolean {
  return text.length > LONG_TEXT || text.split("\n").length > LONG_LINES;
}
