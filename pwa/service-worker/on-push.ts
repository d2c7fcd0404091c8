/** A push: shown first, whatever it is; then the badge; then QERO is told that it arrived. */

import { showBadge } from "@/lib/badge";
import { wasShown } from "./memory";
import { quietly, type Ring, ringOf, somethingNew } from "./notification";

declare const self: ServiceWorkerGlobalScope;

const MEMORY_MAY_TAKE_MS = 1_000;

/** Safari's, for what it shows without a worker. */
interface Declarative {
  notification?: { title: string; body: string; tag: string; lang: string; data: unknown; navigate?: string };
}

export function onPush(event: PushEvent): void {
  event.waitUntil(ringFor(told(event)));
}

async function ringFor(payload: unknown): Promise<void> {
  const { origin } = self.location;
  const wanted = ringOf(payload, { origin, language: navigator.language });
  const ring = (await isRepeated(wanted)) ? quietly(wanted) : wanted;
  await show(ring).catch(() => show(somethingNew(navigator.language)));
  if (ring.badge !== null) await showBadge(ring.badge);
  if (ring.pushId) await acknowledge(ring.pushId).catch(() => null);
}

function show({ title, options }: Ring): Promise<void> {
  return self.registration.showNotification(title, options);
}

function told(event: PushEvent): unknown {
  try {
    if (event.data) return event.data.json();
  } catch {
    return null;
  }
  const { notification } = event as Declarative;
  if (!notification) return null;
  const { title, body, tag, lang, data, navigate } = notification;
  return { notification: { title, body, tag, lang, data, navigate } };
}

/** A device that cannot remember rings twice sooner than not at all. */
async function isRepeated({ pushId }: Ring): Promise<boolean> {
  if (!pushId) return false;
  const tooLong = new Promise<boolean>((over) => setTimeout(() => over(false), MEMORY_MAY_TAKE_MS));
  return Promise.race([wasShown(pushId).catch(() => false), tooLong]);
}

async function acknowledge(pushId: string): Promise<void> {
  await fetch("/api/push/received", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ push_id: pushId }),
  });
}
