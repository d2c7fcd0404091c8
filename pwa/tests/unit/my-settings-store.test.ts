import { describe, expect, it } from "vitest";
import { NOTHING, type Row } from "@/data/my-settings";
import { MySettingsStore, type PressOn } from "@/data/my-settings-store";

const row = (version: number, status: Row["status"]): Row => ({ ...NOTHING.row, version, status });
const press = (op: string, id: string, status: Row["status"]): PressOn => ({ kind: "contact", id, op, change: { status } });

describe("what is under way", () => {
  it("is told to every reader of its contact at once, and to no other", () => {
    const store = new MySettingsStore();
    const told: string[] = [];
    for (const place of ["row", "header", "detail"]) store.subscribe("contact", "ann", () => told.push(place));
    store.subscribe("contact", "ben", () => told.push("another"));
    store.subscribe("tma", "ann", () => told.push("a candidate"));

    store.waits([press("1", "ann", "hot")]);

    expect(told).toEqual(["row", "header", "detail"]);
    expect(store.seen("contact", "ann").status).toBe("hot");
  });

  it("lies over the server's row as long as it is, in the order of pressing", () => {
    const store = new MySettingsStore();
    store.arrived("contact", "ann", row(4, null));
    store.waits([press("1", "ann", "hot"), press("2", "ann", "working"), press("3", "ben", "hot")]);
    expect([store.seen("contact", "ann").status, store.known("contact", "ann").status]).toEqual(["working", null]);

    store.waits([press("1", "ann", "hot")]);
    expect([store.seen("contact", "ann").status, store.seen("contact", "ben").status]).toEqual(["hot", null]);

    store.waits([]);
    expect(store.seen("contact", "ann").status).toBeNull();
  });

  it("is told again to nobody when nothing of it has changed", () => {
    const store = new MySettingsStore();
    store.waits([press("1", "ann", "hot")]);
    let told = 0;
    store.subscribe("contact", "ann", () => (told += 1));

    store.waits([press("1", "ann", "hot"), press("2", "ben", "hot")]);

    expect(told).toBe(0);
  });

  it("is not undone by an older row that another device's event brings", () => {
    const store = new MySettingsStore();
    store.arrived("contact", "ann", row(7, "hot"));

    store.arrived("contact", "ann", row(6, "working"));

    expect(store.seen("contact", "ann").status).toBe("hot");
  });
});
