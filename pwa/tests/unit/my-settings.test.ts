import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrived, type Mine, NOTHING, type Row, seen, waits } from "@/data/my-settings";

const row = (version: number, changes: Partial<Row> = {}): Row => ({ ...NOTHING.row, version, ...changes });
const hot = { op: "one", change: { status: "hot" } } as const;
const working = { op: "two", change: { status: "working" } } as const;
const nothing = { op: "two", change: { status: null } } as const;

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
    const mine = arrived(NOTHING, row(3, { status: "working" }));
    const pressedTwice = waits(waits(mine, [hot]), [hot, nothing]);

    expect(seen(waits(waits(pressedTwice, [nothing]), [])).status).toBe("working");
  });

  it("keeps a later press when an earlier one is refused", () => {
    const pressedTwice = waits(NOTHING, [hot, working]);

    expect(seen(waits(pressedTwice, [working])).status).toBe("working");
  });

  it("keeps a date that was pressed while a row with another status arrives", () => {
    const mine = waits(NOTHING, [{ op: "date", change: { follow_up_at: "2026-11-30T08:00:00Z" } }]);

    expect(seen(arrived(mine, row(1, { status: "hot" })))).toMatchObject({
      status: "hot",
      follow_up_at: "2026-11-30T08:00:00Z",
    });
  });

  it("shows the later press when replies come in the wrong order", () => {
    const pressedTwice = waits(NOTHING, [hot, working]);
    const first = waits(arrived(pressedTwice, row(2, { status: "working" })), [hot]);
    const second = waits(arrived(first, row(1, { status: "hot" })), []);

    expect(seen(second).status).toBe("working");
  });
});
