/** What the worker keeps from one awakening to the next. Nothing of the person's: ids, one address, this device. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ToldDevice } from "@/lib/worker-messages";

interface Schema extends DBSchema {
  shown: { key: string; value: { pushId: string; at: number }; indexes: { at: number } };
  pressed: { key: typeof LAST; value: { url: string; at: number } };
  device: { key: typeof LAST; value: ToldDevice };
}

/** There is one of each at most. */
const LAST = "last";
const NAME = "worker";
const REMEMBERED = 500;
const PRESSED_COUNTS_MS = 30_000;

let opened: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>(NAME, 1, {
    upgrade(made) {
      made.createObjectStore("shown", { keyPath: "pushId" }).createIndex("at", "at");
      made.createObjectStore("pressed");
      made.createObjectStore("device");
    },
    // Cleared with the site's data while the worker is awake: the next one opens it anew.
    terminated() {
      opened = undefined;
    },
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

/** Whether it was among the last 500; from now on it is. */
export async function wasShown(pushId: string, now = Date.now()): Promise<boolean> {
  const transaction = (await database()).transaction("shown", "readwrite");
  const { store } = transaction;
  const before = await store.get(pushId);
  if (!before) {
    await store.put({ pushId, at: now });
    const tooMany = (await store.count()) - REMEMBERED;
    const oldest = tooMany > 0 ? await store.index("at").getAllKeys(null, tooMany) : [];
    await Promise.all(oldest.map((key) => store.delete(key)));
  }
  await transaction.done;
  return before !== undefined;
}

/** For a page that is not there yet, or does not hear. */
export async function keepPressed(url: string, now = Date.now()): Promise<void> {
  await (await database()).put("pressed", { url, at: now }, LAST);
}

/** Null when nothing was pressed in the last 30 seconds. */
export async function pressed(now = Date.now()): Promise<string | null> {
  const kept = await (await database()).get("pressed", LAST);
  return kept && now - kept.at < PRESSED_COUNTS_MS ? kept.url : null;
}

export async function forgetPressed(): Promise<void> {
  await (await database()).delete("pressed", LAST);
}

export async function keepDevice(device: ToldDevice | null): Promise<void> {
  const kept = await database();
  await (device ? kept.put("device", device, LAST) : kept.delete("device", LAST));
}

export async function toldDevice(): Promise<ToldDevice | null> {
  return (await (await database()).get("device", LAST)) ?? null;
}
