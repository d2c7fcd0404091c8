/**
 * One entry for each contact and candidate: what this person plans with it. Everything that shows it reads it here,
 * and everything that learns of it (a page, a reply, the stream) tells it here.
 */

import type { Kind } from "./kinds";
import { arrived, type Mine, NOTHING, type Plan, type Press, pressed, refused, type Row, seen } from "./my-settings";

export interface Failure {
  kind: Kind;
  id: string;
  press: Press;
  error: unknown;
}

type Send = (kind: Kind, id: string, press: Press) => Promise<Row>;

export class MySettingsStore {
  private readonly entries = new Map<string, Mine>();
  private readonly readers = new Map<string, Set<() => void>>();
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly send: Send;
  /** Told of a press that was not saved; and of each that was. */
  onFailure: (failure: Failure) => void = () => {};
  onSettled: (kind: Kind, id: string) => void = () => {};

  constructor(send: Send) {
    this.send = send;
  }

  seen(kind: Kind, id: string): Row {
    return seen(this.entries.get(keyOf(kind, id)) ?? NOTHING);
  }

  isKnown(kind: Kind, id: string): boolean {
    return this.entries.has(keyOf(kind, id));
  }

  subscribe(kind: Kind, id: string, reader: () => void): () => void {
    const key = keyOf(kind, id);
    const readers = this.readers.get(key) ?? new Set();
    this.readers.set(key, readers.add(reader));
    return () => {
      readers.delete(reader);
      if (readers.size === 0 && this.readers.get(key) === readers) this.readers.delete(key);
    };
  }

  arrived(kind: Kind, id: string, row: Row, op?: string): void {
    this.keep(kind, id, (mine) => arrived(mine, row, op));
  }

  /** Shown at once; sent when what was pressed before it on the same record has been answered. */
  press(kind: Kind, id: string, change: Partial<Plan>): Promise<void> {
    return this.again(kind, id, { op: crypto.randomUUID(), change });
  }

  /** Under the same key: what was saved without our hearing of it is not saved twice. */
  again(kind: Kind, id: string, press: Press): Promise<void> {
    this.keep(kind, id, (mine) => pressed(mine, press));
    const key = keyOf(kind, id);
    const done = (this.underWay.get(key) ?? Promise.resolve()).then(() => this.deliver(kind, id, press));
    this.underWay.set(key, done);
    return done;
  }

  forgetAll(): void {
    this.entries.clear();
    for (const readers of this.readers.values()) for (const read of readers) read();
  }

  private async deliver(kind: Kind, id: string, press: Press): Promise<void> {
    try {
      this.arrived(kind, id, await this.send(kind, id, press), press.op);
      this.onSettled(kind, id);
    } catch (error) {
      this.keep(kind, id, (mine) => refused(mine, press.op));
      this.onFailure({ kind, id, press, error });
    }
  }

  private keep(kind: Kind, id: string, change: (mine: Mine) => Mine): void {
    const key = keyOf(kind, id);
    this.entries.set(key, change(this.entries.get(key) ?? NOTHING));
    for (const read of this.readers.get(key) ?? []) read();
  }
}

export function keyOf(kind: Kind, id: string): string {
  return `${kind}:${id}`;
}
