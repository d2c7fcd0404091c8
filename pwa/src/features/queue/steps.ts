/** The steps through a queue, each with its way back. */

import { advanced, currentOf, done, keyIn, moved, skipped, undone, unskipped } from "@/data/queue";
import { queueStore } from "@/data/queue-store";
import { callingWords } from "@/lib/words/calling";
import { notify } from "@/ui/notices";

export function step(by: number): void {
  queueStore.change((queue) => moved(queue, by));
}

export function skip(): void {
  const queue = queueStore.now();
  const current = queue && currentOf(queue);
  if (!current) return;
  const [key, place] = [keyIn(current), queue.at];
  queueStore.change(skipped);
  const told = callingWords().queue;
  const undo = () => queueStore.change((now) => unskipped(now, key, place));
  notify({ name: "stepped", text: told.skipped(current.name), action: { label: told.undo, act: undo } });
}

export function doneAndNext(): void {
  const queue = queueStore.now();
  const current = queue && currentOf(queue);
  if (!current) return;
  queueStore.change((now) => advanced(done(now)));
  const told = callingWords().queue;
  const undo = () => queueStore.change((now) => undone(now, keyIn(current)));
  notify({ name: "stepped", text: told.isDone(current.name), action: { label: told.undo, act: undo } });
}

/** A call of the one who is looked at is saved. */
export function calledAndNext(): void {
  queueStore.change((now) => advanced(done(now)));
}

export function called(): void {
  queueStore.change(done);
}
