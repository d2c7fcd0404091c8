import "fake-indexeddb/auto";
import { deleteDB, openDB } from "idb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Device, openDevice } from "@/data/device";
import { Outbox } from "@/data/outbox";
import { laneOf, type Waiting } from "@/data/waiting";
import type { Message } from "@/gen/schema";
import { Refused, Unreachable } from "@/lib/problem";
import { message } from "./chat-parts";

const written = (id: string, conversation_id = "c") => ({
  what: "message" as const,
  id,
  lane: laneOf.conversation(conversation_id),
  conversation_id,
  text: `text ${id}`,
  mentions: [],
  contacts: [],
  at: "2026-11-27T10:00:00Z",
});

const refused = (status: number, slug = "no") =>
  new Refused({ type: `/problems/${slug}`, title: "no", status, detail: "no", instance: "", request_id: "", errors: null });

/** A network and a server, which the test takes away and brings back. */
class Server {
  isThere = true;
  answers: (row: Waiting) => Message = (row) => message(1, { id: row.id });
  readonly got: string[] = [];

  send = async (row: Waiting): Promise<Message> => {
    if (!this.isThere) throw new Unreachable();
    this.got.push(row.id);
    return this.answers(row);
  };
}

/** One after the other, as the browser's locks do. */
function oneAtATime() {
  const last = new Map<string, Promise<void>>();
  return (name: string, act: () => Promise<void>) => {
    const next = (last.get(name) ?? Promise.resolve()).then(act);
    last.set(name, next);
    return next;
  };
}

describe("the outbox", () => {
  let server: Server;
  let device: Device;
  const locked = oneAtATime();
  const all: Outbox[] = [];
  const begun = async () => {
    const outbox = new Outbox(server.send, locked);
    all.push(outbox);
    await outbox.begin(Promise.resolve(device));
    return outbox;
  };

  beforeEach(async () => {
    server = new Server();
    device = await openDevice("ann");
  });
  afterEach(async () => {
    for (const outbox of all.splice(0)) outbox.end();
    device.close();
    await deleteDB("qero-ann");
  });

  it("shows what is written at once, and lets it go when the server has it", async () => {
    const outbox = await begun();

    const sending = outbox.add(written("a"));
    expect(outbox.of(laneOf.conversation("c")).map(({ id }) => id)).toEqual(["a"]);
    await sending;

    expect([server.got, outbox.all()]).toEqual([["a"], []]);
  });

  it("sends what was written without a network in its order, each once", async () => {
    server.isThere = false;
    const outbox = await begun();
    for (const id of ["a", "b", "c"]) await outbox.add(written(id));
    expect(outbox.all().length).toBe(3);

    server.isThere = true;
    outbox.sendAll();
    await expect.poll(() => outbox.all()).toEqual([]);

    expect(server.got).toEqual(["a", "b", "c"]);
  });

  it("is there again in a new page, under the same ids", async () => {
    server.isThere = false;
    const before = await begun();
    await before.add(written("a"));
    before.end();

    server.isThere = true;
    const after = await begun();
    await expect.poll(() => after.all()).toEqual([]);

    expect(server.got).toEqual(["a"]);
  });

  it("is emptied once by two tabs that send at the same time", async () => {
    server.isThere = false;
    const [one, other] = [await begun(), await begun()];
    for (const id of ["a", "b", "c"]) await one.add(written(id));

    server.isThere = true;
    one.sendAll();
    other.sendAll();
    await expect.poll(() => [...one.all(), ...other.all()]).toEqual([]);

    expect(server.got).toEqual(["a", "b", "c"]);
  });

  it("keeps what is refused for the person, and sends what comes after it", async () => {
    const outbox = await begun();
    server.answers = (row) => {
      if (row.id === "a") throw refused(403);
      return message(1, { id: row.id });
    };
    await outbox.add(written("a"));
    await outbox.add(written("b"));
    expect(outbox.all().map(({ id, refusal }) => [id, refusal !== null])).toEqual([["a", true]]);

    server.answers = (row) => message(2, { id: row.id });
    await outbox.retry("a");
    await expect.poll(() => outbox.all()).toEqual([]);

    expect(server.got).toEqual(["a", "b", "a"]);
  });

  it("waits when the server has no time, and deletes when the person says so", async () => {
    const outbox = await begun();
    server.answers = () => {
      throw refused(429);
    };
    await outbox.add(written("a"));
    expect(outbox.all().map(({ refusal }) => refusal)).toEqual([null]);

    await outbox.remove("a");

    expect([outbox.all(), await device.count("outbox")]).toEqual([[], 0]);
  });

  it("keeps what the server has a fault with for the person, and waits while the first request still runs", async () => {
    const outbox = await begun();
    server.answers = () => {
      throw refused(500);
    };
    await outbox.add(written("a"));
    server.answers = () => {
      throw refused(409, "idempotency-key-in-progress");
    };
    await outbox.add(written("b"));

    expect(outbox.all().map(({ id, refusal }) => [id, refusal !== null])).toEqual([
      ["a", true],
      ["b", false],
    ]);
  });

  it("sends at once what is in one lane though another one waits", async () => {
    const outbox = await begun();
    server.answers = (row) => {
      if (row.id === "a") throw new Unreachable();
      return message(1, { id: row.id });
    };

    await outbox.add(written("a", "one"));
    await outbox.add(written("b", "other"));

    expect([server.got, outbox.all().map(({ id }) => id)]).toEqual([["a", "b"], ["a"]]);
  });

  it("tells every tab what the server answered, before it leaves", async () => {
    const [one, other] = [await begun(), await begun()];
    const told: string[] = [];
    other.onSent = (row) => told.push(row.id);

    await one.add(written("a"));

    await expect.poll(() => told).toEqual(["a"]);
    await expect.poll(() => other.all()).toEqual([]);
  });

  it("remembers what it has to know to be sent the same again", async () => {
    server.answers = () => {
      throw new Unreachable();
    };
    const before = new Outbox(async (row, keep) => {
      await keep({ at: "kept before it was sent" });
      return server.send(row);
    }, locked);
    all.push(before);
    await before.begin(Promise.resolve(device));
    await before.add(written("a"));
    before.end();

    expect((await device.getAll("outbox")).map(({ at }) => at)).toEqual(["kept before it was sent"]);
  });

  it("does not come back when it is deleted before the device has kept it", async () => {
    server.isThere = false;
    const outbox = await begun();

    void outbox.add(written("a"));
    await outbox.remove("a");

    expect([outbox.all(), await device.count("outbox")]).toEqual([[], 0]);
  });

  it("still has what an older version of the app kept on the device", async () => {
    device.close();
    await deleteDB("qero-ann");
    const older = await openDB("qero-ann", 1, {
      upgrade(database) {
        database.createObjectStore("outbox", { keyPath: "place", autoIncrement: true });
        database.createObjectStore("kept");
      },
    });
    const { what: _what, lane: _lane, ...row } = written("a");
    await older.add("outbox", { ...row, refusal: null });
    older.close();
    device = await openDevice("ann");

    await begun();

    await expect.poll(() => server.got).toEqual(["a"]);
  });
});
