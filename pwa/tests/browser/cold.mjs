/** Ann has looked around. Then there is no network, and she opens the app anew at one place after the other. */

import { keptHere } from "./kept.mjs";
import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";
import { until } from "./until.mjs";

const { CONTACT, CONTACT_NAME, CONVERSATION } = process.env;
const LIST = `/contacts?q=${encodeURIComponent(CONTACT_NAME)}`;

await withBrowser(async (browser) => {
  const before = await newPage(browser, { serviceWorkers: "allow" });
  await signIn(before, person("ann"));
  await before.evaluate(() => navigator.serviceWorker.ready);
  await online(before);
  for (const [path, shown] of [
    [LIST, before.getByRole("listitem").getByText(CONTACT_NAME)],
    [`/contacts/${CONTACT}`, before.getByRole("heading", { name: CONTACT_NAME, level: 1 })],
    ["/follow-ups", before.getByRole("link", { name: CONTACT_NAME })],
    [`/chat/${CONVERSATION}`, before.getByRole("textbox", { name: /^Message / })],
  ]) {
    await before.goto(SITE + path);
    await shown.waitFor();
    await until(async () => hasKept(path, await before.evaluate(keptHere)));
  }
  const context = before.context();
  await before.close();

  await context.setOffline(true);
  const page = await context.newPage();
  const seen = {};
  await page.goto(SITE + LIST);
  await page.getByRole("listitem").getByText(CONTACT_NAME).waitFor();
  seen.list = await page.getByRole("listitem").count();
  await page.goto(`${SITE}/contacts/${CONTACT}`);
  await page.getByRole("heading", { name: CONTACT_NAME, level: 1 }).waitFor();
  seen.detail = {
    tag: await page.locator("main header [data-my-status]").getAttribute("data-my-status"),
    notes: await page.getByText("Likes boats").count(),
  };
  await page.goto(`${SITE}/follow-ups`);
  const row = page.getByRole("link", { name: CONTACT_NAME });
  await row.waitFor();
  seen.followUps = await row.count();
  await page.goto(`${SITE}/chat`);
  await page.locator(`a[href^="/chat/${CONVERSATION}"]`).waitFor();
  seen.chats = await page.locator(`a[href^="/chat/${CONVERSATION}"]`).getByText("Boats", { exact: true }).allTextContents();
  await page.locator("[data-live]").getByText("Offline").waitFor();
  await page.goto(`${SITE}/contacts?q=never-asked-for`);
  seen.unseen = await page.getByRole("button", { name: "Retry" }).waitFor().then(() => "says so");

  await context.setOffline(false);
  await online(page);
  await page.getByText("Nobody matches").waitFor();
  seen.back = (await page.locator("[data-live]").innerText()).trim();
  return seen;
});

/** Whether what the place shows is on the device. */
function hasKept(path, { answers, kept }) {
  const wanted = { contacts: path.includes("?") ? '"list"' : '"contact"', "follow-ups": '"follow-ups","overdue"', chat: "conversations" };
  return '["me"]' in answers && [...Object.keys(answers), ...kept].some((key) => key.includes(wanted[path.split(/[/?]/)[1]]));
}
