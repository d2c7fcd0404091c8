/**
 * The call logs of many contacts, in requests that the gateway never refuses for their size.
 *
 * Each request is tried by itself again: what failed is told apart from what came, so that one failure hides one part.
 */

import type { CallLog } from "@/gen/schema";
import { Refused } from "@/lib/problem";

export type Ask = (ids: string[], signal: AbortSignal) => Promise<Record<string, CallLog[]>>;

export interface Told {
  /** A contact that the answer does not name has no calls. */
  arrived: (calls: ReadonlyMap<string, readonly CallLog[]>) => void;
  failed: (ids: readonly string[]) => void;
}

/** The gateway takes 500. */
export const MOST_IDS = 200;
const IN_FLIGHT = 4;
const TRIES = 3;
const SHORTEST_PAUSE_MS = 400;

export function chunkUnique(ids: readonly string[], size = MOST_IDS): string[][] {
  const unique = [...new Set(ids.map((id) => id.trim()).filter(Boolean))];
  return Array.from({ length: Math.ceil(unique.length / size) }, (_, number) =>
    unique.slice(number * size, (number + 1) * size),
  );
}

/** After an abort nothing is told any more. */
export async function fetchCallLogs(
  ids: readonly string[],
  ask: Ask,
  told: Told,
  signal: AbortSignal,
  pause: (turn: number) => Promise<void> = jittered,
): Promise<void> {
  const chunks = chunkUnique(ids);
  const askOneAfterAnother = async () => {
    for (let chunk = chunks.shift(); chunk && !signal.aborted; chunk = chunks.shift()) {
      const found = await answerOrNull(chunk, ask, signal, pause);
      if (signal.aborted) return;
      if (found) told.arrived(new Map(chunk.map((id) => [id, found[id] ?? []])));
      else told.failed(chunk);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, askOneAfterAnother));
}

async function answerOrNull(chunk: string[], ask: Ask, signal: AbortSignal, pause: (turn: number) => Promise<void>) {
  for (let turn = 1; ; turn += 1) {
    try {
      return await ask(chunk, signal);
    } catch (error) {
      if (signal.aborted || turn === TRIES || isFinal(error)) return null;
    }
    await pause(turn);
    if (signal.aborted) return null;
  }
}

/** Too fast, or too slow, is worth another try. */
function isFinal(error: unknown): boolean {
  return error instanceof Refused && error.status < 500 && ![408, 429].includes(error.status);
}

/** So that those who failed together do not come back together. */
function jittered(turn: number): Promise<void> {
  const longest = SHORTEST_PAUSE_MS * 2 ** turn;
  return new Promise((over) => setTimeout(over, longest * (0.5 + Math.random() / 2)));
}
