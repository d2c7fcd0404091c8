/** What the stream tells, laid into the stores. Each event may come twice; an older one changes nothing. */

import type { Query } from "@tanstack/preact-query";
import type { LiveEvent } from "@/live/frames";
import type { Listener, LiveState } from "@/live/live-stream";
import { SharedStream } from "@/live/shared-stream";
import { chatHeard, resetChat, whoIsThere } from "./chat";
import { hears } from "./hears";
import type { ContactPage } from "./contacts";
import type { Contact, Kind } from "./kinds";
import type { Row } from "./my-settings";
import { goOn } from "./person-here";
import { requests } from "./requests";
import { Seen } from "./seen";
import { mySettings, queries } from "./stores";

const CHANGES_MANY = new Set(["import_ended", "contacts_merged", "merge_undone"]);
const PUSH: Record<string, string> = {
  subscription_kept: "devices",
  subscription_removed: "devices",
  push_preferences_changed: "preferences",
};
const LISTS_AT_MOST_EVERY_MS = 1_500;
const LONGEST_ASKED_AGAIN = 5;

const SYNCED = "synced";

let state: LiveState = "offline";
const states = new EventTarget();
let listsAgain: ReturnType<typeof setTimeout> | undefined;

export const live = {
  get state(): LiveState {
    return state;
  },
  /** When the gateway last said that nothing was missing. */
  get syncedAt(): number | null {
    return Number(localStorage.getItem(SYNCED)) || null;
  },
  subscribe(reader: () => void): () => void {
    states.addEventListener("change", reader);
    return () => states.removeEventListener("change", reader);
  },
};

const listener: Listener = {
  onEvent: (event) => apply(event),
  onEphemeral: (word) => whoIsThere.heard(word),
  onReset() {
    void queries.invalidateQueries();
    resetChat(seen.shown);
    for (const hear of hears.reset) hear();
  },
  onState(now) {
    state = now;
    if (now === "online" || now === "degraded") {
      goOn();
      // What was asked for in vain, and what is shown as it was the last time.
      void queries.refetchQueries({ type: "active", predicate: isDoubtful }, { cancelRefetch: false });
    }
    seen.changed();
    states.dispatchEvent(new Event("change"));
  },
  onPlace: () => localStorage.setItem(SYNCED, String(Date.now())),
};

export const stream = new SharedStream(listener);
export const seen = new Seen(() => stream.place);

const isDoubtful = ({ state: { status, isInvalidated } }: Query) => status === "error" || isInvalidated;

interface ToldSettings extends Partial<Row> {
  kind: Kind;
  contact_id: string;
  version: number;
}

function apply(event: LiveEvent): void {
  const { service, type, data } = event;
  if (service === "chat") {
    chatHeard(event);
    seen.arrived((data as { message?: { conversation_id: string } }).message?.conversation_id ?? "");
    return;
  }
  if (service === "accounts") {
    // Who is in the team, and what they are called.
    void queries.invalidateQueries({ queryKey: ["people"] });
    return;
  }
  const told = data as { settings?: ToldSettings; contact?: Contact; call_log?: { kind: Kind; contact_id: string } };
  if (told.settings) planned(told.settings);
  else if (told.call_log) called(told.call_log.kind, told.call_log.contact_id);
  else if (told.contact) changed(told.contact);
  else if (type in PUSH) void queries.invalidateQueries({ queryKey: ["push", PUSH[type]] });
  else if (CHANGES_MANY.has(type)) void queries.invalidateQueries();
}

function planned(settings: ToldSettings): void {
  const { kind, contact_id: id } = settings;
  // Of a large one only the version is told.
  if (settings.status === undefined) void fetchPlan(kind, id);
  else mySettings.arrived(kind, id, settings as Row);
  listsLater(["follow-ups"]);
}

async function fetchPlan(kind: Kind, id: string): Promise<void> {
  const found = (await requests[kind].plans([id]))[id];
  if (found) mySettings.arrived(kind, id, found);
}

function changed(contact: Contact): void {
  const { kind, id } = contact;
  if (contact.name === undefined) void queries.invalidateQueries({ queryKey: ["contact", kind, id] });
  else keepNewer(contact);
  void queries.invalidateQueries({ queryKey: ["history", kind, id] });
  listsLater(["list"]);
  if (contact.name !== undefined) for (const hear of hears.contact) hear(contact);
}

/** In the detail and in every list at once; where it belongs in each list now, the lists are asked later. */
function keepNewer(contact: Contact): void {
  const newer = (known: Contact) => (known.id === contact.id && known.version < contact.version ? contact : known);
  queries.setQueryData<Contact>(["contact", contact.kind, contact.id], (known) => known && newer(known));
  for (const queryKey of [["list", contact.kind], ["follow-ups"]]) {
    queries.setQueriesData<{ pages: ContactPage[]; pageParams: unknown[] }>({ queryKey }, (data) => {
      if (!data?.pages.some((page) => page.items.some((known) => newer(known) !== known))) return data;
      return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(newer) })) };
    });
  }
}

function called(kind: Kind, id: string): void {
  for (const word of ["calls", "history", "contact"]) {
    void queries.invalidateQueries({ queryKey: [word, kind, id] });
  }
  for (const hear of hears.call) hear(kind, id);
}

const waitingLists = new Set<string>();

/** A colleague's import tells of thousands: the lists that are shown are asked anew once in a while, not each time. */
function listsLater(words: string[]): void {
  for (const word of words) waitingLists.add(word);
  listsAgain ??= setTimeout(() => {
    listsAgain = undefined;
    // Looked at now: they are forgotten in the next line.
    void queries.invalidateQueries({ predicate: (query) => isWaiting(query.queryKey[0]) && isShort(query.state.data) });
    waitingLists.clear();
  }, LISTS_AT_MOST_EVERY_MS);
}

const isWaiting = (word: unknown) => waitingLists.has(String(word));

/** Page after page of a long list is not asked again while somebody scrolls in it: its rows are new in place. */
function isShort(data: unknown): boolean {
  return ((data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) <= LONGEST_ASKED_AGAIN;
}
