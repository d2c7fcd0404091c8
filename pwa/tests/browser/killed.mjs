/** Ann's app is ended between what she does and the answer to it, which nobody hears; and then it is opened again. */

import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";

const { CONTACT } = process.env;

await withBrowser(async (browser) => {
  let page = await newPage(browser);
  await signIn(page, person("ann"), `/contacts/${CONTACT}`);
  await online(page);
  const seen = { keys: [] };
  const context = page.context();
  let isHeard = false;
  await context.route(/\/call-logs$|\/settings$/, async (route) => {
    const key = route.request().headers()["idempotency-key"];
    if (!key) return route.continue();
    seen.keys.push(key);
    if (isHeard) return route.continue();
    // The server has it, and nobody says so.
    await route.fetch();
    arrived();
  });
  let arrived = () => {};
  const next = () => new Promise((over) => (arrived = over));

  for (const act of [press, logCall]) {
    const hasArrived = next();
    await act(page);
    await hasArrived;
    await page.close();
    isHeard = true;
    page = await context.newPage();
    await page.goto(`${SITE}/more/sync`);
    await page.getByText("Nothing waits").waitFor();
    isHeard = false;
    await page.goto(`${SITE}/contacts/${CONTACT}`);
    await page.getByRole("button", { name: "Log call" }).waitFor();
  }
  await page.getByText("Once and never again").waitFor();
  seen.calls = await page.getByText("Once and never again").count();
  seen.tag = await page.locator("main header [data-my-status]").getAttribute("data-my-status");
  return seen;
});

async function press(page) {
  await page.locator("main aside").getByRole("button", { name: "Working", exact: true }).click();
}

async function logCall(page) {
  await page.getByRole("button", { name: "Log call" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Connected" }).click();
  await sheet.getByLabel("Note").fill("Once and never again");
  await sheet.getByRole("button", { name: "Save call" }).click();
}
