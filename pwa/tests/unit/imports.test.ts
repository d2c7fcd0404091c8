import { describe, expect, it } from "vitest";
import { pauseAfter } from "@/data/imports";

describe("how far an import is", () => {
  it("is asked with pauses that grow, and never longer than five seconds", () => {
    const pauses = Array.from({ length: 12 }, (_, asked) => pauseAfter(asked));

    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(pauses[0]).toBeLessThan(1_000);
    expect(pauses.at(-1)).toBe(5_000);
  });
});
