/** What begins on this device with a person, and is gone with them: their database, and all that is kept or waits in it. */

import { beginChat, chat, forgetChat, goOnWithChat } from "./chat";
import { type Device, openDevice, wipeDevice } from "./device";
import { hears } from "./hears";
import { restoreAnswers, stopKeeping } from "./kept-answers";
import { outbox } from "./sending";

const PERSON = "person";
const WIPING_MAY_TAKE_MS = 3_000;

let here: string | null = null;
let device: Promise<Device | null> = Promise.resolve(null);
let wiping: Promise<unknown> = Promise.resolve();

/** Before the gateway says who is here: whoever was here last. */
export function arriveAgain(): void {
  const last = localStorage.getItem(PERSON);
  if (last !== null) arrive(last);
}

export function arrive(personId: string): void {
  if (here === personId) return;
  if (here !== null) depart();
  here = personId;
  localStorage.setItem(PERSON, personId);
  device = wiping.then(() => openDevice(personId)).catch(() => null);
  restoreAnswers(device);
  void outbox.begin(device);
  void beginChat(personId, device).catch(() => null);
  addEventListener("online", goOn);
  document.addEventListener("visibilitychange", goOn);
}

/** Nothing of anybody stays on the device. */
export function depart(): void {
  here = null;
  removeEventListener("online", goOn);
  document.removeEventListener("visibilitychange", goOn);
  stopKeeping();
  outbox.end();
  forgetChat();
  for (const hear of hears.over) hear();
  const wiped = device.then((database) => database?.close()).then(wipeDevice).catch(() => null);
  // A tab that sleeps may hold a database of its own open.
  wiping = Promise.race([wiped, new Promise((over) => setTimeout(over, WIPING_MAY_TAKE_MS))]);
  device = Promise.resolve(null);
}

/** There is a network again, perhaps. */
export function goOn(): void {
  if (document.visibilityState === "hidden") return;
  outbox.sendAll();
  goOnWithChat();
}

/** What was seen can be fetched again; what waits to be sent stays. */
export async function forgetSeen(): Promise<void> {
  stopKeeping();
  chat.onKept = () => {};
  const database = await device;
  for (const store of ["answers", "plans", "kept"] as const) await database?.clear(store);
}
