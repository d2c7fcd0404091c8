import "fake-indexeddb/auto";
import { afterEach, describe, expect, it } from "vitest";
import { currentOf, done, moved } from "@/data/queue";
import { sourceIn } from "@/data/queue-source";
import { QueueStore } from "@/data/queue-store";
import { wipeDevice } from "@/data/device";
import type { Contact } from "@/data/kinds";

const HOT = sourceIn("status=hot")!;
const WORKING = sourceIn("status=working")!;
const PAGE = 100;

/** A list of so many, page after page; and what was asked of it. */
function listOf(count: number, isDown: () => boolean = () => false) {
  const asked: number[] = [];
  const calls: string[][] = [];
  const page = async (_source: unknown, cursor: string | undefined) => {
    const from = Number(cursor ?? 0);
    asked.push(from);
    if (isDown()) throw new Error("down");
    const items = Array.from({ length: Math.min(PAGE, count - from) }, (_, number) => {
      const name = `contact ${from + number}`;
      return { kind: "contact", id: name, name, version: 1, archived_at: null } as Contact;
    });
    return { items, next_cursor: from + PAGE < count ? String(from + PAGE) : null };
  };
  const load = (_kind: string, ids: readonly string[]) => (calls.push([...ids]), Promise.resolve());
  return { asked, calls, open: () => new QueueStore(page, { load, leave: () => {} }, () => Promise.resolve()) };
}

async function settled(store: QueueStore, asked: readonly unknown[]): Promise<void> {
  for (let before = -1; before !== asked.length || store.now()?.cursor === undefined; ) {
    before = asked.length;
    await new Promise((over) => setTimeout(over, 20));
    if (store.trouble !== null) return;
  }
}

afterEach(wipeDevice);

describe("the queue of a person", () => {
  it("holds 2,000 of a list of 100,000 ahead of where they stand, and reads on as they move", async () => {
    const { asked, open } = listOf(100_000);
    const store = open();
    await store.open("ann", HOT);
    await settled(store, asked);
    expect(asked).toHaveLength(20);

    store.change((queue) => moved(queue, 150));
    await settled(store, asked);

    expect(asked).toHaveLength(22);
    store.forget();
  });

  it("asks for the calls of the first 50 at once, and of all when they were read", async () => {
    const { asked, calls, open } = listOf(250);
    const store = open();
    await store.open("ann", HOT);
    await settled(store, asked);

    expect(calls.map((ids) => ids.length)).toEqual([50, 250]);
    store.forget();
  });

  it("is found again where it stopped, without asking for it once more", async () => {
    const first = listOf(150);
    const store = first.open();
    await store.open("ann", HOT);
    await settled(store, first.asked);
    store.change((queue) => moved(done(queue), 120));
    store.forget();

    const second = listOf(150);
    const again = second.open();
    await again.open("ann", null);

    expect([currentOf(again.now()!)?.name, again.now()!.done.size, second.asked]).toEqual(["contact 120", 1, []]);
    again.forget();
  });

  it("is another one when another is wanted, and none for somebody else", async () => {
    const { asked, open } = listOf(3);
    const store = open();
    await store.open("ann", HOT);
    await settled(store, asked);
    store.change((queue) => moved(queue, 2));

    await store.open("ann", WORKING);
    await settled(store, asked);
    expect([store.now()?.source, store.now()?.at]).toEqual([WORKING, 0]);

    await store.open("ben", null);
    expect([store.isOpened, store.now()]).toEqual([true, null]);
    store.forget();
  });

  it("says why it could not be read, and reads on from there", async () => {
    let isDown = true;
    const { asked, open } = listOf(3, () => isDown);
    const store = open();
    await store.open("ann", HOT);
    await settled(store, asked);
    expect(store.trouble).toEqual(new Error("down"));

    isDown = false;
    store.goOn();
    await settled(store, asked);

    expect([store.trouble, store.now()?.ahead.length]).toEqual([null, 3]);
    store.forget();
  });
});
