import { describe, expect, it } from "vitest";
import { chunkUnique } from "@/lib/chunks";

const ids = (count: number) => Array.from({ length: count }, (_, number) => `id${number}`);

describe("chunkUnique", () => {
  it.each([
    [0, 0],
    [1, 1],
    [200, 1],
    [201, 2],
    [1001, 6],
  ])("makes of %i ids %i chunks", (count, chunks) => {
    expect(chunkUnique(ids(count), 200)).toHaveLength(chunks);
  });

  it("trims, drops the empty, and keeps each once in the order given", () => {
    expect(chunkUnique([" b ", "a", "", "b", "  ", "c"], 2)).toEqual([["b", "a"], ["c"]]);
  });
});
