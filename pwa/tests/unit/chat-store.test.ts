import { describe, expect, it } from "vitest";
import { ChatStore, type Requests } from "@/data/chat-store";
import { unreadOf } from "@/data/conversations";
import { threadOf } from "@/data/thread";
import type { Conversation, Message } from "@/gen/schema";
import { Refused } from "@/lib/problem";
import { ANN, conversation, member, message, soon } from "./chat-parts";

/** A chat of one conversation, as the gateway answers it. */
class Gateway implements Requests {
  said: Message[] = [];
  known: Conversation | null = conversation();
  asked: string[] = [];

  now = (): Conversation => ({ ...this.known!, last_number: this.said.length, last_message: this.said.at(-1) ?? null });
  list = async () => (this.known ? [this.now()] : []);
  one = async () => {
    if (!this.known) throw new Refused({ type: "", title: "", status: 404, detail: "", instance: "", request_id: "", errors: null });
    return this.now();
  };
  messages: Requests["messages"] = async (_id, place, limit = 50) => {
    this.asked.push(JSON.stringify(place));
    const asked = place as { before?: number; after?: number; around?: number };
    const end = asked.before !== undefined ? asked.before - 1 : asked.around !== undefined ? asked.around + limit / 2 : this.said.length;
    const from = asked.after ?? Math.max(0, end - limit);
    const items = this.said.slice(from, asked.after === undefined ? end : from + limit);
    const last = items.at(-1)?.number ?? from;
    return threadOf({ items, has_earlier: from > 0, has_later: last < this.said.length });
  };
  read: Requests["read"] = async (_id, number) => member({ read_number: number, version: 2 });

  say(count: number): Message[] {
    const said = Array.from({ length: count }, (_, at) => message(this.said.length + at + 1));
    this.said.push(...said);
    return said;
  }
}

async function opened(count: number) {
  const gateway = new Gateway();
  gateway.say(count);
  const store = new ChatStore(gateway);
  store.begin(ANN);
  await store.loadList();
  await store.open("c");
  return { gateway, store };
}

let position = 0;
const event = (type: string, data: object) => ({ service: "chat", position: ++position, event_id: "", type, at: "", data });
const numbers = (store: ChatStore) => store.thread("c")!.items.map(({ number }) => number);

describe("what happens", () => {
  it("is in the open conversation and counted in the list", async () => {
    const { gateway, store } = await opened(3);
    store.read("c", 3);
    store.heard(event("message_posted", { message: gateway.say(1)[0]! }));

    expect(numbers(store)).toEqual([1, 2, 3, 4]);
    expect([unreadOf(store.conversation("c")!), store.counted()]).toEqual([1, 1]);
  });

  it("without our hearing of it is asked for when the next is heard", async () => {
    const { gateway, store } = await opened(3);
    store.heard(event("message_posted", { message: gateway.say(4).at(-1)! }));
    await soon();

    expect(numbers(store)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("and is too large to be told is fetched", async () => {
    const { gateway, store } = await opened(1);
    gateway.say(1);
    store.heard(event("message_posted", { message: { conversation_id: "c", number: 2, version: 1 } }));
    await soon();

    expect(numbers(store)).toEqual([1, 2]);
  });

  it("in a conversation that nobody has told of brings it into the list", async () => {
    const gateway = new Gateway();
    gateway.known = null;
    const store = new ChatStore(gateway);
    store.begin(ANN);
    await store.loadList();
    expect(store.list()).toEqual([]);

    gateway.known = conversation();
    store.heard(event("message_posted", { message: gateway.say(1)[0]! }));
    await soon();

    expect(store.list().map(({ id }) => id)).toEqual(["c"]);
  });

  it("takes away what one was removed from, though an older answer still has it", async () => {
    const { gateway, store } = await opened(1);
    const asking = store.loadList();
    store.heard(event("conversation_left", { conversation_id: "c" }));
    await asking;

    expect(gateway.known).not.toBeNull();
    expect([store.list(), store.state("c")]).toEqual([[], "gone"]);
  });

  it("while nothing was heard is there after a reset, and what is gone is not", async () => {
    const { gateway, store } = await opened(3);
    gateway.say(2);
    store.reset("c");
    await soon();
    expect(numbers(store)).toEqual([1, 2, 3, 4, 5]);

    gateway.known = null;
    store.reset(null);
    await soon();
    expect(store.list()).toEqual([]);
  });
});

describe("a long conversation", () => {
  it("opens at its end when that is new, and where one stopped reading when that is further back", async () => {
    const { store } = await opened(120);
    // Nothing was read yet.
    expect(numbers(store)[0]).toBe(1);

    const gateway = new Gateway();
    gateway.say(120);
    gateway.known = conversation({ me: member({ read_number: 118 }) });
    const other = new ChatStore(gateway);
    other.begin(ANN);
    await other.open("c");
    expect(numbers(other).at(-1)).toBe(120);
  });

  it("is held in part: what is far from where one reads is let go and asked for again", async () => {
    const { gateway, store } = await opened(600);
    await store.newest("c");
    for (let page = 0; page < 6; page += 1) await store.earlier("c");
    const held = numbers(store);
    expect([held.length, store.thread("c")!.hasLater]).toEqual([200, true]);

    store.heard(event("message_posted", { message: gateway.say(1)[0]! }));
    expect(numbers(store)).toEqual(held);
    expect(unreadOf(store.conversation("c")!)).toBe(601);
  });
});

describe("what the device kept", () => {
  const kept = (count: number) => ({ items: Array.from({ length: count }, (_, at) => message(at + 1)), hasEarlier: false, hasLater: false });

  it("is the whole of it as far as anybody knows, and is asked for again when it is opened", async () => {
    const gateway = new Gateway();
    gateway.say(3);
    gateway.said[1] = message(2, { text: "edited", version: 2 });
    const store = new ChatStore(gateway);
    store.restore([gateway.now()], [["c", kept(3)]]);
    expect(store.thread("c")!.hasLater).toBe(false);

    await store.open("c");
    expect(store.thread("c")!.items[1]!.text).toBe("edited");
    await store.open("c");
    expect(gateway.asked).toHaveLength(1);
  });

  it("says that there is more where the list knows of later ones", async () => {
    const gateway = new Gateway();
    gateway.say(5);
    const store = new ChatStore(gateway);
    store.restore([gateway.now()], [["c", kept(3)]]);
    expect(store.thread("c")!.hasLater).toBe(true);

    gateway.messages = () => Promise.reject(new Error("no network"));
    await store.newest("c");
    expect(numbers(store)).toEqual([1, 2, 3]);
  });
});

describe("what is read", () => {
  it("without a network is said when there is one", async () => {
    const { gateway, store } = await opened(3);
    const said: number[] = [];
    gateway.read = async () => {
      throw new Error("no network");
    };
    store.read("c", 3);
    await soon();
    expect(store.counted()).toBe(0);

    gateway.read = async (_id, number) => (said.push(number), member({ read_number: number, version: 2 }));
    await store.sayRead();

    expect(said).toEqual([3]);
  });
});
