import { describe, expect, it } from "vitest";
import { type Here, isMadeWith, outcomeOf, standingOf, stateOf } from "@/data/push-state";
import { Refused, Unreachable } from "@/lib/problem";

const ready: Here = {
  isSecure: true,
  hasPush: true,
  permission: "granted",
  isIos: false,
  isInstalled: false,
  isSubscribed: true,
};

describe("this device", () => {
  it.each<[string, Partial<Here>, ReturnType<typeof stateOf>]>([
    ["rings when it is subscribed and allowed to", {}, "subscribed"],
    ["is off when nobody has asked", { permission: "default", isSubscribed: false }, "off"],
    ["is off when it is allowed to and not subscribed", { isSubscribed: false }, "off"],
    ["is off when the permission is to be asked for again", { permission: "default" }, "off"],
    ["is blocked though it is subscribed", { permission: "denied" }, "denied"],
    ["cannot ring without push", { hasPush: false }, "unsupported"],
    ["is to be installed first on iOS", { hasPush: false, isIos: true }, "not-installed-ios"],
    ["cannot ring on an iOS that is too old", { hasPush: false, isIos: true, isInstalled: true }, "unsupported"],
    ["has an address that is not secure, whatever else", { isSecure: false, hasPush: false, isIos: true }, "insecure"],
  ])("%s", (_sentence, changes, state) => {
    expect(stateOf({ ...ready, ...changes })).toBe(state);
  });
});

describe("a device that rings by its browser's word", () => {
  it("is forgotten when QERO knows none in this session", () => {
    expect(standingOf("subscribed", [{ is_here: false }])).toBe("forgotten");
    expect(standingOf("subscribed", [])).toBe("forgotten");
  });

  it("rings when QERO knows it, or has not said yet", () => {
    expect(standingOf("subscribed", [{ is_here: false }, { is_here: true }])).toBe("subscribed");
    expect(standingOf("subscribed", null)).toBe("subscribed");
  });

  it("is off when it is off", () => {
    expect(standingOf("off", [])).toBe("off");
  });
});

function refused(slug: string, status: number): Refused {
  return new Refused({ type: `/problems/${slug}`, title: "", status, detail: "", instance: "", request_id: "", errors: null });
}

describe("what came of wanting to be rung", () => {
  it.each([
    ["the browser does not let", new DOMException("", "NotAllowedError"), "denied"],
    ["no push service", new DOMException("", "AbortError"), "no-push-service"],
    ["another subscription", new DOMException("", "InvalidStateError"), "failed"],
    ["too many devices", refused("too-many-subscriptions", 409), "too-many"],
    ["another refusal", refused("invalid", 422), "failed"],
    ["no answer", new Unreachable("no answer"), "unheard"],
    ["no worker", new Error("no service worker"), "failed"],
  ])("of %s is named", (_what, error, outcome) => {
    expect(outcomeOf(error)).toBe(outcome);
  });
});

describe("a subscription", () => {
  const of = (bytes: number[]) => ({
    options: { userVisibleOnly: true, applicationServerKey: new Uint8Array(bytes).buffer },
  });

  it("is kept while it was made with the server's key, and is not when it was not", () => {
    expect(isMadeWith("-_8", of([251, 255]))).toBe(true);
    expect(isMadeWith("-_8", of([251, 254]))).toBe(false);
    expect(isMadeWith("-_8", { options: { userVisibleOnly: true, applicationServerKey: null } })).toBe(false);
  });
});
