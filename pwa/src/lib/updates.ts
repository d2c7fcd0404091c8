/**
 * The service worker: registered once, asked for news now and then. A newer one waits until the person agrees, or has
 * left the app behind for a while with nothing begun in it.
 */

const ASKED_EVERY_MS = 3_600_000;
const LEFT_BEHIND_MS = 5 * 60_000;
const WORKER = "/sw.js";

let waiting: ServiceWorker | null = null;
let registered: ServiceWorkerRegistration | null = null;
export const updates = new EventTarget();

export function isUpdateReady(): boolean {
  return waiting !== null;
}

export function update(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  // A worker has no origin to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  waiting?.postMessage({ type: "take over" });
}

/** The mark in the name of the script that runs here; null where nothing was built. */
export function buildHere(): string | null {
  const entry = document.querySelector<HTMLScriptElement>("script[type=module][src]")?.src ?? "";
  return /-([^-/.]+)\.js$/.exec(entry)?.[1] ?? null;
}

/** What came of asking now. A newer build that is only being fetched makes itself heard when it is there. */
export async function lookForUpdate(): Promise<"fetching" | "newest" | "failed"> {
  try {
    const { installing } = (await registered?.update()) ?? {};
    return installing ? "fetching" : "newest";
  } catch {
    return "failed";
  }
}

export async function keepUpToDate(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await everythingIsThere();
  // Where a browser keeps no workers, such as in some private windows, the app does without.
  const registration = await register().catch(() => null);
  if (!registration) return;
  registered = registration;
  const look = () => {
    // The first one ever has nobody to wait for.
    if (registration.waiting && navigator.serviceWorker.controller) {
      waiting = registration.waiting;
      updates.dispatchEvent(new Event("ready"));
    }
  };
  look();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  setInterval(lookForUpdate, ASKED_EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void lookForUpdate());
  updateWhenLeftBehind();
}

/** A first visit fetches all of the app for later: not while somebody waits for its first screen. */
function everythingIsThere(): Promise<unknown> {
  if (document.readyState === "complete") return Promise.resolve();
  return new Promise((over) => addEventListener("load", over, { once: true }));
}

function updateWhenLeftBehind(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") timer = setTimeout(updateUnlessBusy, LEFT_BEHIND_MS);
  });
}

function updateUnlessBusy(): void {
  if (isUpdateReady() && !isBusy()) update();
}

/** Somebody has begun something that a reload would take away. */
function isBusy(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
  return document.querySelector("dialog[open]") !== null || fields.some(({ value, defaultValue }) => value !== defaultValue);
}

function register(): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker.register(trusted(WORKER), { updateViaCache: "none" });
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

/** The one address of a script that is not in the page: the content security policy allows no other policy than this. */
function trusted(address: string): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  return policies?.createPolicy("qero", { createScriptURL: onlyWorker }).createScriptURL(address) ?? address;
}

function onlyWorker(url: string): string {
  if (url !== WORKER) throw new TypeError(url);
  return url;
}
