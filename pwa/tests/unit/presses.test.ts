import { describe, expect, it } from "vitest";
import { tagOf } from "@/app/push";

describe("what is open", () => {
  it.each([
    ["/chat", "chat"],
    ["/chat/42", "chat-42"],
    ["/contacts/7", "follow-up-7"],
    ["/tma/7", "follow-up-7"],
    ["/contacts", null],
    ["/more/notifications", null],
    ["/", null],
  ])("at %s needs no notification of %s any more", (path, tag) => {
    expect(tagOf(path)).toBe(tag);
  });
});
