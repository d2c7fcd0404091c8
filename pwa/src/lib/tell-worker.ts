import type { ToWorker } from "./worker-messages";

/** Nobody hears it while there is no worker. */
export async function tellWorker(message: ToWorker): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  // A worker has no origin to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  registration?.active?.postMessage(message);
}
