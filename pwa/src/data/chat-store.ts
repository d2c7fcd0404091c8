/**
 * What this browser knows of the chat: the person's conversations, and of those that were opened a stretch of messages.
 *
 * Answers and events are laid in as they come, each by its version, so their order does not matter. Where something is
 * missing between what is held and what is told, it is asked for.
 */

import type { LiveEvent } from "@/live/frames";
import { Refused } from "@/lib/problem";
import type { chatRequests } from "./chat-requests";
import {
  type Conversation,
  countedOf,
  inOrder,
  type Member,
  merged,
  type Message,
  withChanged,
  withMember,
  withPosted,
  withRead,
} from "./conversations";
import { Readers } from "./readers";
import { covers, find, lastOf, type Thread, trimmed, withMessage, withPage } from "./thread";

export type Requests = Pick<typeof chatRequests, "list" | "one" | "messages" | "read">;
export type Loading = "pending" | "ready" | "failed" | "gone";

const LIST = "list";

/** Of a large event only what it is about is told. */
interface Told {
  conversation?: Conversation | { id: string; version: number };
  conversation_id?: string;
  message?: Message | Pick<Message, "conversation_id" | "number" | "version">;
  member?: Member;
}

export class ChatStore {
  private myId = "";
  private readonly conversations = new Map<string, Conversation>();
  private readonly threads = new Map<string, Thread>();
  private readonly readers = new Readers();
  private readonly states = new Map<string, Loading>();
  /** What was left since an answer that still says otherwise was asked for. */
  private readonly leftAt = new Map<string, number>();
  private readonly keptAt = new Map<string, number>();
  private readonly unsaid = new Map<string, number>();
  /** Whose messages are as the device kept them: what became of them since is to be asked. */
  private readonly restored = new Set<string>();
  private readonly asking = new Map<string, Promise<void>>();
  private asked = 0;
  private ordered: readonly Conversation[] | null = null;
  private readonly requests: Requests;
  /** Told of each message that arrives, and of each change that is worth keeping for a time without network. */
  onMessage: (message: Message) => void = () => {};
  onKept: (conversationId: string | null) => void = () => {};

  constructor(requests: Requests) {
    this.requests = requests;
  }

  begin(myId: string): void {
    this.myId = myId;
    void this.loadList();
  }

  forget(): void {
    for (const known of [this.conversations, this.threads, this.states, this.leftAt, this.keptAt, this.unsaid, this.restored]) known.clear();
    this.myId = "";
    this.changed();
  }

  /** What the device kept of the last time; anything known is newer. */
  restore(conversations: readonly Conversation[], threads: readonly (readonly [string, Thread])[]): void {
    for (const one of conversations) if (!this.conversations.has(one.id)) this.conversations.set(one.id, one);
    for (const [id, thread] of threads) {
      if (this.threads.has(id)) continue;
      this.threads.set(id, { ...thread, hasLater: lastOf(thread) < (this.conversations.get(id)?.last_number ?? 0) });
      this.restored.add(id);
    }
    this.changed();
  }

  list(): readonly Conversation[] {
    this.ordered ??= inOrder([...this.conversations.values()].filter((one) => one.me && !one.archived_at));
    return this.ordered;
  }

  counted(): number {
    return this.list().reduce((sum, one) => sum + countedOf(one), 0);
  }

  conversation(id: string): Conversation | undefined {
    return this.conversations.get(id);
  }

  thread(id: string): Thread | undefined {
    return this.threads.get(id);
  }

  /** Of the list, when no id is given. */
  state(id: string = LIST): Loading {
    return this.states.get(id) ?? "pending";
  }

  subscribe(id: string | null, reader: () => void): () => void {
    return this.readers.subscribe(id ?? LIST, reader);
  }

  loadList(): Promise<void> {
    return this.once(LIST, async () => {
      const since = ++this.asked;
      const mine = await this.requests.list();
      const present = new Set(mine.map(({ id }) => id));
      for (const [id, known] of this.conversations) {
        const isOlder = (this.keptAt.get(id) ?? 0) < since;
        if (known.me && !known.archived_at && !present.has(id) && isOlder) this.left(id);
      }
      for (const told of mine) if ((this.leftAt.get(told.id) ?? 0) < since) this.keep(told);
    });
  }

  /** The newest messages; or those around what is read, when the first unread one is further back. */
  open(id: string): Promise<void> {
    return this.once(id, async () => {
      await this.refresh(id);
      const { last_number: last, me } = this.conversations.get(id)!;
      const known = this.threads.get(id);
      if (known && !known.hasLater && lastOf(known) >= last && !this.restored.has(id)) return;
      const told = await this.requests.messages(id, {});
      this.restored.delete(id);
      const read = me?.read_number ?? last;
      if (read < last && !covers(told, read)) this.threads.set(id, await this.requests.messages(id, { around: read }));
      else this.threads.set(id, withPage(this.threads.get(id), told));
    });
  }

  /** Those around one. */
  jump(id: string, number: number): Promise<void> {
    return this.once(`jump ${id} ${number}`, async () => {
      if (!this.conversations.has(id)) await this.refresh(id);
      if (!find(this.threads.get(id), number)) this.threads.set(id, await this.requests.messages(id, { around: number }));
    }, id);
  }

  earlier(id: string): Promise<void> {
    return this.more(id, "earlier");
  }

  later(id: string): Promise<void> {
    return this.more(id, "later");
  }

  newest(id: string): Promise<void> {
    return this.once(`newest ${id}`, async () => {
      const known = this.threads.get(id);
      if (known && !known.hasLater) return;
      this.threads.set(id, await this.requests.messages(id, {}));
      this.changed(id);
    });
  }

