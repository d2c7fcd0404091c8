/** A colleague calls first: once while the card is shown, and once when nobody is told of it but by asking. */

import { asked, atQueue, call, card, press, sheet, shows } from "./calling.mjs";
import { newPage, person, signIn, withBrowser } from "./people.mjs";

const NAMES = JSON.parse(process.env.NAMES);
const IDS = JSON.parse(process.env.IDS);

await withBrowser(async (browser) => {
  const page = await atQueue(browser, person("ann"), "/queue?status=hot");
  const colleague = await newPage(browser);
  await signIn(colleague, person("ben"), "/more");
  const logs = (id) => asked(colleague, "POST", `/api/contacts/${id}/call-logs`, { outcome: "voicemail", note: "" });
  const warning = page.locator("[data-others-call]");
  const seen = {};

  await page.locator("[data-live=online]").waitFor({ state: "attached" });
  await shows(page, NAMES[0]);
  await logs(IDS[0]);
  await warning.filter({ hasText: "called" }).waitFor();
  seen.warning = await warning.textContent();
  seen.inTheCalls = await page.getByRole("region", { name: "Last calls" }).getByRole("listitem").count();
  seen.announced = await warning.getAttribute("role");
  await press(page, "Next");
  await shows(page, NAMES[1]);
  seen.ofTheNext = await warning.textContent();

  // Who wants it so is through to the next one by saving a call.
  await press(page, "Change the queue");
  await press(page, "Next, and dial");
  await page.keyboard.press("Escape");
  await sheet(page).waitFor({ state: "detached" });
  await press(page, "Log call");
  await press(page, "Busy");
  await press(page, "Save & next");
  await shows(page, NAMES[2]);
  await page.waitForFunction(() => globalThis.dialled.length > 0);
  seen.dialledByItself = await page.evaluate(() => globalThis.dialled);

  await press(page, "Change the queue");
  await press(page, "Stay");
  await page.keyboard.press("Escape");
  await sheet(page).waitFor({ state: "detached" });
  await press(page, "Log call");
  await press(page, "Connected");
  await press(page, "Save call");
  await page.getByRole("region", { name: "Last calls" }).getByText("Connected").waitFor();
  seen.stays = await card(page).textContent();

  // Another device, which is told of nothing.
  const deaf = await atQueue(browser, person("ann"), "/queue?status=hot", { isDeaf: true });
  const warningThere = deaf.locator("[data-others-call]");
  await press(deaf, "Next");
  await shows(deaf, NAMES[1]);
  await deaf.getByRole("region", { name: "Last calls" }).getByText("Busy").waitFor();
  await logs(IDS[1]);
  seen.beforeTheCall = await warningThere.textContent();
  await deaf.getByRole("link", { name: `Call ${NAMES[1]}` }).click();
  await warningThere.filter({ hasText: "Press again" }).waitFor();
  seen.dialledWhenHeld = await deaf.evaluate(() => globalThis.dialled);
  await call(deaf, NAMES[1]);
  seen.dialled = await deaf.evaluate(() => globalThis.dialled);
  seen.troubles = page.troubles;
  return seen;
});
