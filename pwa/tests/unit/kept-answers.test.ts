import "fake-indexeddb/auto";
import { deleteDB } from "idb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Device, openDevice } from "@/data/device";
import { restoreAnswers, restored, stopKeeping } from "@/data/kept-answers";
import { mySettings, queries } from "@/data/stores";

const HOT = { status: "hot", follow_up_at: null, follow_up_note: "", version: 3 } as const;

describe("what was seen", () => {
  let device: Device;
  const begin = async () => {
    restoreAnswers(Promise.resolve(device));
    await restored();
  };
  /** Another page, which knows nothing yet. */
  const reload = async () => {
    stopKeeping();
    queries.clear();
    mySettings.forgetAll();
    await begin();
  };
  const kept = (count: number) => expect.poll(async () => device.count("answers"), { timeout: 5_000 }).toBe(count);

  beforeEach(async () => {
    device = await openDevice("ann");
  });
  afterEach(async () => {
    stopKeeping();
    queries.clear();
    mySettings.forgetAll();
    device.close();
    await deleteDB("qero-ann");
  });

  it("is there again in another page, and is asked for anew when it is looked at", async () => {
    await begin();
    queries.setQueryData(["contact", "contact", "7"], { name: "Kalle" });
    mySettings.arrived("contact", "7", HOT);
    await kept(1);

    await reload();

    const state = queries.getQueryState(["contact", "contact", "7"]);
    expect([state?.data, state?.isInvalidated]).toEqual([{ name: "Kalle" }, true]);
    expect(mySettings.seen("contact", "7")).toEqual(HOT);
  });

  it("is kept to its last plan when thousands come with a long list", async () => {
    await begin();
    for (let number = 0; number < 1_234; number += 1) mySettings.arrived("contact", String(number), HOT);
    queries.setQueryData(["list", "contact", {}], { pages: [] });

    await expect.poll(async () => device.count("plans"), { timeout: 20_000 }).toBe(1_234);
  });

  it("is kept though it was answered before the device was ready", async () => {
    queries.setQueryData(["me"], { profile: { id: "ann" } });
    mySettings.arrived("contact", "7", HOT);
    await begin();
    await kept(1);

    await reload();

    expect(queries.getQueryData(["me"])).toEqual({ profile: { id: "ann" } });
    expect(mySettings.seen("contact", "7")).toEqual(HOT);
  });

  it("never takes the place of what is known by then", async () => {
    await begin();
    queries.setQueryData(["people"], ["old"]);
    await kept(1);
    stopKeeping();
    queries.clear();

    queries.setQueryData(["people"], ["new"]);
    await begin();

    expect(queries.getQueryData(["people"])).toEqual(["new"]);
  });

  it("is of a long list its beginning, and nothing of what belongs to a moment", async () => {
    await begin();
    queries.setQueryData(["list", "contact", {}], { pages: [1, 2, 3, 4], pageParams: [undefined, "a", "b", "c"] });
    queries.setQueryData(["chat-search", "boat"], { pages: [] });
    await kept(1);

    await reload();

    expect(queries.getQueryData(["list", "contact", {}])).toEqual({ pages: [1, 2], pageParams: [undefined, "a"] });
    expect(queries.getQueryData(["chat-search", "boat"])).toBeUndefined();
  });

  it("is forgotten after two weeks, and the oldest when there is too much", async () => {
    const now = Date.now();
    for (let number = 0; number < 310; number += 1) {
      await device.put("answers", { hash: `${number}`, queryKey: ["contact", "contact", `${number}`], data: number, at: now - number });
    }
    await device.put("answers", { hash: "old", queryKey: ["people"], data: [], at: now - 15 * 24 * 3_600_000 });

    await begin();

    expect(await device.count("answers")).toBe(300);
    expect([queries.getQueryData(["people"]), await device.get("answers", "old")]).toEqual([undefined, undefined]);
    expect(await device.get("answers", "309")).toBeUndefined();
  });
});
