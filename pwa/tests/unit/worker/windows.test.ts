import { describe, expect, it } from "vitest";
import { bestOf } from "../../../service-worker/on-notification-click";
import { isMadeWith } from "../../../service-worker/on-subscription-change";

const hidden = { focused: false, visibilityState: "hidden" } as const;
const seen = { focused: false, visibilityState: "visible" } as const;
const focused = { focused: true, visibilityState: "visible" } as const;

describe("the window that opens what was pressed", () => {
  it.each([
    ["the focused one", [hidden, seen, focused], focused],
    ["else one that is seen", [hidden, seen], seen],
    ["else any", [hidden], hidden],
    ["none where none is open", [], undefined],
  ])("is %s", (_which, windows, best) => {
    expect(bestOf(windows)).toBe(best);
  });
});

describe("a subscription", () => {
  const made = (bytes: number[]) => ({
    options: { userVisibleOnly: true, applicationServerKey: new Uint8Array(bytes).buffer },
  });

  it("is made with the key that its bytes spell, padded or not", () => {
    expect(isMadeWith("-_8", made([251, 255]))).toBe(true);
    expect(isMadeWith("-_8=", made([251, 255]))).toBe(true);
  });

  it("is not made with another one, or with none", () => {
    expect(isMadeWith("-_8", made([251, 254]))).toBe(false);
    expect(isMadeWith("-_8", { options: { userVisibleOnly: true, applicationServerKey: null } })).toBe(false);
  });
});
