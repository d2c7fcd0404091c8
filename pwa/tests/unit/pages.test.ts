import { describe, expect, it } from "vitest";
import { Pages } from "@/data/pages";

const pagesOf = (...pages: string[]) => new Pages(pages.map((letters) => ({ items: [...letters] })));

describe("pages as one list", () => {
  it("has what is in all of them, whatever their sizes", () => {
    const all = pagesOf("abc", "d", "", "ef", "");
    expect(all.length).toBe(6);
    expect(Array.from({ length: 6 }, (_, place) => all.at(place)).join("")).toBe("abcdef");
  });

  it("has nothing before its beginning, beyond its end, or without pages", () => {
    expect([pagesOf("abc", "d").at(-1), pagesOf("abc", "d").at(4), pagesOf().at(0)]).toEqual([undefined, undefined, undefined]);
    expect(pagesOf().length).toBe(0);
  });

  it("finds the first place, as it is counted through all pages", () => {
    const all = pagesOf("ab", "", "bcb");
    expect([all.findIndex((one) => one === "b"), all.findIndex((one) => one === "c")]).toEqual([1, 3]);
    expect(all.findIndex((one) => one === "x")).toBe(-1);
  });
});
