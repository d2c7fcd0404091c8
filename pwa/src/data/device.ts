/** What this device keeps of one person, in a database of their own: gone with them when they sign out. */

import { deleteDB, type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Waiting } from "./outbox";

interface Schema extends DBSchema {
  outbox: { key: number; value: Waiting };
  kept: { key: string; value: unknown };
}

export type Device = IDBPDatabase<Schema>;

const VERSION = 1;
const nameOf = (personId: string) => `qero-${personId}`;

export function openDevice(personId: string): Promise<Device> {
  return openDB<Schema>(nameOf(personId), VERSION, {
    upgrade(database) {
      database.createObjectStore("outbox", { keyPath: "place", autoIncrement: true });
      database.createObjectStore("kept");
    },
    blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
  });
}

/** Of everybody who was here. */
export async function wipeDevice(): Promise<void> {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
  await Promise.all(names.filter((name) => name.startsWith("qero-")).map((name) => deleteDB(name)));
}
