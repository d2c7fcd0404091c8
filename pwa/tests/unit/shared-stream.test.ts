import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SharedStream } from "@/live/shared-stream";
import { after, begin, cursorAt, end, eventAt, type Gateway, look, Page } from "./live-parts";
import { closeBrowser, openBrowser, sleep } from "./tabs";

const SECOND = 1_000;

describe("the stream of a browser with several tabs", () => {
  let gateway: Gateway;
  const open: SharedStream[] = [];
  const newTab = async () => {
    const page = new Page();
    const stream = new SharedStream(page);
    open.push(stream);
    stream.start("ann");
    await after(10);
    return { page, stream };
  };
  /** As the gateway would: what is between. */
  const journal = (since: string | null) => {
    const from = Number(since?.split(":")[1] ?? gateway.head);
    const positions = Array.from({ length: gateway.head - from }, (_, place) => from + place + 1);
    return { events: positions.map((position) => eventAt(position)), cursor: cursorAt(gateway.head), resets: [] };
  };
  const happens = async () => {
    gateway.head += 1;
    gateway.last.event(gateway.head, (counted += 1));
    await after(10);
  };
  let counted = 0;

  beforeEach(() => {
    gateway = begin();
    openBrowser();
    gateway.onEvents = journal;
    gateway.onStream = (connection) => {
      const from = Number(connection.since?.split(":")[1] ?? gateway.head);
      connection.hello(from);
      counted = 0;
      for (let position = from + 1; position <= gateway.head; position += 1) connection.event(position, (counted += 1));
      return connection.response;
    };
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.stop();
    closeBrowser();
    end();
  });

  it("is one, and what it tells is heard in every tab once", async () => {
    const tabs = [await newTab(), await newTab(), await newTab()];

    await happens();
    await happens();

    expect(gateway.streams.length).toBe(1);
    for (const { page } of tabs) expect(page.events).toEqual(["event 1", "event 2"]);
    for (const { page } of tabs) expect(page.states).toEqual(["online"]);
  });

  it("has one name for the gateway, whichever tab says what is looked at", async () => {
    const [leader, follower] = [await newTab(), await newTab()];
    await happens();

    expect(leader.stream.leads).toBe(true);
    expect(follower.stream.place).toEqual(leader.stream.place);
    expect(follower.stream.place.cursor).toBe(cursorAt(1));
  });

  it("goes on in another tab from where that has come, when its own is closed", async () => {
    const [leader, follower] = [await newTab(), await newTab()];
    await happens();

    leader.stream.stop();
    gateway.head += 1;
    await after(SECOND);
    await happens();

    expect(gateway.last.since).toBe(cursorAt(1));
    expect(follower.page.events).toEqual(["event 1", "event 2", "event 3"]);
    expect([follower.page.states, gateway.open]).toEqual([["online"], 1]);
  });

  it("is taken from a tab that is silent for 20 seconds, and nothing is missed or told twice", async () => {
    const [leader, follower] = [await newTab(), await newTab()];
    await happens();
    sleep(0);
    await happens();
    await after(19 * SECOND);
    expect(follower.stream.leads).toBe(false);

    await after(3 * SECOND);
    await happens();

    expect([leader.stream.leads, follower.stream.leads, gateway.open]).toEqual([false, true, 1]);
    expect(follower.page.events).toEqual(["event 1", "event 2", "event 3"]);
  });

  it("is not taken from a tab that has no network either", async () => {
    gateway.onStream = () => Promise.reject(new TypeError("no network"));
    const [leader, follower] = [await newTab(), await newTab()];

    await after(120 * SECOND);

    expect([leader.stream.leads, follower.stream.leads]).toEqual([true, false]);
    expect(follower.page.states).toEqual(["offline"]);
  });

  it("is not taken by a tab that nobody looks at", async () => {
    const [, follower] = [await newTab(), await newTab()];
    look("hidden");
    sleep(0);

    await after(120 * SECOND);

    expect(follower.stream.leads).toBe(false);
  });

  it("leads a tab that was taken over back to be told, without a gap", async () => {
    const [leader, follower] = [await newTab(), await newTab()];
    const sleeping = sleep(0);
    await happens();
    await after(25 * SECOND);
    await happens();

    sleeping.awake();
    await after(6 * SECOND);
    await happens();

    expect([leader.stream.leads, follower.stream.leads, gateway.open]).toEqual([false, true, 1]);
    expect(leader.page.events).toEqual(["event 1", "event 2", "event 3"]);
  });

  it("tells a tab that slept what it has missed, each once and in order", async () => {
    const [, follower] = [await newTab(), await newTab()];
    await happens();
    const sleeping = sleep(1);
    for (let times = 0; times < 3; times += 1) await happens();

    sleeping.awake();
    await happens();
    await happens();

    expect(follower.page.events).toEqual(["event 1", "event 2", "event 3", "event 4", "event 5", "event 6"]);
    expect(gateway.paths.filter((path) => path === "/api/events").length).toBe(1);
    expect(follower.page.resets).toEqual([]);
  });

  it("holds back what is told while the missed is asked for", async () => {
    const [, follower] = [await newTab(), await newTab()];
    await happens();
    const sleeping = sleep(1);
    await happens();
    sleeping.awake();
    let answer!: () => void;
    const asked = new Promise<void>((over) => (answer = over));
    const { fetch } = gateway;
    const late = vi.fn(async (...ask: Parameters<typeof fetch>) => {
      const answered = await fetch(...ask);
      // As it was when it was asked for.
      const page: unknown = await answered.json();
      await asked;
      return { ...answered, json: async () => page } as Response;
    });
    vi.stubGlobal("fetch", late);

    await happens();
    await happens();
    expect(follower.page.events).toEqual(["event 1"]);
    answer();
    await after(10);

    expect(follower.page.events).toEqual(["event 1", "event 2", "event 3", "event 4"]);
  });

  it("has what is shown fetched anew where the missed cannot be told", async () => {
    const [, follower] = [await newTab(), await newTab()];
    await happens();
    const sleeping = sleep(1);
    await happens();
    sleeping.awake();
    gateway.onEvents = (since) => ({ events: [], cursor: since, resets: [] });

    await happens();
    await happens();

    expect(follower.page.resets).toEqual(["hole"]);
    expect(follower.page.events).toEqual(["event 1", "event 3", "event 4"]);
  });

  it("asks again when the missed was asked for in vain", async () => {
    const [, follower] = [await newTab(), await newTab()];
    await happens();
    const sleeping = sleep(1);
    await happens();
    sleeping.awake();
    gateway.onEvents = () => {
      throw new TypeError("no network");
    };
    await happens();
    expect(follower.page.events).toEqual(["event 1"]);
    gateway.onEvents = journal;

    await happens();

    expect(follower.page.events).toEqual(["event 1", "event 2", "event 3", "event 4"]);
  });

  it("passes on what is said in passing, and that services have to be fetched", async () => {
    const [leader, follower] = [await newTab(), await newTab()];

    gateway.last.send("ephemeral", { type: "typing", person_id: "ben" });
    gateway.last.send("reset", { services: ["chat"], reason: "expired" }, cursorAt(0, "restored"));
    await after(10);

    for (const { page } of [leader, follower]) {
      expect(page.words).toEqual([{ type: "typing", person_id: "ben" }]);
      expect(page.resets).toEqual(["expired"]);
    }
    expect(follower.stream.place.cursor).toBe(cursorAt(0, "restored"));
  });

  it("awakes when another tab is looked at", async () => {
    await newTab();
    const { stream } = await newTab();
    expect(stream.leads).toBe(false);
    await after(25 * SECOND);

    look("hidden");
    new BroadcastChannel("qero-live-1 ann").postMessage("wake");
    await after(SECOND);

    expect([gateway.streams.length, gateway.open]).toEqual([2, 1]);
  });

  it("is taken from a hidden tab that is there and hears nothing, and from no other", async () => {
    const [isLong, beats] = [new Promise<void>(() => {}), new BroadcastChannel("qero-live-1 ann")];
    navigator.locks.request("qero-live-1 ann", () => isLong).catch(() => {});
    const { stream } = await newTab();
    const beat = async (visible: boolean) => {
      for (let times = 0; times < 6; times += 1) {
        const lead = { conn: "of another tab", state: "online", visible };
        beats.postMessage({ lead, before: null, after: cursorAt(0), told: [], fresh: false });
        await after(5 * SECOND);
      }
    };

    await beat(true);
    expect([stream.leads, gateway.streams.length]).toEqual([false, 0]);
    await beat(false);

    expect([stream.leads, gateway.streams.length]).toEqual([true, 1]);
  });

  it("ends in every tab with the session", async () => {
    const [leader, follower] = [await newTab(), await newTab()];

    gateway.last.bye("revoked");
    await after(120 * SECOND);

    for (const { page } of [leader, follower]) expect(page.states).toEqual(["online", "auth_required"]);
    expect(gateway.streams.length).toBeLessThanOrEqual(2);
  });

  it("is each tab's own where there are no locks", async () => {
    closeBrowser();
    const tabs = [await newTab(), await newTab()];

    for (const connection of gateway.streams) connection.event(1, 1);
    await after(10);

    expect(gateway.streams.length).toBe(2);
    for (const { page } of tabs) expect(page.events).toEqual(["event 1"]);
  });
});
