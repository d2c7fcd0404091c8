import { describe, expect, it } from "vitest";
import { firstRows } from "@/lib/csv";

describe("the first rows of a file", () => {
  it.each([
    ["lines of any system", "a;b\r\nc;d\ne;f\rg;h", [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]]],
    ["quotes with delimiters, lines and quotes in them", 'a;"b;\n""c"""\nd;e', [["a", 'b;\n"c"'], ["d", "e"]]],
    ["no blank lines", "a;b\n\n ; \nc;d\n", [["a", "b"], ["c", "d"]]],
    ["no mark at the beginning", "\ufeffa;b", [["a", "b"]]],
    ["a quote that stays open", 'a;"b\nc', [["a", "b\nc"]]],
    ["cells that are empty", ";b;", [["", "b", ""]]],
  ])("have %s", (_, text, rows) => {
    expect(firstRows(text, ";", 9)).toEqual(rows);
  });

  it("are so many at most", () => {
    expect(firstRows("a\nb\nc\n", ",", 2)).toEqual([["a"], ["b"]]);
  });

  it("are divided as one says", () => {
    expect(firstRows("a,b;c\n", ",", 2)).toEqual([["a", "b;c"]]);
  });
});
