import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";

type Memory = typeof import("../../../service-worker/memory");

let memory: Memory;

/** As a worker has it that was started anew. */
async function awake(): Promise<Memory> {
  vi.resetModules();
  return import("../../../service-worker/memory");
}

beforeEach(async () => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  memory = await awake();
});

describe("a push", () => {
  it("was shown when it comes a second time, to the next worker too", async () => {
    expect(await memory.wasShown("b1f0")).toBe(false);
    expect(await memory.wasShown("b1f0")).toBe(true);
    expect(await (await awake()).wasShown("b1f0")).toBe(true);
  });

  it("that comes twice at once is new once", async () => {
    const both = await Promise.all([memory.wasShown("b1f0"), memory.wasShown("b1f0")]);

    expect(both.toSorted()).toEqual([false, true]);
  });

  it("is remembered until 500 others have come", async () => {
    for (let at = 0; at < 500; at += 1) await memory.wasShown(`push ${at}`, at);
    expect(await memory.wasShown("push 0")).toBe(true);

    await memory.wasShown("one more", 500);

    expect(await memory.wasShown("push 1", 501)).toBe(true);
    expect(await memory.wasShown("push 0", 502)).toBe(false);
  });
});

describe("what was pressed", () => {
  const url = "https://crm.example/chat/42";

  it("is kept for 30 seconds", async () => {
    await memory.keepPressed(url, 1_000);

    expect(await memory.pressed(30_999)).toBe(url);
    expect(await memory.pressed(31_000)).toBeNull();
  });

  it("is forgotten once it is open", async () => {
    await memory.keepPressed(url);
    await memory.forgetPressed();

    expect(await memory.pressed()).toBeNull();
  });
});

describe("the device", () => {
  it("is the one told last, and none when it is not to ring", async () => {
    const device = { endpoint: "https://push.example/1", label: "Firefox · Linux", platform: "linux", language: "sv" };
    await memory.keepDevice({ ...device, language: "sv" });
    expect(await (await awake()).toldDevice()).toEqual(device);

    await memory.keepDevice(null);

    expect(await memory.toldDevice()).toBeNull();
  });
});
