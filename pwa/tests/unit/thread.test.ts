import { describe, expect, it } from "vitest";
import { rowsOf } from "@/features/chat/thread-rows";
import { type Thread, trimmed, withMessage, withPage } from "@/data/thread";
import { ANN, message } from "./chat-parts";

const numbers = ({ items }: Thread) => items.map(({ number }) => number);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => message(from + at));
const thread = (from: number, to: number, more: Partial<Thread> = {}): Thread => ({
  items: range(from, to),
  hasEarlier: from > 1,
  hasLater: false,
  ...more,
});

describe("a message", () => {
  it("that follows is put at the end, once", () => {
    const told = withMessage(withMessage(thread(1, 3), message(4)), message(4));

    expect(numbers(told)).toEqual([1, 2, 3, 4]);
  });

  it("that leaves a hole is not shown before what is between is there", () => {
    const told = withMessage(thread(1, 3), message(6));

    expect([numbers(told), told.hasLater]).toEqual([[1, 2, 3], true]);
  });

  it("that changed takes the place of the older, and is not undone by it", () => {
    const edited = withMessage(thread(1, 3), message(2, { text: "better", version: 2 }));

    expect(withMessage(edited, message(2)).items[1]?.text).toBe("better");
  });

  it("is not added where later ones are not held", () => {
    expect(numbers(withMessage(thread(1, 3, { hasLater: true }), message(9)))).toEqual([1, 2, 3]);
  });
});

describe("a page", () => {
  it("before or after is laid to what is held", () => {
    const told = withPage(withPage(thread(51, 60), thread(41, 50)), thread(61, 65, { hasLater: true }));

    expect([numbers(told).length, told.hasEarlier, told.hasLater]).toEqual([25, true, true]);
  });

  it("of what is held already brings no older version back", () => {
    const held = withMessage(thread(1, 3), message(2, { text: "better", version: 2 }));

    expect(withPage(held, thread(1, 3)).items[1]?.text).toBe("better");
  });

  it("from elsewhere takes its place, for there would be a hole", () => {
    expect(numbers(withPage(thread(1, 3), thread(90, 91)))).toEqual([90, 91]);
  });

  it("without anything says that there is nothing later", () => {
    expect(withPage(thread(1, 3, { hasLater: true }), { items: [], hasEarlier: true, hasLater: false }).hasLater).toBe(false);
  });
});

describe("what is held", () => {
  it("is cut at the end that nobody looks at", () => {
    const earlier = trimmed(thread(1, 30), "earlier", 20);
    const later = trimmed(thread(1, 30), "later", 20);

    expect([numbers(earlier).at(-1), earlier.hasLater]).toEqual([20, true]);
    expect([numbers(later)[0], later.hasEarlier]).toEqual([11, true]);
  });
});

describe("a conversation as it is read", () => {
  const dayOf = (moment: string) => moment.slice(0, 10);
  const kinds = (rows: ReturnType<typeof rowsOf>) =>
    rows.map((row) => (row.kind === "message" ? `${row.message.number}${row.begins ? "!" : ""}` : row.kind));

  it("has a line at each day, groups by author and time, and a line above what is new", () => {
    const at = (text: string) => `2026-11-${text}:00Z`;
    const messages = [
      message(1, { posted_at: at("26T10:00") }),
      message(2, { posted_at: at("26T10:02") }),
      message(3, { posted_at: at("26T10:30") }),
      message(4, { posted_at: at("26T10:31"), author_id: ANN }),
      message(5, { posted_at: at("27T08:00"), author_id: ANN }),
      message(6, { posted_at: at("27T08:01"), author_id: ANN }),
    ];

    expect(kinds(rowsOf(messages, 5, dayOf))).toEqual(["day", "1!", "2", "3!", "4!", "day", "5!", "new", "6!"]);
  });

  it("has no line where all is read, or where the first unread one is not held", () => {
    expect(kinds(rowsOf(range(1, 2), null, dayOf))).not.toContain("new");
    expect(kinds(rowsOf(range(1, 2), 2, dayOf))).not.toContain("new");
  });
});
