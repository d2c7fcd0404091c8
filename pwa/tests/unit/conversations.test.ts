import { describe, expect, it } from "vitest";
import { countedOf, merged, titleOf, unreadOf, withMember, withPosted, withRead } from "@/data/conversations";
import { ANN, BEN, conversation, member, message } from "./chat-parts";

describe("what is unread", () => {
  it("grows by a colleague's message, and by their mention", () => {
    const told = withPosted(conversation(), message(1, { mentions: [ANN] }), ANN);

    expect([unreadOf(told), told.me?.mentions]).toEqual([1, 1]);
  });

  it("is nothing after one's own message", () => {
    const told = withPosted(conversation({ last_number: 4 }), message(5, { author_id: ANN }), ANN);

    expect(unreadOf(told)).toBe(0);
  });

  it("does not grow by a message that was known", () => {
    const known = withPosted(conversation(), message(1), ANN);

    expect(unreadOf(withPosted(known, message(1), ANN))).toBe(1);
  });

  it("is gone at once when it is read, and counts on from there", () => {
    const read = withRead(conversation({ last_number: 7 }), 7);

    expect(unreadOf(read)).toBe(0);
    expect(unreadOf(withPosted(read, message(8), ANN))).toBe(1);
  });

  it("comes back when another device says so", () => {
    const read = conversation({ last_number: 7, me: member({ read_number: 7 }) });

    expect(unreadOf(withMember(read, member({ read_number: 3, version: 2 })))).toBe(4);
  });

  it("counts on the tab as far as it may ring", () => {
    const counts = (["all", "mentions", "none"] as const).map((notify) =>
      countedOf(conversation({ last_number: 5, me: member({ notify, mentions: 2 }) })),
    );

    expect(counts).toEqual([5, 2, 0]);
  });
});

describe("a conversation that is told again", () => {
  it("keeps the newer of each part, whichever comes first", () => {
    const renamed = conversation({ name: "new name", version: 2, last_number: 1, last_message: message(1), me: null });
    const spoken = conversation({ last_number: 2, last_message: message(2), me: member({ read_number: 2, version: 3 }) });

    for (const told of [merged(renamed, spoken), merged(spoken, renamed)]) {
      expect([told.name, told.last_number, told.me?.read_number]).toEqual(["new name", 2, 2]);
    }
  });

  it("keeps the mark that one's own message moved though an answer knows less", () => {
    const posted = withPosted(conversation({ last_number: 4 }), message(5, { author_id: ANN }), ANN);

    expect(merged(posted, conversation({ last_number: 4 })).me?.read_number).toBe(5);
  });

  it("begins anew for who left and came back", () => {
    const before = conversation({ me: member({ version: 9, read_number: 9 }) });
    const back = conversation({ me: member({ version: 1, read_number: 4, joined_at: "2026-11-20T00:00:00Z" }) });

    expect(merged(before, back).me?.read_number).toBe(4);
  });
});

describe("what it is called", () => {
  const nameOf = (id: string) => ({ [ANN]: "Ann", [BEN]: "Ben", cid: "Cid" })[id] ?? "?";

  it("is its name, or who else is in it, or notes", () => {
    const names = [
      conversation(),
      conversation({ name: "", kind: "group", member_ids: [ANN, BEN, "cid"] }),
      conversation({ name: "", kind: "direct" }),
      conversation({ name: "", kind: "direct", member_ids: [ANN] }),
    ].map((one) => titleOf(one, ANN, nameOf, "Notes"));

    expect(names).toEqual(["sales", "Ben, Cid", "Ben", "Notes"]);
  });
});
