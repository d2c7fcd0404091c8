import { describe, expect, it } from "vitest";
import { type Ask, chunkUnique, fetchCallLogs } from "@/data/call-logs";
import { RecentCalls } from "@/data/recent-calls";
import type { CallLog } from "@/gen/schema";
import { Refused } from "@/lib/problem";

const ids = (count: number) => Array.from({ length: count }, (_, number) => `contact ${number}`);
const call = (contactId: string) => ({ id: `call of ${contactId}`, contact_id: contactId }) as CallLog;
const noPause = () => Promise.resolve();
const soon = () => new Promise<void>((over) => setTimeout(over, 0));
const problem = (status: number) =>
  new Refused({ type: "/problems/x", title: "", status, detail: "", instance: "", request_id: "", errors: null });

/** Answers each request at once, and remembers them. */
function answering(isDown: (ids: readonly string[], turn: number) => boolean = () => false) {
  const asked: string[][] = [];
  const counts = { inFlight: 0, most: 0 };
  const ask: Ask = async (of) => {
    asked.push(of);
    counts.inFlight += 1;
    counts.most = Math.max(counts.most, counts.inFlight);
    await soon();
    counts.inFlight -= 1;
    if (isDown(of, asked.filter(([first]) => first === of[0]).length)) throw problem(500);
    return Object.fromEntries(of.filter((id) => id !== "contact 1").map((id) => [id, [call(id)]]));
  };
  return { ask, asked, counts };
}

async function fetched(of: readonly string[], ask: Ask, signal = new AbortController().signal) {
  const arrived = new Map<string, readonly CallLog[]>();
  const failed: string[] = [];
  const told = {
    arrived: (calls: ReadonlyMap<string, readonly CallLog[]>) => calls.forEach((logs, id) => arrived.set(id, logs)),
    failed: (missing: readonly string[]) => void failed.push(...missing),
  };
  await fetchCallLogs(of, ask, told, signal, noPause);
  return { arrived, failed };
}

describe("ids in chunks", () => {
  it("are trimmed, without empty ones and repetitions, in their order", () => {
    expect(chunkUnique([" b", "a", "", "b ", "  ", "c", "a"], 2)).toEqual([["b", "a"], ["c"]]);
  });
});

describe("call logs of many contacts", () => {
  it.each([
    [0, 0],
    [1, 1],
    [200, 1],
    [201, 2],
    [1001, 6],
    [1201, 7],
  ])("of %i contacts are %i requests", async (count, requests) => {
    const { ask, asked } = answering();

    const { arrived } = await fetched(ids(count), ask);

    expect(asked).toHaveLength(requests);
    expect(arrived.size).toBe(count);
  });

  it("are asked for by at most 200 ids a request, and four requests at a time", async () => {
    const { ask, asked, counts } = answering();

    await fetched(ids(3001), ask);

    expect(Math.max(...asked.map((of) => of.length))).toBe(200);
    expect(counts.most).toBe(4);
  });

  it("collapse what is asked for twice before it is counted", async () => {
    const { ask, asked } = answering();

    await fetched([...ids(200), " contact 7 ", ...ids(200)], ask);

    expect(asked).toHaveLength(1);
  });

  it("show the others when one request fails, which alone is tried twice more", async () => {
    const { ask, asked } = answering((of) => of.includes("contact 200"));

    const { arrived, failed } = await fetched(ids(601), ask);

    expect([arrived.size, failed.length, failed[0]]).toEqual([401, 200, "contact 200"]);
    expect(asked).toHaveLength(4 + 2);
  });

  it("come when a second try does", async () => {
    const { ask } = answering((_, turn) => turn === 1);

    expect((await fetched(ids(3), ask)).failed).toEqual([]);
  });

  it("are not asked for again after a refusal that stays one", async () => {
    const asked: string[][] = [];
    const ask: Ask = (of) => {
      asked.push(of);
      return Promise.reject(problem(400));
    };

    expect((await fetched(ids(2), ask)).failed).toHaveLength(2);
    expect(asked).toHaveLength(1);
  });

  it("are none of a contact that the answer does not name", async () => {
    const { ask } = answering();

    expect((await fetched(ids(2), ask)).arrived.get("contact 1")).toEqual([]);
  });
});

describe("what a queue knows of recent calls", () => {
  const storeWith = (ask: Ask) => new RecentCalls(() => ask, noPause);

  it("is nothing of what was under way when it was left", async () => {
    const { ask } = answering();
    const store = storeWith(ask);
    const loading = store.load("contact", ids(3));
    store.leave();
    await loading;
    expect(store.of("contact", "contact 0")).toBeUndefined();

    await store.load("contact", ids(3));

    expect(store.of("contact", "contact 0")).toHaveLength(1);
  });

  it("is asked for once, however often it is wanted", async () => {
    const { ask, asked } = answering();
    const store = storeWith(ask);

    await Promise.all([store.load("contact", ids(3)), store.load("contact", ids(4))]);
    await store.load("contact", ids(4));

    expect(asked).toEqual([ids(3), ["contact 3"]]);
  });

  it("is unavailable on the rows of a failed request alone, and is had with all of them on one retry", async () => {
    let isDown = true;
    const { ask } = answering((of) => isDown && of.includes("contact 200"));
    const store = storeWith(ask);
    await store.load("contact", ids(250));
    expect(store.of("contact", "contact 0")).toHaveLength(1);
    expect(store.of("contact", "contact 249")).toBe("unavailable");

    isDown = false;
    await store.retry("contact", "contact 249");

    expect(store.of("contact", "contact 200")).toHaveLength(1);
  });

  it("is told to the readers of its contact, also when a call was logged here", async () => {
    const { ask } = answering();
    const store = storeWith(ask);
    const told: number[] = [];
    store.subscribe("contact", "contact 0", () => told.push((store.of("contact", "contact 0") ?? []).length));
    await store.load("contact", ids(2));

    store.arrived({ ...call("contact 0"), kind: "contact", id: "new" });

    expect(told).toEqual([1, 2]);
  });
});
