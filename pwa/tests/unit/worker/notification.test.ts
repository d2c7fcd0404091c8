import { describe, expect, it } from "vitest";
import { addressIn, quietly, ringOf } from "../../../service-worker/notification";

const HERE = { origin: "https://crm.example", language: "en-GB" };

const MESSAGE = {
  web_push: 8030,
  app_badge: 3,
  mutable: true,
  notification: {
    title: "Ann · Boats",
    body: "Can you take Мария at 3? ⛵",
    navigate: "https://crm.example/chat/42?m=981",
    tag: "chat-42",
    lang: "sv",
    silent: false,
    app_badge: "3",
    data: { kind: "chat", conversation_id: "42", push_id: "b1f0" },
  },
};

function told(changes: object) {
  return { ...MESSAGE, notification: { ...MESSAGE.notification, ...changes } };
}

describe("what is shown for a push", () => {
  it("is what the payload says, with the address it leads to", () => {
    const { title, options, pushId, badge } = ringOf(MESSAGE, HERE);

    expect({ title, pushId, badge }).toEqual({ title: "Ann · Boats", pushId: "b1f0", badge: 3 });
    expect(options).toMatchObject({ body: "Can you take Мария at 3? ⛵", tag: "chat-42", lang: "sv", renotify: true });
    expect(options.data).toEqual({ ...MESSAGE.notification.data, url: "https://crm.example/chat/42?m=981" });
  });

  it.each([
    ["nothing", null],
    ["a text", "hello"],
    ["a number", 8030],
    ["a list", [MESSAGE]],
    ["no notification", { web_push: 8030 }],
    ["a notification that is none", { notification: "Ann" }],
    ["no title", told({ title: undefined })],
    ["an empty title", told({ title: "" })],
    ["a title that is no text", told({ title: { of: "Ann" } })],
  ])("of %s is a general sentence", (_what, payload) => {
    const { title, options, pushId, badge } = ringOf(payload, HERE);

    expect([title, options.body, pushId, badge]).toEqual(["QERO", "There is something new.", null, null]);
  });

  it("of nothing is said in the browser's language", () => {
    expect(ringOf(null, { ...HERE, language: "sv-FI" }).options.body).toBe("Det finns något nytt.");
  });

  it("of a kind that came after this worker is what it says all the same", () => {
    const { title, options } = ringOf(told({ data: { kind: "of_tomorrow" }, tag: undefined }), HERE);

    expect([title, options.body]).toEqual(["Ann · Boats", "Can you take Мария at 3? ⛵"]);
    expect(options).not.toHaveProperty("renotify");
  });

  it.each([-1, 1.5, "3", null, undefined])("has no badge of %s", (app_badge) => {
    expect(ringOf({ ...MESSAGE, app_badge }, HERE).badge).toBeNull();
  });

  it("takes away what was unread with a badge of nothing", () => {
    expect(ringOf({ ...MESSAGE, app_badge: 0 }, HERE).badge).toBe(0);
  });

  it("does not ring again for a repeat", () => {
    const { options } = quietly(ringOf(MESSAGE, HERE));

    expect(options).toMatchObject({ tag: "chat-42", renotify: false, silent: true });
  });
});

describe("where a press leads", () => {
  it.each([
    ["the address of the push", "https://crm.example/chat/42?m=981", "https://crm.example/chat/42?m=981"],
    ["a path of it", "/tma/7", "https://crm.example/tma/7"],
    ["another origin", "https://evil.example/chat/42", "https://crm.example/"],
    ["another port", "https://crm.example:8443/chat", "https://crm.example/"],
    ["the origin as a user", "https://crm.example@evil.example/", "https://crm.example/"],
    ["another host, without a scheme", "//evil.example/", "https://crm.example/"],
    ["a script", "javascript:alert(1)", "https://crm.example/"],
    ["no address", "https://", "https://crm.example/"],
    ["nothing", undefined, "https://crm.example/"],
  ])("of %s", (_what, navigate, url) => {
    const { options } = ringOf(told({ navigate }), HERE);

    expect(addressIn(options.data, HERE.origin)).toBe(url);
  });

  it("of a notification without data is the start", () => {
    expect(addressIn(null, HERE.origin)).toBe("https://crm.example/");
  });
});
