/** Where presses lead: in a window that is open, and when nobody heard of it until later. */

import { SITE, withBrowser } from "./people.mjs";
import { count, openRinging, press, pushed, shownBy } from "./pushes.mjs";
import { until } from "./until.mjs";

const { CONTACT } = process.env;

await withBrowser(async (browser) => {
  const { page, worker, deliver } = await openRinging(browser);
  const here = () => new URL(page.url()).pathname;
  const tell = async (path, tag) => {
    await deliver(pushed({ title: "Kalle", body: "Follow-up due", tag, path }));
    await shownBy(worker);
  };

  await page.evaluate(() => (globalThis.isTheSame = true));
  await tell(`/contacts/${CONTACT}`, "warm");
  await press(worker);
  await page.waitForURL(`${SITE}/contacts/${CONTACT}`);
  const warm = {
    path: here(),
    windows: page.context().pages().length,
    isLoadedAnew: !(await page.evaluate(() => globalThis.isTheSame === true)),
    shown: await count(worker),
  };

  await tell("/follow-ups", "cold");
  await page.goto("about:blank");
  await press(worker);
  await page.goto(`${SITE}/more`);
  await page.waitForURL(`${SITE}/follow-ups`);
  const cold = here();
  await page.goto(`${SITE}/more`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await worker.evaluate(() => true);
  const again = here();

  await tell("/", `follow-up-${CONTACT}`);
  await page.goto(`${SITE}/contacts/${CONTACT}`);
  await until(async () => (await count(worker)) === 0);
  return { warm, cold, again, troubles: page.troubles };
});
