/** Somebody opens the link of an invite, is in, signs out, and finds the door; the link does not work twice. */

import { newPage, SITE, withBrowser } from "./people.mjs";

const { TOKEN } = process.env;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  const seen = {};
  await page.goto(`${SITE}/#/invite/${TOKEN}`);
  await page.getByLabel("Your name").fill("Dora Berg");
  await page.getByLabel("Choose a password").fill("short");
  await page.getByRole("button", { name: "Join the team" }).click();
  seen.fault = await page.locator("[aria-invalid=true]").evaluate((box) => document.getElementById(box.getAttribute("aria-describedby")).textContent);
  await page.getByLabel("Choose a password").fill("tram violin gravel 9");
  await page.getByRole("button", { name: "Join the team" }).click();
  await page.getByRole("navigation").waitFor();
  seen.fragment = new URL(page.url()).hash;
  await page.getByRole("link", { name: "More" }).click();
  await page.getByText("Dora Berg").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  seen.kept = await page.evaluate(() => Object.keys(localStorage));

  await page.goto(`${SITE}/#/invite/${TOKEN}`);
  await page.reload();
  await page.getByLabel("Your name").fill("Dora Berg");
  await page.getByLabel("Choose a password").fill("ferry cello pebble 8");
  await page.getByRole("button", { name: "Join the team" }).click();
  seen.twice = await page.getByRole("alert").textContent();
  return seen;
});
