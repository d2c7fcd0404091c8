/** The chat of who is signed in: what is known, what is on its way, who is there. */

import type { LiveEvent } from "@/live/frames";
import { sentenceOf } from "@/lib/sentence";
import { chatRequests } from "./chat-requests";
import { ChatStore } from "./chat-store";
import type { Conversation } from "./conversations";
import { type Device, openDevice, wipeDevice } from "./device";
import { Outbox } from "./outbox";
import { queries } from "./stores";
import type { Thread } from "./thread";
import { WhoIsThere } from "./who-is-there";

const KEPT_AFTER_MS = 1_000;
const THREADS_KEPT = 30;
const MESSAGES_KEPT = 60;

export const chat = new ChatStore(chatRequests);
export const whoIsThere = new WhoIsThere();
export const outbox = new Outbox(({ id, conversation_id, text, mentions, contacts }) =>
  chatRequests.post(conversation_id, { id, text, mentions, contacts }),
);

outbox.onSent = (message) => chat.arrived(message);
outbox.sentenceOf = sentenceOf;
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

let begun: string | null = null;

export async function beginChat(myId: string): Promise<void> {
  if (begun === myId) return;
  begun = myId;
  device = openDevice(myId).catch(() => null);
  void outbox.begin(device);
  chat.begin(myId);
  void fetchPresence();
  addEventListener("online", goOn);
  document.addEventListener("visibilitychange", goOn);
  const database = await device;
  const conversations = (await database?.get("kept", "conversations")) as Conversation[] | undefined;
  for (const id of ((await database?.get("kept", "recent")) as string[] | undefined) ?? []) {
    const thread = (await database?.get("kept", `thread ${id}`)) as Thread | undefined;
    if (thread) chat.restore([], [[id, thread]]);
    recent.add(id);
  }
  if (begun !== myId) return;
  chat.restore(conversations ?? [], []);
  chat.onKept = keepLater;
}

/** Nothing of anybody stays on the device. */
export function forgetChat(): void {
  begun = null;
  removeEventListener("online", goOn);
  document.removeEventListener("visibilitychange", goOn);
  chat.onKept = () => {};
  clearTimeout(keeping);
  keeping = undefined;
  recent.clear();
  unkept.clear();
  outbox.end();
  whoIsThere.forget();
  chat.forget();
  void device.then((database) => database?.close()).then(wipeDevice).catch(() => null);
  device = Promise.resolve(null);
}

/** After a time without network. */
export function goOn(): void {
  if (document.visibilityState === "hidden") return;
  outbox.sendAll();
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
