import { beforeEach, describe, expect, it } from "vitest";
import { mayAsk, notNow } from "@/lib/asking";

const DAY = 24 * 3_600_000;

beforeEach(() => localStorage.clear());

describe("a wish", () => {
  it("may be asked until somebody says not now, and again after 14 days", () => {
    expect(mayAsk("push", 0)).toBe(true);

    notNow("push", 0);

    expect(mayAsk("push", 14 * DAY - 1)).toBe(false);
    expect(mayAsk("push", 14 * DAY)).toBe(true);
  });

  it("is never asked again after the second no", () => {
    notNow("push", 0);
    notNow("push", 14 * DAY);

    expect(mayAsk("push", 1_000 * DAY)).toBe(false);
  });

  it("says nothing of another one", () => {
    notNow("push", 0);

    expect(mayAsk("install", 0)).toBe(true);
  });
});
