/** Why streams of other products flap, each cause once. Those of the server are in `tests/gateway/live`. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveStream } from "@/live/live-stream";
import { after, answer, begin, end, type Gateway, look, Page } from "./live-parts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe("a stream does not flap", () => {
  let gateway: Gateway;
  let page: Page;
  let live: LiveStream;

  beforeEach(() => {
    gateway = begin();
    page = new Page();
    live = new LiveStream(page);
  });
  afterEach(() => {
    network(true);
    live.stop();
    end();
  });

  const network = (isThere: boolean) => {
    Object.defineProperty(navigator, "onLine", { value: isThere, configurable: true });
    gateway.onStream = isThere
      ? (connection) => (connection.hello(), connection.response)
      : () => Promise.reject(new TypeError("no network"));
  };
  const beating = (connection = gateway.last, n = 0) => {
    const timer = setInterval(() => connection.isAborted || connection.beat(gateway.head, n), 15 * SECOND);
    return () => clearInterval(timer);
  };

  it("because a screen starts it once more", async () => {
    for (let screen = 0; screen < 100; screen += 1) live.start();
    await after(SECOND);

    expect(gateway.streams.length).toBe(1);
  });

  it("because an older stream ends after its successor was greeted", async () => {
    live.start();
    await after(0);
    const [older] = gateway.streams;
    older!.bye("rotate");
    await after(SECOND);
    const newer = gateway.last;

    older!.close();
    await after(MINUTE / 4);

    expect(newer).not.toBe(older);
    expect([gateway.last, page.states]).toEqual([newer, ["online"]]);
  });

  it("because its session is over: it asks once who one is, and then once more", async () => {
    gateway.onStream = () => answer(401);
    live.start();
    await after(10 * MINUTE);

    expect([gateway.paths, page.states]).toEqual([["/api/stream", "/api/me", "/api/stream"], ["auth_required"]]);
  });

  it("because a session is renewed: the goodbye comes first, the question, and then one new stream", async () => {
    live.start();
    await after(0);

    gateway.last.bye("reauth");
    await after(2 * SECOND);

    expect([gateway.paths, page.states]).toEqual([["/api/stream", "/api/me", "/api/stream"], ["online"]]);
  });

  it("because a hidden page's clock is slow", async () => {
    live.start();
    await after(0);
    look("hidden");

    await after(10 * MINUTE);

    expect([gateway.streams.length, gateway.last.isAborted]).toEqual([1, false]);
  });

  it("and does not hang: after a sleep it is replaced within a second though no error came", async () => {
    live.start();
    await after(0);
    const [asleep] = gateway.streams;
    look("hidden");
    await after(MINUTE);

    look("visible");
    await after(SECOND);

    expect([gateway.streams.length, asleep!.isAborted, gateway.last.isAborted]).toEqual([2, true, false]);
  });

  it("and is replaced while it is looked at when nothing comes for long", async () => {
    live.start();
    await after(36 * SECOND);

    expect([gateway.streams[0]!.isAborted, page.states]).toEqual([true, ["online"]]);
    await after(SECOND);
    expect(gateway.open).toBe(1);
  });

  it.each([
    ["pageshow", () => dispatchEvent(new Event("pageshow"))],
    ["focus", () => dispatchEvent(new Event("focus"))],
    ["online", () => dispatchEvent(new Event("online"))],
    ["resume", () => document.dispatchEvent(new Event("resume"))],
    ["visibilitychange", () => document.dispatchEvent(new Event("visibilitychange"))],
  ])("and awakes by %s alone, whatever was remembered", async (_name, wake) => {
    live.start();
    await after(30 * SECOND);

    wake();
    await after(SECOND);

    expect(gateway.streams.length).toBe(2);
  });

  it("against a server that accepts and closes: eight connections a minute at most", async () => {
    gateway.onStream = (connection) => {
      connection.hello();
      connection.close();
      return connection.response;
    };
    live.start();

    await after(MINUTE);

    expect(gateway.streams.length).toBeLessThanOrEqual(8);
  });

  it("against a server that accepts and closes after a while", async () => {
    gateway.onStream = (connection) => {
      connection.hello();
      setTimeout(() => connection.close(), 11 * SECOND);
      return connection.response;
    };
    vi.spyOn(Math, "random").mockReturnValue(1);
    live.start();

    await after(3 * MINUTE);

    // 11 s each, and pauses that double.
    expect(gateway.streams.length).toBeLessThanOrEqual(8);
    vi.restoreAllMocks();
  });

  it("over a hole that stays: once it is asked anew, then what is shown is fetched", async () => {
    gateway.onStream = (connection) => {
      connection.hello();
      connection.event(2, 2);
      beating(connection, 2);
      return connection.response;
    };
    live.start();
    await after(30 * SECOND);

    expect([gateway.streams.length, page.resets, page.events]).toEqual([2, ["hole"], ["event 2"]]);
  });

  it("with all the others when the server is busy: each waits as long as it is told, and a while of its own", async () => {
    gateway.onStream = () => answer(503, { "Retry-After": "5" });
    const spread: number[] = [];
    for (const luck of [0, 0.5, 0.99]) {
      vi.spyOn(Math, "random").mockReturnValue(luck);
      const one = new LiveStream(new Page());
      const begun = gateway.streams.length;
      one.start();
      await after(7 * SECOND);
      one.stop();
      spread.push(gateway.streams[begun + 1]!.at - gateway.streams[begun]!.at);
    }
    vi.restoreAllMocks();

    expect(spread).toEqual([5_000, 5_500, 5_990]);
  });

  it("by being hidden and shown 50 times: one is held, two at the most while one is replaced", async () => {
    live.start();
    await after(0);
    let mostAtOnce = 0;
    for (let times = 0; times < 50; times += 1) {
      look("hidden");
      await after(90);
      look("visible");
      await after(70);
      mostAtOnce = Math.max(mostAtOnce, gateway.open);
    }
    await after(SECOND);

    expect([gateway.streams.length, gateway.open, mostAtOnce]).toEqual([1, 1, 1]);
  });

  it("by being hidden and shown 50 times for long: never two but while one is replaced", async () => {
    live.start();
    await after(0);
    const stops = [beating()];
    for (let times = 0; times < 50; times += 1) {
      look("hidden");
      await after(11 * SECOND);
      look("visible");
      await after(2 * SECOND);
      stops.push(beating());
      expect(gateway.open).toBe(1);
    }
    for (const stop of stops) stop();

    expect([gateway.streams.length, page.states]).toEqual([51, ["online"]]);
  });

  it("and says that it is away after four seconds without one, and that it is there at once", async () => {
    gateway.onStream = () => Promise.reject(new TypeError("no network"));
    live.start();
    await after(3_900);
    expect(page.states).toEqual([]);
    await after(200);
    expect(page.states).toEqual(["offline"]);

    gateway.onStream = (connection) => {
      connection.hello();
      return connection.response;
    };
    dispatchEvent(new Event("online"));
    await after(SECOND);

    expect(page.states).toEqual(["offline", "online"]);
  });

  it("and comes back each time the network does, however often and soon", async () => {
    live.start();
    await after(0);
    for (let times = 0; times < 8; times += 1) {
      network(false);
      gateway.last.close();
      await after(900);
      network(true);
      dispatchEvent(new Event("online"));
      await after(2_500);
      expect(gateway.open).toBe(1);
    }

    expect([page.states, gateway.paths.includes("/api/events")]).toEqual([["online"], false]);
  });

  it("and loses no awakening that comes soon after another", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    network(false);
    live.start();
    await after(MINUTE);
    dispatchEvent(new Event("online"));
    await after(SECOND);

    network(true);
    dispatchEvent(new Event("online"));
    await after(2.5 * SECOND);

    expect(gateway.open).toBe(1);
    vi.restoreAllMocks();
  });

  it("at a captive portal that answers everything", async () => {
    gateway.onStream = () => ({ ...answer(200), headers: new Headers({ "Content-Type": "text/html" }) }) as Response;
    live.start();

    await after(MINUTE);

    expect(gateway.streams.length).toBeLessThanOrEqual(12);
    expect(page.states).toEqual(["offline"]);
  });

  it("behind a proxy that holds back: padding is tried once, then it is asked again and again", async () => {
    gateway.onStream = (connection) => connection.response;
    live.start();

    await after(12 * SECOND);

    expect(gateway.streams.map(({ padded }) => padded)).toEqual([false, true]);
    expect(page.states.at(-1)).toBe("degraded");
  });
});
