import { describe, expect, it } from "vitest";
import {
  advanced,
  begun,
  currentOf,
  done,
  isFinished,
  jumped,
  keyIn,
  membersOf,
  moved,
  placeOf,
  type Queue,
  restored,
  skipped,
  undone,
  unskipped,
  withNewer,
  withPage,
} from "@/data/queue";
import { addressOf, sourceIn } from "@/data/queue-source";
import type { Contact } from "@/data/kinds";

const HOT = sourceIn("status=hot")!;
const person = (name: string, change: Partial<Contact> = {}) =>
  ({ kind: "contact", id: name, name, version: 1, archived_at: null, ...change }) as Contact;
const people = (...names: string[]) => names.map((name) => person(name));
const queueOf = (...names: string[]) => withPage(begun(HOT), people(...names), null);
const names = (queue: Queue) => membersOf(queue).map(({ name }) => name);
const here = (queue: Queue) => currentOf(queue)?.name;

describe("a queue", () => {
  it("stands at its first, and goes no further than its ends", () => {
    const queue = queueOf("Ann", "Ben");

    expect([here(queue), here(moved(queue, -1)), here(moved(queue, 5))]).toEqual(["Ann", "Ann", "Ben"]);
  });

  it("goes on to who is not done, from the beginning again at its end", () => {
    const atBen = jumped(queueOf("Ann", "Ben", "Cia"), keyIn(person("Ben")));

    const atCia = advanced(done(atBen));
    const atAnn = advanced(done(atCia));

    expect([here(atCia), here(atAnn), isFinished(atAnn), isFinished(done(atAnn))]).toEqual(["Cia", "Ann", false, true]);
  });

  it("is not finished while more is to be read", () => {
    const queue = done(withPage(begun(HOT), people("Ann"), "more"));

    expect([isFinished(queue), here(advanced(withPage(queue, people("Ben"), null)))]).toEqual([false, "Ben"]);
  });

  it("puts who is skipped behind all, also behind those who are read later", () => {
    const first = withPage(begun(HOT), people("Ann", "Ben"), "more");

    const queue = withPage(skipped(first), people("Cia"), null);

    expect([names(queue), here(queue)]).toEqual([["Ben", "Cia", "Ann"], "Ben"]);
  });

  it("stands where it stood when a page comes while a skipped one is looked at", () => {
    const atAnn = moved(skipped(withPage(begun(HOT), people("Ann", "Ben"), "more")), 1);

    expect([here(atAnn), here(withPage(atAnn, people("Cia"), null))]).toEqual(["Ann", "Ann"]);
  });

  it("comes to who was left over when the last one is skipped, and to the skipped one at the very last", () => {
    const atCia = moved(done(queueOf("Ann", "Ben", "Cia")), 2);

    expect([here(skipped(atCia)), here(skipped(queueOf("Ann")))]).toEqual(["Ben", "Ann"]);
  });

  it.each([0, 1, 2])("takes a skip at place %i back to that place", (place) => {
    const queue = moved(queueOf("Ann", "Ben", "Cia"), place);
    const name = here(queue)!;

    const again = unskipped(skipped(queue), keyIn(person(name)), place);

    expect([names(again), here(again)]).toEqual([["Ann", "Ben", "Cia"], name]);
  });

  it("takes back that somebody is done", () => {
    const queue = undone(advanced(done(queueOf("Ann", "Ben"))), keyIn(person("Ann")));

    expect([here(queue), queue.done.size]).toEqual(["Ann", 0]);
  });

  it("has nobody twice whom two pages name", () => {
    expect(names(withPage(queueOf("Ann", "Ben"), people("Ben", "Cia"), null))).toEqual(["Ann", "Ben", "Cia"]);
  });

  it("shows what a colleague changed, loses who was archived, and keeps who is looked at", () => {
    const queue = moved(queueOf("Ann", "Ben"), 1);
    const archived = { version: 2, archived_at: "2026-11-27T12:00:00Z" };

    expect(currentOf(withNewer(queue, person("Ben", { version: 2, company: "Nord" })))?.company).toBe("Nord");
    expect(names(withNewer(queue, person("Ben", archived)))).toEqual(["Ann", "Ben"]);
    const without = withNewer(queue, person("Ann", archived));
    expect([names(without), here(without)]).toEqual([["Ben"], "Ben"]);
  });

  it("is the same again from what was kept of it", () => {
    const queue = advanced(done(skipped(queueOf("Ann", "Ben", "Cia", "Dan"))));

    expect(restored(membersOf(queue), queue.cursor, placeOf(queue))).toEqual(queue);
  });
});

describe("the address of a queue", () => {
  it.each(["status=hot", "status=A", "due=today", "q=nord&list=tma", "list=contact&sort=-last_called_at", "list=contact&tag=vip&owner=8c5e"])(
    "%s says whom it is made of, and comes out of that again",
    (address) => {
      const source = sourceIn(address)!;

      expect(sourceIn(addressOf(source))).toEqual(source);
    },
  );

  it("knows candidates by their status, and names nobody when there is nothing in it", () => {
    expect(sourceIn("status=B")).toMatchObject({ kind: "tma" });
    expect(sourceIn("src=shortcut")).toBeNull();
  });
});
