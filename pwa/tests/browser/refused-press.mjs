/** A press that the server refuses, and then takes; and two presses whose replies come late. */

import { newPage, openContact, person, pressAndLook, signIn, tags, withBrowser } from "./people.mjs";

const { CONTACT } = process.env;
const SETTINGS = `**/api/contacts/${CONTACT}/settings`;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  await signIn(page, person("ann"));
  await openContact(page, CONTACT);
  const seen = {};

  await page.evaluate(pressAndLook, [CONTACT, "Working"]);
  await page.waitForResponse(SETTINGS);
  // The refusal comes when the press has been looked at.
  let looked;
  const hasLooked = new Promise((over) => (looked = over));
  await page.route(SETTINGS, async (route) => {
    await hasLooked;
    await route.fulfill({ status: 500, body: "" });
  });
  seen.pressed = await page.evaluate(pressAndLook, [CONTACT, "Hot"]);
  looked();
  const notice = page.getByRole("status").filter({ hasText: "was not saved" });
  await notice.waitFor();
  seen.sentence = await notice.getByRole("paragraph").textContent();
  seen.rolledBack = await page.evaluate(tags, CONTACT);

  await page.unroute(SETTINGS);
  const saved = page.waitForResponse(SETTINGS);
  await notice.getByRole("button", { name: "Retry" }).click();
  seen.savedStatus = (await saved).status();
  seen.retried = await page.evaluate(tags, CONTACT);

  // The first reply comes when the second press has been made long ago.
  let first = true;
  await page.route(SETTINGS, async (route) => {
    const response = await route.fetch();
    if (first) await new Promise((over) => setTimeout(over, 500));
    first = false;
    await route.fulfill({ response });
  });
  await page.evaluate(pressAndLook, [CONTACT, "Follow-up"]);
  seen.pressedTwice = await page.evaluate(pressAndLook, [CONTACT, "Working"]);
  await page.waitForResponse(SETTINGS);
  await page.waitForResponse(SETTINGS);
  seen.afterBoth = await page.evaluate(tags, CONTACT);
  await page.reload();
  await page.locator("main aside [data-my-status=working]").waitFor();
  await page.locator(`[role=listitem] a[href*="${CONTACT}"] [data-my-status=working]`).waitFor();
  seen.reloaded = await page.evaluate(tags, CONTACT);
  return seen;
});
