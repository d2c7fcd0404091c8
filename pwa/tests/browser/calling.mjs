/** Parts of the journeys through a queue. */

import { newPage, PHONE, signIn } from "./people.mjs";

/** What a phone does with a page: it dials for it, and time passes meanwhile. Runs in the page. */
export function phone() {
  const now = Date.now.bind(Date);
  globalThis.later ??= 0;
  Date.now = () => now() + globalThis.later;
  globalThis.dialled = [];
  // Chromium would ask whether another program may dial, and the page would hear nothing until it is answered.
  globalThis.navigation.addEventListener("navigate", (event) => {
    if (!event.destination.url.startsWith("tel:")) return;
    event.preventDefault();
    globalThis.dialled.push(event.destination.url);
  });
}

/** A clock that the test may put forward, and a queue that is open. Who `isDeaf` hears nothing by the stream. */
export async function atQueue(browser, who, address, { isDeaf = false, ...options } = { viewport: PHONE, hasTouch: true }) {
  const page = await newPage(browser, options);
  if (isDeaf) await page.route("**/api/stream*", (route) => route.abort());
  await page.addInitScript(phone);
  await signIn(page, who, address);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
}

/** Who is on the card. */
export const card = (page) => page.getByRole("article").getByRole("heading", { level: 2 });

export async function shows(page, name) {
  await card(page).filter({ hasText: name }).waitFor();
}

/** After a call of so many seconds, as a phone shows the app again. */
export async function comeBack(page, seconds) {
  await page.evaluate((took) => {
    globalThis.later += took * 1000;
    document.dispatchEvent(new Event("visibilitychange"));
  }, seconds);
}

/** Pressed, and dialled after the last look at who has called meanwhile. */
export async function call(page, name) {
  const before = await page.evaluate(() => globalThis.dialled.length);
  await page.getByRole("link", { name: `Call ${name}` }).click();
  await page.waitForFunction((times) => globalThis.dialled.length > times, before);
}

export const sheet = (page) => page.getByRole("dialog");
export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Asks the gateway for something as whoever is signed in there. */
export function asked(page, method, path, body) {
  return page.evaluate(
    async ([how, where, what]) => {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(where, { method: how, headers, body: what && JSON.stringify(what) });
      if (!answer.ok) throw new Error(`${where} answered ${answer.status}`);
      return answer.json();
    },
    [method, path, body],
  );
}
