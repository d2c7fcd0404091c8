/** A conversation of hostile texts, read from its newest message to its first. */

import { person, signIn, withBrowser } from "./people.mjs";
import { openWatched } from "./watched.mjs";

await withBrowser(async (browser) => {
  const { page, seen } = await openWatched(browser);
  await signIn(page, person("ann"), `/chat/${process.env.CONVERSATION}`);
  await page.getByRole("log").waitFor();
  const texts = new Map();
  while (!texts.has(1)) {
    const known = Math.min(...texts.keys());
    await page.waitForFunction((known) => Number(document.querySelector("[data-number]")?.dataset.number) < known, known);
    const shown = await page.evaluate(() =>
      [...document.querySelectorAll("[data-number]")].map((row) => [
        Number(row.dataset.number),
        row.querySelector("[data-text]").textContent,
      ]),
    );
    for (const [number, text] of shown) texts.set(number, text);
    await page.getByRole("log").evaluate((log) => (log.parentElement.scrollTop = -log.parentElement.scrollHeight));
  }
  return { texts: [...texts.keys()].toSorted((a, b) => a - b).map((number) => texts.get(number)), ...(await seen()) };
});
