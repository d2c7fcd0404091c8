/** A press on a notification: in the window that is open, else in a new one. */

import type { ToPage } from "@/lib/worker-messages";
import { keepPressed } from "./memory";
import { addressIn } from "./notification";

declare const self: ServiceWorkerGlobalScope;

export function onNotificationClick(event: NotificationEvent): void {
  event.notification.close();
  const url = addressIn(event.notification.data, self.location.origin);
  event.waitUntil(open(url));
}

async function open(url: string): Promise<void> {
  await keepPressed(url).catch(() => null);
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const best = bestOf(windows);
  if (!best) {
    await self.clients.openWindow(url);
    return;
  }
  // Told before it is focused: a phone may have put the page to sleep, and then focusing it throws.
  best.postMessage({ type: "open", url } satisfies ToPage);
  await best.focus().catch(() => null);
}

/** The focused one, else one that is seen, else any. */
export function bestOf<Window extends Pick<WindowClient, "focused" | "visibilityState">>(
  windows: readonly Window[],
): Window | undefined {
  return (
    windows.find(({ focused }) => focused) ??
    windows.find(({ visibilityState }) => visibilityState === "visible") ??
    windows[0]
  );
}
