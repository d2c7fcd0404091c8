/** Ann opens the app anew without a network, and writes where she was. */

import { keptHere } from "./kept.mjs";
import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";
import { until } from "./until.mjs";

const { CONVERSATION } = process.env;

await withBrowser(async (browser) => {
  const before = await newPage(browser, { serviceWorkers: "allow" });
  await signIn(before, person("ann"));
  await before.evaluate(() => navigator.serviceWorker.ready);
  await before.goto(`${SITE}/chat/${CONVERSATION}`);
  await before.locator("[data-text]", { hasText: "Which boat?" }).waitFor();
  await online(before);
  await until(() => before.evaluate(keptHere).then(({ kept }) => kept.includes(`thread ${CONVERSATION}`)));
  const context = before.context();
  await before.close();

  await context.setOffline(true);
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  await page.goto(`${SITE}/chat/${CONVERSATION}`);
  await page.getByRole("textbox").fill("The red one");
  await page.getByRole("textbox").press("Enter");
  const waiting = page.locator("[data-waiting=network]", { hasText: "The red one" });
  await waiting.waitFor();
  const seen = { said: await page.locator("[data-text]").allTextContents(), toLatest: await page.getByRole("button", { name: "To the newest message" }).count() };

  await context.setOffline(false);
  await page.locator("[data-text]", { hasText: "The red one" }).waitFor();
  await waiting.waitFor({ state: "detached" });
  return { ...seen, later: await page.locator("[data-text]").allTextContents(), troubles };
});
