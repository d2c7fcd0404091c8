/** Whether a person may be asked for something once more. Said no to it twice, they find it among the settings. */

type Wish = "push" | "install";

const RESTS_MS = 14 * 24 * 3_600_000;
const MOST_NOS = 2;

interface Answer {
  nos: number;
  at: number;
}

export function mayAsk(wish: Wish, now = Date.now()): boolean {
  const { nos, at } = answerTo(wish);
  return nos === 0 || (nos < MOST_NOS && now - at >= RESTS_MS);
}

export function notNow(wish: Wish, now = Date.now()): void {
  localStorage.setItem(keyOf(wish), JSON.stringify({ nos: answerTo(wish).nos + 1, at: now } satisfies Answer));
}

function answerTo(wish: Wish): Answer {
  const kept = localStorage.getItem(keyOf(wish));
  return kept === null ? { nos: 0, at: 0 } : (JSON.parse(kept) as Answer);
}

function keyOf(wish: Wish): string {
  return `asked.${wish}`;
}
