/** Somebody opens a QERO that has no team yet, founds it, and adds the first contact. Then somebody else tries the same. */

import { newPage, online, SITE, withBrowser } from "./people.mjs";

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  const chosen = await found(page, "Nord");
  await online(page);
  const seen = { country: chosen, empty: await page.getByRole("heading", { name: "No contacts yet" }).textContent() };
  await page.getByRole("button", { name: "New contact" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Kalle Blom");
  await page.getByLabel("Phones, one a line").fill("070-123 45 67");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Kalle Blom" }).waitFor();
  seen.call = await page.getByRole("link", { name: "Call Kalle Blom" }).first().getAttribute("href");
  await page.locator('[role=listitem] a[href*="/contacts/"]').waitFor();

  const second = await newPage(browser);
  await found(second, "Syd");
  seen.second = await second.getByRole("alert").textContent();
  return { ...seen, troubles: page.troubles };
});

async function found(page, team) {
  await page.goto(SITE);
  await page.getByRole("button", { name: "Set up the first team" }).click();
  await page.getByLabel("Name of the team").fill(team);
  await page.getByLabel("Your name").fill("Ann Berg");
  await page.getByLabel("E-mail").fill(`ann@${team.toLowerCase()}.example`);
  await page.getByLabel("Choose a password").fill("tram violin gravel 9");
  const country = await page.getByLabel("Country").inputValue();
  await page.getByRole("button", { name: "Create the team" }).click();
  return country;
}
