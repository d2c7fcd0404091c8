import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrived, type Mine, NOTHING, pressed, refused, type Row, seen } from "@/data/my-settings";

const row = (version: number, changes: Partial<Row> = {}): Row => ({ ...NOTHING.row, version, ...changes });

describe("what I plan", () => {
  it("ends at the highest version, in whatever order and however often rows arrive", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 }), (versions) => {
        const end = versions.reduce<Mine>((mine, version) => arrived(mine, row(version)), NOTHING);
        expect(end.row.version).toBe(Math.max(...versions));
      }),
    );
  });

  it("is the server's again after two refused presses", () => {
    let mine = arrived(NOTHING, row(3, { status: "working" }));
    mine = pressed(mine, { op: "one", change: { status: "hot" } });
    mine = pressed(mine, { op: "two", change: { status: null } });

    expect(seen(refused(refused(mine, "one"), "two")).status).toBe("working");
  });

  it("keeps a later press when an earlier one is refused", () => {
    let mine = pressed(NOTHING, { op: "one", change: { status: "hot" } });
    mine = pressed(mine, { op: "two", change: { status: "working" } });

    expect(seen(refused(mine, "one")).status).toBe("working");
  });

  it("keeps a date that was pressed while a row with another status arrives", () => {
    const mine = pressed(NOTHING, { op: "date", change: { follow_up_at: "2026-11-30T08:00:00Z" } });

    expect(seen(arrived(mine, row(1, { status: "hot" })))).toMatchObject({
      status: "hot",
      follow_up_at: "2026-11-30T08:00:00Z",
    });
  });

  it("shows the later press when replies come in the wrong order", () => {
    let mine = pressed(NOTHING, { op: "hot", change: { status: "hot" } });
    mine = pressed(mine, { op: "working", change: { status: "working" } });
    mine = arrived(mine, row(2, { status: "working" }), "working");
    mine = arrived(mine, row(1, { status: "hot" }), "hot");

    expect(seen(mine).status).toBe("working");
  });
});
