/** This device's subscription: made, kept as QERO knows it, and ended. How it stands, the browser says and nobody else. */

import { queryOptions } from "@tanstack/preact-query";
import type { NewSubscription } from "@/gen/schema";
import { answerOf, api } from "@/lib/api";
import { deviceHere, isInstalled } from "@/lib/device";
import { languageNow } from "@/lib/language";
import { tellWorker } from "@/lib/tell-worker";
import type { ToldDevice } from "@/lib/worker-messages";
import { devices, devicesNow, removeDevice } from "./push";
import { isMadeWith, type Outcome, outcomeOf, type PushState, stateOf } from "./push-state";
import { queries } from "./stores";

const WORKER_MAY_TAKE_MS = 10_000;
/** Gone at sign-out, as all that is kept of a person. */
const TOLD = "push.told";

/** `change`: this device rings now, or does not any more. */
export const pushHere = new EventTarget();

/** Asked for before the tap that needs it: browsers forget a tap that has to wait. */
export const pushKey = queryOptions({
  queryKey: ["push", "key"],
  queryFn: async ({ signal }) => (await answerOf(api.GET("/api/push/key", { signal }))).public_key,
});

export async function stateHere(): Promise<PushState> {
  const hasPush = hasPushHere();
  return stateOf({
    isSecure: isSecureContext,
    hasPush,
    permission: hasPush ? Notification.permission : "default",
    isIos: deviceHere().platform === "ios",
    isInstalled: isInstalled(),
    isSubscribed: hasPush && (await subscription().catch(() => null)) !== null,
  });
}

/** To be called in a tap: it makes the browser ask. */
export async function subscribeHere(): Promise<Outcome> {
  const against = whatIsAgainst();
  if (against) return against;
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "denied" : "dismissed";
  try {
    await alone(() => keepSubscribed({ make: true }));
    return "subscribed";
  } catch (error) {
    const outcome = outcomeOf(error);
    // What QERO does not want rings nobody; what it did not hear of, the next start tells.
    if (outcome !== "unheard") await endHere().catch(() => null);
    return outcome;
  } finally {
    pushHere.dispatchEvent(new Event("change"));
  }
}

/** At each start. Makes anew what was lost, or was made with a key of yesterday; asks the person for nothing. */
export async function reconcile(): Promise<void> {
  if (!hasPushHere() || Notification.permission !== "granted") return;
  await alone(() => keepSubscribed({ make: told() !== null }));
  pushHere.dispatchEvent(new Event("change"));
}

/** This device is not to ring any more. */
export async function unsubscribeHere(id = told()?.id): Promise<void> {
  if (!hasPushHere()) return;
  await alone(endHere);
  // What QERO does not hear of now, it hears of from the push service with the next ring.
  if (id) await removeDevice(id).catch(() => null);
  pushHere.dispatchEvent(new Event("change"));
}

function hasPushHere(): boolean {
  return "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
}

/** Null for nothing. Without waiting: the tap must still count. */
function whatIsAgainst(): Outcome | null {
  if (!isSecureContext) return "insecure";
  if (hasPushHere()) return null;
  return deviceHere().platform === "ios" && !isInstalled() ? "not-installed-ios" : "unsupported";
}

async function keepSubscribed({ make }: { make: boolean }): Promise<void> {
  const { pushManager } = await worker();
  let one = await pushManager.getSubscription();
  if (!one && !make) return;
  const key = await queries.fetchQuery(pushKey);
  if (one && (!isMadeWith(key, one) || (await isGone(one)))) {
    // Browsers have one at a time, with one key.
    await one.unsubscribe();
    one = null;
  }
  one ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await tell(one, key);
}

/** Told before and not known any more: its push service has said that it is no more. */
async function isGone({ endpoint }: PushSubscription): Promise<boolean> {
  return told()?.endpoint === endpoint && !(await devicesNow()).some((device) => device.is_here);
}

async function tell(one: PushSubscription, public_key: string): Promise<void> {
  const { endpoint, keys } = one.toJSON() as Pick<NewSubscription, "endpoint" | "keys">;
  const { label, platform } = deviceHere();
  const device: ToldDevice = { endpoint, label, platform, language: languageNow() };
  const before = told()?.endpoint ?? null;
  const body: NewSubscription = { ...device, keys, public_key, replaces: before === endpoint ? null : before };
  const { id } = await answerOf(api.POST("/api/push/subscriptions", { body }));
  localStorage.setItem(TOLD, JSON.stringify({ endpoint, id }));
  await tellWorker({ type: "told", device });
  await queries.invalidateQueries({ queryKey: devices.queryKey });
}

async function endHere(): Promise<void> {
  localStorage.removeItem(TOLD);
  await tellWorker({ type: "told", device: null });
  await (await subscription())?.unsubscribe();
}

function told(): { endpoint: string; id: string } | null {
  const kept = localStorage.getItem(TOLD);
  return kept === null ? null : (JSON.parse(kept) as { endpoint: string; id: string });
}

async function subscription(): Promise<PushSubscription | null> {
  return (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription() ?? null;
}

/** The browser never says that there is none. */
async function worker(): Promise<ServiceWorkerRegistration> {
  const tooLong = new Promise<never>((_, give) => {
    setTimeout(() => give(new Error("no service worker")), WORKER_MAY_TAKE_MS);
  });
  return Promise.race([navigator.serviceWorker.ready, tooLong]);
}

/** One at a time in all tabs: two would make two subscriptions of one. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  return "locks" in navigator ? await navigator.locks.request("push", work) : work();
}
