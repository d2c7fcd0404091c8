import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLong, mentionsIn, mentionTyped, piecesOf } from "@/features/chat/text";

const links = (text: string) => piecesOf(text).flatMap((piece) => (piece.kind === "link" ? [piece.text] : []));

describe("a text", () => {
  it("is put together by its pieces exactly, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const given = `${text}\u202e😀\n https://a.example/${text} @Ben`;
        expect(piecesOf(given, ["Ben", "Ben Berg"]).map((piece) => piece.text).join("")).toBe(given);
      }),
    );
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.example", "//b.example", "HTTPS:x", "https://"])(
    "has no link to %s, but to http and https alone",
    (address) => expect(links(`${address} http://a.example/x`)).toEqual(["http://a.example/x"]),
  );

  it("keeps the stop of a sentence out of an address, and a bracket of its own in it", () => {
    expect(links("See https://a.example/x. Or (https://b.example/y), or https://c.example/z_(w).")).toEqual([
      "https://a.example/x",
      "https://b.example/y",
      "https://c.example/z_(w)",
    ]);
  });

  it("ends an address where its direction would turn", () => {
    expect(links("https://a.example/\u202Egpj.exe")).toEqual(["https://a.example/"]);
  });

  // What looks back from each of its places takes the square of its length.
  it.each([".", "@", "(", "https://", "https://a.example/.", "@Ben"])("of nothing but %s, as long as one may be, is taken apart", (part) => {
    const text = `https://a.example/${part.repeat(16_000 / part.length)}x`;

    expect(piecesOf(text, ["Ben", "Ben Berg"]).map((piece) => piece.text).join("")).toBe(text);
  });

  it("of many characters or lines is long", () => {
    expect([isLong("short"), isLong("x".repeat(5_000)), isLong("\n".repeat(30))]).toEqual([false, true, true]);
  });
});

describe("a mention", () => {
  const people = [
    { id: "1", name: "Ben" },
    { id: "2", name: "Ben Berg" },
    { id: "3", name: "Åsa (Nord)" },
    { id: "4", name: "Kim" },
    { id: "5", name: "Kim" },
  ];

  it("is of the longest name, and of whole names alone", () => {
    expect(mentionsIn("@Ben Berg and @Bengt, a@Ben", people, new Set())).toEqual(["2", "1"]);
    expect(mentionsIn("hi @Åsa (Nord)!", people, new Set())).toEqual(["3"]);
  });

  it("of a name that two have is of who was chosen, or of both", () => {
    expect(mentionsIn("@Kim", people, new Set(["5"]))).toEqual(["5"]);
    expect(mentionsIn("@Kim", people, new Set())).toEqual(["4", "5"]);
  });

  it("is typed after an @ that begins a word", () => {
    expect(mentionTyped("hello @Be", 9)).toEqual({ at: 6, typed: "Be" });
    expect(mentionTyped("mail ben@nord", 13)).toBeNull();
    expect(mentionTyped("@Ben\nand", 8)).toBeNull();
  });
});
