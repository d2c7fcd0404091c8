/**
 * The last answers, kept on the device: what was seen can be read in a page that is opened without a network.
 *
 * What comes back from it is shown, and asked for again as soon as somebody looks at it.
 */

import type { Query } from "@tanstack/preact-query";
import type { Device, Kept } from "./device";
import type { Kind } from "./kinds";
import { keyOf } from "./my-settings-store";
import { mySettings, queries } from "./stores";

const KEPT_AFTER_MS = 1_000;
/** While a long list is read, plans come by the thousand: to write them all at once would hold up the finger. */
const PLANS_AT_A_TIME = 100;
const NEXT_AFTER_MS = 30;
const KEPT_FOR_MS = 14 * 24 * 3_600_000;
const MOST_KEPT = 300;
const MOST_PLANS = 5_000;
const MOST_PAGES = 2;
const WORTH_KEEPING = new Set(["me", "people", "list", "contact", "calls", "history", "follow-ups", "conversations-about"]);

let device: Promise<Device | null> = Promise.resolve(null);
let ends: () => void = () => {};
let keeping: ReturnType<typeof setTimeout> | undefined;
const unkept = new Set<string>();
const unkeptPlans = new Map<string, { kind: Kind; id: string }>();
let isFollowing = false;
let isRestoring = false;
let restoring: Promise<void> = Promise.resolve();

/** When what was kept is shown, if somebody was here. */
export function restored(): Promise<void> {
  return restoring;
}

export function restoreAnswers(here: Promise<Device | null>): void {
  device = here;
  restoring = restoreFrom(here).catch(() => {});
  void restoring.then(() => device === here && follow());
}

async function restoreFrom(here: Promise<Device | null>): Promise<void> {
  const database = await here;
  if (!database) return;
  const oldest = Date.now() - KEPT_FOR_MS;
  const { store, done } = database.transaction("plans", "readonly");
  const [keys, plans, answers] = await Promise.all([store.getAllKeys(), store.getAll(), database.getAll("answers")]);
  await done;
  if (device !== here) return;
  isRestoring = true;
  keys.forEach((key, place) => {
    const [kind, id] = key.split(":") as [Kind, string];
    mySettings.arrived(kind, id, plans[place]!.row);
  });
  isRestoring = false;
  // Who is here comes last: with it the app is shown.
  const inOrder = answers.toSorted((one, other) => Number(isMe(one)) - Number(isMe(other)));
  for (const answer of inOrder) if (answer.at > oldest) restore(answer);
  await forgetOld(database, answers, oldest, keys.length).catch(() => null);
}

/** What is on the way to the device is not kept any more. */
export function stopKeeping(): void {
  device = Promise.resolve(null);
  ends();
  clearTimeout(keeping);
  keeping = undefined;
  unkept.clear();
  unkeptPlans.clear();
}

const isMe = ({ queryKey }: Pick<Kept, "queryKey">) => queryKey[0] === "me";

function restore({ queryKey, data, at }: Kept): void {
  if (queries.getQueryState(queryKey)?.data !== undefined) return;
  queries.setQueryData(queryKey, data, { updatedAt: at });
  queries.getQueryCache().find({ queryKey })?.invalidate();
}

function follow(): void {
  ends();
  const note = (query: Query): void => {
    if (!isWorthKeeping(query)) return;
    unkept.add(query.queryHash);
    keepLater();
  };
  const cache = queries.getQueryCache();
  const end = cache.subscribe(({ type, query }) => type === "updated" && note(query));
  // Answered before this was ready.
  for (const query of cache.getAll()) note(query);
  if (unkeptPlans.size > 0) keepLater();
  isFollowing = true;
  document.addEventListener("visibilitychange", onHidden);
  ends = () => {
    end();
    document.removeEventListener("visibilitychange", onHidden);
    isFollowing = false;
    ends = () => {};
  };
}

/** It may not come back. */
function onHidden(): void {
  if (document.visibilityState === "hidden") void keepNow().catch(() => null);
}

mySettings.onNews = (kind, id) => {
  if (isRestoring) return;
  unkeptPlans.set(keyOf(kind, id), { kind, id });
  // At once: what was pressed leaves the outbox in this moment.
  if (isFollowing && unkeptPlans.size === 1) queueMicrotask(() => void keepNow().catch(() => null));
};

function isWorthKeeping({ queryKey, state }: Query): boolean {
  return WORTH_KEEPING.has(String(queryKey[0])) && state.data !== undefined && state.data !== null && !state.isInvalidated;
}

function keepLater(after = KEPT_AFTER_MS): void {
  keeping ??= setTimeout(() => {
    keeping = undefined;
    keepNow(PLANS_AT_A_TIME)
      .then(() => unkeptPlans.size > 0 && keepLater(NEXT_AFTER_MS))
      .catch(() => null);
  }, after);
}

async function keepNow(mostPlans = Infinity): Promise<void> {
  const here = device;
  const database = await here;
  if (!database || device !== here) return;
  const writing = database.transaction(["answers", "plans"], "readwrite");
  const at = Date.now();
  for (const hash of unkept) {
    const query = queries.getQueryCache().get(hash);
    if (query && isWorthKeeping(query as Query)) {
      void writing.objectStore("answers").put({ hash, queryKey: query.queryKey, data: beginningOf(query.state.data), at: query.state.dataUpdatedAt });
    }
  }
  let plans = 0;
  for (const [key, { kind, id }] of unkeptPlans) {
    if (plans === mostPlans) break;
    plans += 1;
    void writing.objectStore("plans").put({ row: mySettings.known(kind, id), at }, key);
    unkeptPlans.delete(key);
  }
  unkept.clear();
  await writing.done;
}

/** Of a long list its first pages. */
function beginningOf(data: unknown): unknown {
  const long = data as { pages?: unknown[]; pageParams?: unknown[] };
  if (!long.pages || long.pages.length <= MOST_PAGES) return data;
  return { pages: long.pages.slice(0, MOST_PAGES), pageParams: long.pageParams?.slice(0, MOST_PAGES) };
}

async function forgetOld(database: Device, answers: Kept[], oldest: number, plans: number): Promise<void> {
  const surplus = answers.filter((one) => !isMe(one)).toSorted((one, other) => other.at - one.at).slice(MOST_KEPT);
  for (const { hash } of [...surplus, ...answers.filter(({ at }) => at <= oldest)]) await database.delete("answers", hash);
  // Which of them are looked at, nobody knows: they come back with the lists.
  if (plans > MOST_PLANS) await database.clear("plans");
}
