import { describe, expect, it } from "vitest";
import { uuid7 } from "@/lib/uuid";

describe("an id", () => {
  it("is a UUID of version 7 that says when it was made", () => {
    const id = uuid7(Date.UTC(2022, 1, 22, 19, 22, 22));

    expect(id).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("is made once", () => {
    expect(new Set(Array.from({ length: 1_000 }, () => uuid7())).size).toBe(1_000);
  });
});
