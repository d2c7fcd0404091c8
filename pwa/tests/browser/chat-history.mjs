/** All that was said in a conversation, read from its end to its beginning: each text as text, none moved while one reads. */

import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";

const { CONVERSATION } = process.env;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  await page.addInitScript(() => {
    globalThis.alert = () => (globalThis.ran = true);
    addEventListener("securitypolicyviolation", ({ blockedURI }) => (globalThis.refused = blockedURI));
  });
  page.on("dialog", (dialog) => (page.troubles.push(dialog.message()), dialog.dismiss()));
  await signIn(page, person("ann"), "/contacts");
  await online(page);
  const seen = { most: 0, moved: 0 };
  const said = new Map(await page.evaluate(sayings, CONVERSATION));
  await page.goto(`${SITE}/chat/${CONVERSATION}`);
  await page.locator("[data-number]").first().waitFor();
  // She has read nothing of it, and begins at the beginning.
  seen.begins = await page.locator("[data-number]").first().getAttribute("data-number");
  await toNewest(page, said.size);
  const shown = new Map();
  for (let turn = 0; turn < 600; turn += 1) {
    const { rows, moved, isFirst } = await page.evaluate(scrollUp);
    for (const [number, text] of rows) shown.set(number, text);
    seen.most = Math.max(seen.most, rows.length);
    seen.moved = Math.max(seen.moved, moved);
    if (isFirst) break;
  }
  seen.said = said.size;
  seen.shown = shown.size;
  seen.different = [...said].filter(([number, text]) => shown.get(number) !== text).map(([number]) => number);
  Object.assign(seen, await page.evaluate(() => ({
    ran: globalThis.ran ?? false,
    refused: globalThis.refused ?? null,
    elements: document.querySelectorAll("[data-text] :not(a, bdi)").length,
    addresses: [...document.querySelectorAll("[data-text] a")].filter(({ protocol }) => !/^https?:$/.test(protocol)).length,
    wide: document.documentElement.scrollWidth > innerWidth,
  })));
  await toNewest(page, said.size);
  seen.troubles = page.troubles;
  return seen;
});

async function toNewest(page, number) {
  await page.getByRole("button", { name: /newest message|new messages/ }).click();
  await page.locator(`[data-number="${number}"]`).waitFor();
}

async function sayings(id) {
  const found = [];
  for (let before = 1_000_000; before > 1; before = found[0][0]) {
    const answer = await fetch(`/api/chat/conversations/${id}/messages?limit=200&before=${before}`);
    const { items } = await answer.json();
    found.unshift(...items.map(({ number, text }) => [number, text]));
    if (items.length === 0) break;
  }
  return found;
}

/** Goes up by half a screen, and waits for what is loaded there; by how much what was in sight was moved by that. */
async function scrollUp() {
  const box = document.querySelector("[role=log]").parentElement;
  const frames = async (count) => {
    for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame);
  };
  box.scrollTop -= box.clientHeight / 2;
  await frames(1);
  const middle = box.getBoundingClientRect().top + box.clientHeight / 2;
  const held = [...box.querySelectorAll("[data-number]")].find((row) => row.getBoundingClientRect().bottom > middle);
  const before = held.getBoundingClientRect().top;
  const first = () => box.querySelector("[data-number]").dataset.number;
  const was = first();
  for (let frame = 0; frame < 10 && first() === was; frame += 1) await frames(1);
  const moved = held.isConnected ? Math.abs(held.getBoundingClientRect().top - before) : 1_000_000;
  const rows = [...box.querySelectorAll("[data-number]")].map((row) => [
    Number(row.dataset.number),
    row.querySelector("[data-text]")?.textContent,
  ]);
  const isAtTop = box.scrollHeight - box.clientHeight + box.scrollTop < 2;
  return { rows, moved, isFirst: first() === "1" && isAtTop };
}
