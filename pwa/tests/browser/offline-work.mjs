/** Ann works on a contact without a network, closes the app, opens it again, and comes back to the network. */

import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";

const { CONTACT, CONTACT_NAME } = process.env;

await withBrowser(async (browser) => {
  // The worker has the app when the network has not.
  const page = await newPage(browser, { serviceWorkers: "allow" });
  await signIn(page, person("ann"), `/contacts/${CONTACT}`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await online(page);
  await status(page, "Hot").waitFor();
  const other = await newPage(browser);
  await signIn(other, person("ann"), `/contacts/${CONTACT}`);
  await online(other);
  const seen = {};

  await page.context().setOffline(true);
  await status(page, "Hot").click();
  await page.getByRole("button", { name: "Log call" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "No answer" }).click();
  await sheet.getByLabel("Note").fill("Said to call in spring");
  await sheet.getByRole("button", { name: "Save call" }).click();
  await page.getByRole("button", { name: "Edit" }).click();
  await sheet.getByLabel("Notes").fill("Has two boats");
  await sheet.getByRole("button", { name: "Save" }).click();
  await page.getByText("Has two boats").waitFor();

  await page.reload();
  await page.getByRole("heading", { name: CONTACT_NAME, level: 1 }).waitFor();
  await page.getByText("Said to call in spring").waitFor();
  await page.getByText("Has two boats").waitFor();
  seen.afterReload = await shown(page);
  await page.getByRole("status").getByText("4 waiting").waitFor();
  await page.goto(`${SITE}/more/sync`);
  await page.getByRole("heading", { name: "Waits to be sent (4)" }).waitFor();
  seen.standing = await page.locator("[data-standing]").getAttribute("data-standing");
  seen.waiting = await page.locator("li[data-waiting] p.font-medium").allTextContents();

  await page.context().setOffline(false);
  await page.getByText("Nothing waits").waitFor();
  await status(other, "Hot").and(other.locator("[aria-pressed=true]")).waitFor();
  await other.getByText("Said to call in spring").waitFor();
  await other.getByText("Has two boats").waitFor();
  await page.goto(`${SITE}/contacts/${CONTACT}`);
  await page.locator("main [data-waiting]").waitFor({ state: "detached" });
  await page.getByText("Said to call in spring").waitFor();
  // As it was kept last, for a moment.
  await page.getByText("Has two boats").waitFor();
  seen.atLast = await shown(page);
  return seen;
});

function status(page, word) {
  return page.locator("main aside").getByRole("button", { name: word, exact: true });
}

async function shown(page) {
  return {
    tag: await page.locator("main header [data-my-status]").getAttribute("data-my-status"),
    calls: await page.getByText("Said to call in spring").count(),
    waiting: await page.locator("main [data-waiting]").count(),
    notes: await page.getByText("Has two boats").count(),
  };
}
