/**
 * The browser lost the subscription, or made another: QERO is told of the one there is now, in the place of the old one.
 * When that fails, the app's next start does it.
 */

import type { NewSubscription } from "@/gen/schema";
import type { ToldDevice } from "@/lib/worker-messages";
import { keepDevice, toldDevice } from "./memory";

declare const self: ServiceWorkerGlobalScope;

/** Not in TypeScript's library. It may be missing in the browser too. */
interface SubscriptionChange extends ExtendableEvent {
  oldSubscription?: PushSubscription | null;
}

const SIGNED_OUT = 401;

export function onSubscriptionChange(event: Event): void {
  const change = event as SubscriptionChange;
  change.waitUntil(subscribeAgain(change.oldSubscription?.endpoint));
}

async function subscribeAgain(lost: string | undefined): Promise<void> {
  const key = await fetch("/api/push/key");
  if (!key.ok) return;
  const { public_key } = (await key.json()) as { public_key: string };
  const device = (await toldDevice().catch(() => null)) ?? unnamed(lost);
  const subscription = await subscribed(public_key);
  const { endpoint, keys } = subscription.toJSON() as Pick<NewSubscription, "endpoint" | "keys">;
  const told: NewSubscription = { ...device, endpoint, keys, public_key, replaces: device.endpoint || null };
  const answer = await fetch("/api/push/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(told),
  });
  if (answer.status === SIGNED_OUT) await subscription.unsubscribe();
  else if (answer.ok) await keepDevice({ ...device, endpoint });
}

function unnamed(endpoint = ""): ToldDevice {
  return { endpoint, label: "", platform: "", language: navigator.language.startsWith("sv") ? "sv" : "en" };
}

async function subscribed(key: string): Promise<PushSubscription> {
  const { pushManager } = self.registration;
  const one = await pushManager.getSubscription();
  if (one && isMadeWith(key, one)) return one;
  // Browsers have one at a time.
  await one?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

export function isMadeWith(key: string, { options }: Pick<PushSubscription, "options">): boolean {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer());
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") === key.replace(/=+$/, "");
}
