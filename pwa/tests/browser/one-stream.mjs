/**
 * Screens come and go in one browser while a colleague works: how many streams were opened, and what was seen.
 *
 * Told by the environment: GATEWAY, CHROMIUM, ANN and BEN (e-mail and password as JSON), SCREENS, SCREEN_MS, CONTACTS.
 * Prints one line of JSON.
 */

import { chromium } from "playwright-core";
import { openSite } from "./site.mjs";

const { GATEWAY, CHROMIUM, ANN, BEN } = process.env;
const SCREENS = Number(process.env.SCREENS);
const SCREEN_MS = Number(process.env.SCREEN_MS);
const CONTACTS = Number(process.env.CONTACTS);
const NAMES = ["queue", "contacts", "follow-ups", "chat", "more", "contact"];

const site = await openSite(GATEWAY);
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(site.address);
  await page.waitForFunction(() => globalThis.qero);
  await page.evaluate(signIn, ANN);
  await page.evaluate(() => globalThis.qero.live.start());
  await page.waitForFunction(() => globalThis.qero.store.states.at(-1) === "online");

  const [created] = await Promise.all([work(), walk(page)]);
  await page.waitForFunction((ids) => ids.every((id) => globalThis.qero.store.times.has(id)), created, {
    timeout: 60_000,
  });

  const seen = await page.evaluate(() => {
    const { times, states, resets } = globalThis.qero.store;
    return { states, resets, twice: [...times.values()].filter((times) => times > 1).length };
  });
  console.log(JSON.stringify({ ...site.streams, screens: SCREENS, created: created.length, ...seen }));
} finally {
  await browser.close();
  site.close();
}

async function signIn(credentials) {
  const answer = await fetch("/api/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: credentials,
  });
  if (!answer.ok) throw new Error(`signing in was answered with ${answer.status}`);
}

function walk(page) {
  return page.evaluate(
    async ([names, screens, stay]) => {
      for (let number = 0; number < screens; number += 1) {
        await globalThis.qero.screen(names[number % names.length], stay);
      }
    },
    [NAMES, SCREENS, SCREEN_MS],
  );
}

/** A colleague creates contacts, spread over the whole walk. */
async function work() {
  const headers = { "Content-Type": "application/json", Origin: GATEWAY };
  const answer = await fetch(`${GATEWAY}/api/session`, { method: "POST", headers, body: BEN });
  const cookie = answer.headers.getSetCookie()[0].split(";")[0];
  const created = [];
  for (let number = 0; number < CONTACTS; number += 1) {
    const body = JSON.stringify({ name: `Seen live ${number}` });
    const made = await fetch(`${GATEWAY}/api/contacts`, { method: "POST", headers: { ...headers, cookie }, body });
    if (made.status !== 201) throw new Error(`creating was answered with ${made.status}`);
    created.push((await made.json()).id);
    await new Promise((over) => setTimeout(over, (SCREENS * SCREEN_MS) / CONTACTS));
  }
  return created;
}
