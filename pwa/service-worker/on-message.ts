/** What pages ask of the worker. */

import type { ToPage, ToWorker } from "@/lib/worker-messages";
import { forgetPressed, keepDevice, pressed } from "./memory";

declare const self: ServiceWorkerGlobalScope;

export function onMessage(event: ExtendableMessageEvent): void {
  const told = event.data as ToWorker | null;
  if (told?.type === "take over") event.waitUntil(self.skipWaiting());
  else if (told?.type === "ready") event.waitUntil(tellPressed(event.source));
  else if (told?.type === "opened") event.waitUntil(forgetPressed());
  else if (told?.type === "told") event.waitUntil(keepDevice(told.device));
}

async function tellPressed(page: ExtendableMessageEvent["source"]): Promise<void> {
  const url = await pressed();
  if (url) page?.postMessage({ type: "open", url } satisfies ToPage);
}
