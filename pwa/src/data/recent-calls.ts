/** The last few calls of many contacts, as a queue shows them: asked for in batches, each contact's kept by itself. */

import type { CallLog } from "@/gen/schema";
import { type Ask, fetchCallLogs } from "./call-logs";
import type { Kind } from "./kinds";
import { hears } from "./hears";
import { keyOf } from "./my-settings-store";
import { Readers } from "./readers";
import { requests } from "./requests";

export type Known = readonly CallLog[] | "unavailable";

/** Of each contact. */
export const CALLS_KEPT = 3;
const GATHERED_FOR_MS = 300;

export class RecentCalls {
  private readonly known = new Map<string, Known>();
  private readonly asking = new Set<string>();
  /** With which others each was asked for that could not be had. */
  private readonly failedWith = new Map<string, readonly string[]>();
  private readonly readers = new Readers();
  private leaving = new AbortController();
  private readonly changed = new Map<Kind, Set<string>>();
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private readonly ask: (kind: Kind) => Ask;
  private readonly pause: ((turn: number) => Promise<void>) | undefined;

  constructor(ask: (kind: Kind) => Ask, pause?: (turn: number) => Promise<void>) {
    this.ask = ask;
    this.pause = pause;
  }

  of(kind: Kind, id: string): Known | undefined {
    return this.known.get(keyOf(kind, id));
  }

  subscribe(kind: Kind, id: string, reader: () => void): () => void {
    return this.readers.subscribe(keyOf(kind, id), reader);
  }

  /** Of those that are not known and not asked for already. */
  async load(kind: Kind, ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !this.known.has(keyOf(kind, id)) && !this.asking.has(keyOf(kind, id)));
    await this.fetch(kind, unknown);
  }

  /** With all that failed along with it. */
  async retry(kind: Kind, id: string): Promise<void> {
    const failed = this.failedWith.get(keyOf(kind, id)) ?? [id];
    for (const one of failed) this.keep(kind, one, undefined);
    await this.load(kind, failed);
  }

  /** As it is now; null when nobody can say. */
  async refresh(kind: Kind, id: string): Promise<readonly CallLog[] | null> {
    try {
      const calls = (await this.ask(kind)([id], this.leaving.signal))[id] ?? [];
      this.keep(kind, id, calls);
      return calls;
    } catch {
      return null;
    }
  }

  /** One has been logged here: it need not be asked for. */
  arrived(call: CallLog): void {
    const known = this.of(call.kind, call.contact_id);
    if (!known || known === "unavailable") return;
    const calls = [call, ...known.filter((one) => one.id !== call.id)];
    const newest = calls.toSorted((one, other) => Date.parse(other.called_at) - Date.parse(one.called_at));
    this.keep(call.kind, call.contact_id, newest.slice(0, CALLS_KEPT));
  }

  /** Somebody has logged, corrected or removed one. */
  heard(kind: Kind, id: string): void {
    if (!this.known.has(keyOf(kind, id))) return;
    this.changed.set(kind, (this.changed.get(kind) ?? new Set()).add(id));
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      for (const [of, ids] of this.changed) void this.fetch(of, [...ids]);
      this.changed.clear();
    }, GATHERED_FOR_MS);
  }

  /** What is under way is given up, and leaves nothing behind. */
  leave(): void {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.asking.clear();
    clearTimeout(this.gathering);
    this.gathering = undefined;
    this.changed.clear();
  }

  /** Nothing of it is sure any more. */
  forget(): void {
    this.leave();
    const keys = [...this.known.keys()];
    this.known.clear();
    this.failedWith.clear();
    for (const key of keys) this.readers.tell(key);
  }

  private async fetch(kind: Kind, ids: readonly string[]): Promise<void> {
    const { signal } = this.leaving;
    for (const id of ids) this.asking.add(keyOf(kind, id));
    const told = {
      arrived: (calls: ReadonlyMap<string, readonly CallLog[]>) => {
        for (const [id, logs] of calls) this.keep(kind, id, logs);
      },
      failed: (failed: readonly string[]) => {
        for (const id of failed) {
          this.failedWith.set(keyOf(kind, id), failed);
          this.keep(kind, id, "unavailable");
        }
      },
    };
    await fetchCallLogs(ids, this.ask(kind), told, signal, this.pause);
  }

  private keep(kind: Kind, id: string, known: Known | undefined): void {
    const key = keyOf(kind, id);
    this.asking.delete(key);
    if (known === undefined) this.known.delete(key);
    else this.known.set(key, known);
    if (known !== "unavailable") this.failedWith.delete(key);
    this.readers.tell(key);
  }
}

export const recentCalls = new RecentCalls((kind) => (ids, signal) => requests[kind].calls(ids, CALLS_KEPT, signal));

hears.call.add((kind, id) => recentCalls.heard(kind, id));
for (const told of [hears.reset, hears.over]) told.add(() => recentCalls.forget());
