/** Ann signs out while something of hers waits to be sent: she is asked, and then nothing of her is left. */

import { keptHere } from "./kept.mjs";
import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";
import { until } from "./until.mjs";

const { CONTACT, CONVERSATION } = process.env;
/** Who is here, the team, the contact, its calls. */
const ENOUGH = 4;
const SETTINGS = `**/api/contacts/${CONTACT}/settings`;

await withBrowser(async (browser) => {
  const page = await newPage(browser, { serviceWorkers: "allow" });
  await signIn(page, person("ann"), `/contacts/${CONTACT}`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await online(page);
  await page.goto(`${SITE}/chat/${CONVERSATION}`);
  await page.getByRole("textbox", { name: /^Message / }).waitFor();
  await page.goto(`${SITE}/contacts/${CONTACT}`);
  await page.locator("main aside").getByRole("button", { name: "Hot", exact: true }).waitFor();
  await until(() => page.evaluate(keptHere).then(({ answers }) => Object.keys(answers).length >= ENOUGH));
  const seen = { before: await page.evaluate(left) };

  await page.context().route(SETTINGS, (route) => route.abort());
  await page.locator("main aside").getByRole("button", { name: "Hot", exact: true }).click();
  await page.getByRole("navigation").getByRole("link", { name: "More" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  const asks = page.getByRole("dialog", { name: "1 thing waits to be sent" });
  await asks.getByRole("button", { name: "See what waits" }).click();
  await page.getByRole("heading", { name: "Waits to be sent (1)" }).waitFor();
  await page.goBack();
  await page.getByRole("button", { name: "Sign out" }).click();
  await asks.getByRole("button", { name: "Delete and sign out" }).click();
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  await page.waitForFunction(async () => !(await indexedDB.databases()).some(({ name }) => name.startsWith("qero-")));
  seen.after = await page.evaluate(left);
  return seen;
});

/** What of the person is on the device. Runs in the page. */
async function left() {
  const databases = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith("qero-"));
  const cached = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) if (new URL(url).pathname.startsWith("/api")) cached.push(url);
  }
  return { databases: databases.length, names: Object.keys(localStorage).toSorted(), session: Object.keys(sessionStorage), cached };
}