  /** Of these nothing is known for sure any more. `shown` is what the person looks at. */
  reset(shown: string | null): void {
    for (const id of this.threads.keys()) if (id !== shown) this.threads.delete(id);
    void this.loadList();
    if (shown === null) return;
    const known = this.threads.get(shown);
    const middle = known?.items[Math.floor(known.items.length / 2)];
    const place = known?.hasLater && middle ? { around: middle.number } : {};
    void this.once(`reset ${shown}`, async () => {
      await this.refresh(shown);
      this.threads.set(shown, await this.requests.messages(shown, place));
      this.changed(shown);
    });
  }

  heard({ type, data }: LiveEvent): void {
    const told = data as Told;
    if (type === "conversation_left") this.left(told.conversation_id!);
    else if (told.member) this.told(told.member);
    else if (told.conversation) this.became(told.conversation);
    else if (told.message) void this.said(told.message, type).catch(() => null);
  }

  /** A reply has brought it, or an event. */
  arrived(message: Message): void {
    const id = message.conversation_id;
    const thread = this.threads.get(id);
    if (thread) {
      const next = withMessage(thread, message);
      this.threads.set(id, next.hasLater ? next : trimmed(next, "later"));
      if (next.hasLater && !thread.hasLater) void this.later(id).catch(() => null);
    }
    const known = this.conversations.get(id);
    if (known) {
      const isNew = message.number > known.last_number;
      this.conversations.set(id, withPosted(withChanged(known, message), message, this.myId));
      if (isNew) this.onMessage(message);
    } else void this.refresh(id).catch(() => null);
    this.changed(id);
  }

  keep(told: Conversation): void {
    this.keptAt.set(told.id, this.asked);
    this.conversations.set(told.id, merged(this.conversations.get(told.id), told));
    this.changed(told.id);
  }

  told(member: Member): void {
    const known = this.conversations.get(member.conversation_id);
    if (!known) return;
    this.conversations.set(member.conversation_id, withMember(known, member));
    this.changed(member.conversation_id);
  }

  /** Shown at once, and said as soon as it can be: what is read stays read though the network was away. */
  read(id: string, number: number): void {
    const known = this.conversations.get(id);
    if (!known?.me || known.me.read_number >= number) return;
    this.conversations.set(id, withRead(known, number));
    this.unsaid.set(id, number);
    this.changed(id);
    void this.sayRead();
  }

  sayRead(): Promise<void> {
    return this.once("read", async () => {
      for (const [id, number] of this.unsaid) {
        try {
          this.told(await this.requests.read(id, number));
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
        }
        if (this.unsaid.get(id) === number) this.unsaid.delete(id);
      }
    });
  }

  async unread(id: string, number: number): Promise<void> {
    this.unsaid.delete(id);
    this.told(await this.requests.read(id, number - 1, true));
  }

  left(id: string): void {
    this.leftAt.set(id, this.asked);
    const known = this.conversations.get(id);
    if (!known) return;
    if (known.is_private) {
      this.conversations.delete(id);
      this.threads.delete(id);
      this.states.set(id, "gone");
    } else this.conversations.set(id, { ...known, me: null });
    this.changed(id);
  }

  private async said(told: NonNullable<Told["message"]>, type: string): Promise<void> {
    if ("text" in told) {
      this.arrived(told);
      return;
    }
    const { conversation_id: id, number } = told;
    const known = find(this.threads.get(id), number);
    if (type !== "message_posted" && !known && this.conversations.get(id)?.last_number !== number) return;
    const { items } = await this.requests.messages(id, { after: number - 1 }, 1);
    if (items[0]) this.arrived(items[0]);
  }

  private became(told: NonNullable<Told["conversation"]>): void {
    const known = this.conversations.get(told.id);
    const isMine = !("member_ids" in told) || told.member_ids.includes(this.myId);
    if ("member_ids" in told && known?.me) this.keep(told);
    else if (isMine || known) void this.refresh(told.id).catch(() => null);
  }

  private async refresh(id: string): Promise<void> {
    const since = ++this.asked;
    try {
      const told = await this.requests.one(id);
      if ((this.leftAt.get(id) ?? 0) < since) this.keep(told);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) this.gone(id);
      throw error;
    }
  }

  private gone(id: string): void {
    this.conversations.delete(id);
    this.threads.delete(id);
    this.states.set(id, "gone");
    this.changed(id);
  }

  private more(id: string, end: "earlier" | "later"): Promise<void> {
    return this.once(`${end} ${id}`, async () => {
      const known = this.threads.get(id);
      if (!known || !(end === "earlier" ? known.hasEarlier : known.hasLater)) return;
      const place = end === "earlier" ? { before: known.items[0]!.number } : { after: lastOf(known) };
      const told = await this.requests.messages(id, place);
      // It has grown meanwhile.
      this.threads.set(id, trimmed(withPage(this.threads.get(id), told), end));
      this.changed(id);
    });
  }

  /** The same is not asked twice at a time. `of`: whose state it is how that goes. */
  private once(what: string, ask: () => Promise<void>, of = what): Promise<void> {
    const under = this.asking.get(what);
    if (under) return under;
    const asked = ask()
      .then(() => this.say(of, "ready"))
      .catch((error: unknown) => {
        const isGone = error instanceof Refused && [404, 422].includes(error.status);
        this.say(of, isGone ? "gone" : "failed");
      })
      .finally(() => this.asking.delete(what));
    this.asking.set(what, asked);
    return asked;
  }

  private say(of: string, state: Loading): void {
    this.states.set(of, state);
    this.changed(of === LIST ? undefined : of);
  }

  private changed(id?: string): void {
    this.ordered = null;
    if (id === undefined) this.readers.tellAll();
    else for (const key of [id, LIST]) this.readers.tell(key);
    this.onKept(id ?? null);
  }
}
