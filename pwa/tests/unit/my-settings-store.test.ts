import { describe, expect, it } from "vitest";
import { MySettingsStore } from "@/data/my-settings-store";
import { NOTHING, type Press, type Row } from "@/data/my-settings";

/** Replies come when the test says so. */
function storeWithReplies() {
  const asked: { press: Press; reply: (row: Row) => void; refuse: (error: Error) => void }[] = [];
  const store = new MySettingsStore(
    (_kind, _id, press) => new Promise((reply, refuse) => asked.push({ press, reply, refuse })),
  );
  return { store, asked };
}

const soon = () => new Promise<void>((over) => setTimeout(over, 0));
const row = (version: number, status: Row["status"]): Row => ({ ...NOTHING.row, version, status });

describe("a press", () => {
  it("is told to every reader of its contact before anything is sent, and to no other", () => {
    const { store } = storeWithReplies();
    const told: string[] = [];
    for (const place of ["row", "header", "detail"]) store.subscribe("contact", "ann", () => told.push(place));
    store.subscribe("contact", "ben", () => told.push("another"));
    store.subscribe("tma", "ann", () => told.push("a candidate"));

    void store.press("contact", "ann", { status: "hot" });

    expect(told).toEqual(["row", "header", "detail"]);
    expect(store.seen("contact", "ann").status).toBe("hot");
  });

  it("is sent when the one before it on the same contact was answered", async () => {
    const { store, asked } = storeWithReplies();
    void store.press("contact", "ann", { status: "hot" });
    void store.press("contact", "ann", { status: "working" });
    void store.press("contact", "ben", { status: "hot" });
    await soon();
    expect(asked.map(({ press }) => press.change.status)).toEqual(["hot", "hot"]);

    asked[0]!.reply(row(1, "hot"));
    await soon();

    expect(asked.at(-1)!.press.change.status).toBe("working");
    expect(store.seen("contact", "ann").status).toBe("working");
  });

  it("that is refused is taken back and told, and is tried again under the same key", async () => {
    const { store, asked } = storeWithReplies();
    const failed: Press[] = [];
    store.onFailure = ({ press }) => failed.push(press);
    store.arrived("contact", "ann", row(4, "working"));
    const pressing = store.press("contact", "ann", { status: "hot" });
    await soon();
    asked[0]!.refuse(new Error("no"));
    await pressing;
    expect(store.seen("contact", "ann").status).toBe("working");

    void store.again("contact", "ann", failed[0]!);
    await soon();

    expect(asked[1]!.press.op).toBe(asked[0]!.press.op);
    expect(store.seen("contact", "ann").status).toBe("hot");
  });

  it("is not undone by an older row that another device's event brings", async () => {
    const { store, asked } = storeWithReplies();
    const pressing = store.press("contact", "ann", { status: "hot" });
    await soon();
    asked[0]!.reply(row(7, "hot"));
    await pressing;

    store.arrived("contact", "ann", row(6, "working"));

    expect(store.seen("contact", "ann").status).toBe("hot");
  });
});
