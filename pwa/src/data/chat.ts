/** The chat of who is signed in: what is known, and who is there. */

import type { LiveEvent } from "@/live/frames";
import { chatRequests } from "./chat-requests";
import { ChatStore } from "./chat-store";
import type { Conversation } from "./conversations";
import type { Device } from "./device";
import { queries } from "./stores";
import type { Thread } from "./thread";
import { WhoIsThere } from "./who-is-there";

const KEPT_AFTER_MS = 1_000;
const THREADS_KEPT = 30;
const MESSAGES_KEPT = 60;

export const chat = new ChatStore(chatRequests);
export const whoIsThere = new WhoIsThere();
chat.onMessage = ({ conversation_id, author_id, contacts }) => {
  whoIsThere.said(conversation_id, author_id);
  for (const { kind, contact_id } of contacts) {
    void queries.invalidateQueries({ queryKey: ["conversations-about", kind, contact_id] });
  }
};

let device: Promise<Device | null> = Promise.resolve(null);
let keeping: ReturnType<typeof setTimeout> | undefined;
/** Whose messages are kept, the one looked at last at the end; and of whom there is something new to keep. */
const recent = new Set<string>();
const unkept = new Set<string>();

export async function beginChat(myId: string, here: Promise<Device | null>): Promise<void> {
  device = here;
  chat.begin(myId);
  void fetchPresence();
  const database = await here;
  const conversations = (await database?.get("kept", "conversations")) as Conversation[] | undefined;
  const ids = ((await database?.get("kept", "recent")) as string[] | undefined) ?? [];
  const threads: [string, Thread][] = [];
  for (const id of ids) {
    const thread = (await database?.get("kept", `thread ${id}`)) as Thread | undefined;
    if (thread) threads.push([id, thread]);
  }
  if (device !== here) return;
  for (const id of ids) recent.add(id);
  chat.restore(conversations ?? [], threads);
  chat.onKept = keepLater;
}

export function forgetChat(): void {
  device = Promise.resolve(null);
  chat.onKept = () => {};
  clearTimeout(keeping);
  keeping = undefined;
  recent.clear();
  unkept.clear();
  whoIsThere.forget();
  chat.forget();
}

/** After a time without network. */
export function goOnWithChat(): void {
  if (chat.state() === "failed") void chat.loadList();
  void chat.sayRead();
}

export function chatHeard(event: LiveEvent): void {
  chat.heard(event);
}

export function resetChat(shown: string | null): void {
  chat.reset(shown);
  void fetchPresence();
}

async function fetchPresence(): Promise<void> {
  whoIsThere.all(await chatRequests.presence().catch(() => []));
}

/** To be read without a network the next time: the list, and the end of what was opened last. */
function keepLater(conversationId: string | null): void {
  if (conversationId !== null && chat.thread(conversationId)) {
    recent.delete(conversationId);
    recent.add(conversationId);
    unkept.add(conversationId);
  }
  keeping ??= setTimeout(() => {
    keeping = undefined;
    void keepNow().catch(() => null);
  }, KEPT_AFTER_MS);
}

async function keepNow(): Promise<void> {
  const database = await device;
  if (!database) return;
  const { store, done } = database.transaction("kept", "readwrite");
  for (const id of unkept) {
    const thread = chat.thread(id);
    if (thread && !thread.hasLater) void store.put(ending(thread), `thread ${id}`);
    else if (!thread) void store.delete(`thread ${id}`);
  }
  for (const id of [...recent].slice(0, -THREADS_KEPT)) {
    recent.delete(id);
    void store.delete(`thread ${id}`);
  }
  unkept.clear();
  void store.put([...recent], "recent");
  void store.put([...chat.list()], "conversations");
  await done;
}

function ending({ items, hasEarlier, hasLater }: Thread): Thread {
  return { items: items.slice(-MESSAGES_KEPT), hasEarlier: hasEarlier || items.length > MESSAGES_KEPT, hasLater };
}
