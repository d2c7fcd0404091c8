/** What this device keeps of one person, in a database of their own: gone with them when they sign out. */

import { deleteDB, type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Row } from "./my-settings";
import { laneOf, type Waiting } from "./waiting";

/** An answer as it was last seen. */
export interface Kept {
  hash: string;
  queryKey: readonly unknown[];
  data: unknown;
  at: number;
}

interface Schema extends DBSchema {
  outbox: { key: number; value: Waiting };
  kept: { key: string; value: unknown };
  answers: { key: string; value: Kept };
  plans: { key: string; value: { row: Row; at: number } };
}

export type Device = IDBPDatabase<Schema>;

const VERSION = 2;
const nameOf = (personId: string) => `qero-${personId}`;

export function openDevice(personId: string): Promise<Device> {
  return openDB<Schema>(nameOf(personId), VERSION, {
    async upgrade(database, before, _now, transaction) {
      if (before < 1) {
        database.createObjectStore("outbox", { keyPath: "place", autoIncrement: true });
        database.createObjectStore("kept");
      }
      database.createObjectStore("answers", { keyPath: "hash" });
      database.createObjectStore("plans");
      // Until then there were messages alone, and they did not say so.
      const outbox = transaction.objectStore("outbox");
      for (const row of (await outbox.getAll()) as Partial<Waiting>[]) {
        const { conversation_id } = row as { conversation_id: string };
        void outbox.put({ ...row, what: "message", lane: laneOf.conversation(conversation_id) } as Waiting);
      }
    },
    blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
  });
}

/** Of everybody who was here. */
export async function wipeDevice(): Promise<void> {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
  await Promise.all(names.filter((name) => name.startsWith("qero-")).map((name) => deleteDB(name)));
}
