/** What push needs of the app while somebody is signed in: the subscription kept, and the ways that presses lead. */

import { useEffect } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { tellWorker } from "@/lib/tell-worker";
import type { ToPage } from "@/lib/worker-messages";

const RECONCILED_EVERY_MS = 12 * 3_600_000;
const LOOKED_AT_EVERY_MS = 15 * 60_000;
const ENDING_MAY_TAKE_MS = 3_000;

/** Fetched after what is shown. */
const pushHere = () => import("@/data/push-here");

/** At each start and sign-in, and twice a day. */
export function useSubscriptionKept(personId: string | undefined): void {
  useEffect(() => {
    if (personId === undefined) return undefined;
    let at = 0;
    const keep = () => {
      // A clock of its own would stand still while the device sleeps.
      if (Date.now() - at < RECONCILED_EVERY_MS) return;
      at = Date.now();
      // The next start tries again; how it stands is on the page of notifications.
      void pushHere()
        .then(({ reconcile }) => reconcile())
        .catch(() => null);
    };
    keep();
    const timer = setInterval(keep, LOOKED_AT_EVERY_MS);
    document.addEventListener("visibilitychange", keep);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", keep);
    };
  }, [personId]);
}

/** Before signing out, which ends the right to say so. Whoever has no connection does not wait for it. */
export async function stopRinging(): Promise<void> {
  const longEnough = new Promise<void>((over) => setTimeout(over, ENDING_MAY_TAKE_MS));
  const ended = pushHere().then(({ unsubscribeHere }) => unsubscribeHere());
  await Promise.race([ended.catch(() => null), longEnough]);
}

/** A press on a notification opens its address in this window; what is open needs no notification any more. */
export function useNotificationPresses(): void {
  const [path, navigate] = useLocation();
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return undefined;
    const { serviceWorker } = navigator;
    const onMessage = ({ data }: MessageEvent<ToPage | null>) => {
      if (data?.type !== "open") return;
      const to = pathHere(data.url);
      if (to && to !== location.pathname + location.search) navigate(to);
      void tellWorker({ type: "opened" });
    };
    const ask = () => document.visibilityState === "visible" && void tellWorker({ type: "ready" });
    serviceWorker.addEventListener("message", onMessage);
    // Held back until now by browsers, for pages that listen without `onmessage`.
    serviceWorker.startMessages();
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      serviceWorker.removeEventListener("message", onMessage);
      document.removeEventListener("visibilitychange", ask);
    };
  }, []);
  useEffect(() => {
    const close = () => document.visibilityState === "visible" && void closeNotifications(tagOf(path));
    close();
    document.addEventListener("visibilitychange", close);
    return () => document.removeEventListener("visibilitychange", close);
  }, [path]);
}

/** Null when it is another site's. */
function pathHere(url: string): string | null {
  const { origin, pathname, search } = new URL(url, location.origin);
  return origin === location.origin ? pathname + search : null;
}

/** By which notifications of what this address shows are known. */
export function tagOf(path: string): string | null {
  const [, list, id] = path.split("/");
  if (!id) return list === "chat" ? "chat" : null;
  if (list === "chat") return `chat-${id}`;
  return list === "contacts" || list === "tma" ? `follow-up-${id}` : null;
}

async function closeNotifications(tag: string | null): Promise<void> {
  if (!tag || !("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  for (const shown of (await registration?.getNotifications?.({ tag })) ?? []) shown.close();
}
