/**
 * One entry for each contact and candidate: what this person plans with it. Everything that shows it reads it here,
 * and everything that learns of it (a page, a reply, the stream) tells it here.
 */

import type { Kind } from "./kinds";
import { arrived, type Mine, NOTHING, type Press, type Row, seen, waits } from "./my-settings";
import { Readers } from "./readers";

export interface PressOn extends Press {
  kind: Kind;
  id: string;
}

export class MySettingsStore {
  private readonly entries = new Map<string, Mine>();
  private readonly readers = new Readers();
  /** Told of each row that is newer than the one before. */
  onNews: (kind: Kind, id: string, row: Row) => void = () => {};

  seen(kind: Kind, id: string): Row {
    return seen(this.entries.get(keyOf(kind, id)) ?? NOTHING);
  }

  subscribe(kind: Kind, id: string, reader: () => void): () => void {
    return this.readers.subscribe(keyOf(kind, id), reader);
  }

  /** The server's, without what is under way. Of what nobody has heard of, the version is below zero. */
  known(kind: Kind, id: string): Row {
    return (this.entries.get(keyOf(kind, id)) ?? NOTHING).row;
  }

  arrived(kind: Kind, id: string, row: Row): void {
    const before = this.known(kind, id);
    this.keep(keyOf(kind, id), (mine) => arrived(mine, row));
    if (this.known(kind, id) !== before) this.onNews(kind, id, row);
  }

  /** All that is under way, in the order of pressing: each lies over its row from now on, and what is not named no more. */
  waits(presses: readonly PressOn[]): void {
    const wanted = new Map<string, PressOn[]>();
    for (const press of presses) {
      const key = keyOf(press.kind, press.id);
      wanted.set(key, [...(wanted.get(key) ?? []), press]);
    }
    for (const [key, { waiting }] of this.entries) {
      if (waiting.length > 0 && !wanted.has(key)) this.keep(key, (mine) => waits(mine, []));
    }
    for (const [key, waiting] of wanted) {
      if (opsOf(waiting) !== opsOf(this.entries.get(key)?.waiting ?? [])) this.keep(key, (mine) => waits(mine, waiting));
    }
  }

  forgetAll(): void {
    this.entries.clear();
    this.readers.tellAll();
  }

  private keep(key: string, change: (mine: Mine) => Mine): void {
    this.entries.set(key, change(this.entries.get(key) ?? NOTHING));
    this.readers.tell(key);
  }
}

const opsOf = (presses: readonly Press[]) => presses.map(({ op }) => op).join();

export function keyOf(kind: Kind, id: string): string {
  return `${kind}:${id}`;
}
