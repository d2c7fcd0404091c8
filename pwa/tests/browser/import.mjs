/** Ann imports a file, leaves it and comes back to it, takes the refused row home, and undoes the whole. */

import { readFile } from "node:fs/promises";
import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";

const { COMPANY } = process.env;
const FILE = `Namn;Bolag;Vem ringer vi\nKalle Ek;${COMPANY};070-123 45 67\nLisa Alm;${COMPANY};070-765 43 21\nFel Nummer;${COMPANY};hej\n`;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  const seen = {};
  await signIn(page, person("ann"));
  await online(page);
  await page.getByRole("button", { name: "More of this list" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Import contacts" }).click();

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  await (await chooser).setFiles({ name: `${COMPANY}.csv`, mimeType: "text/csv", buffer: Buffer.from(FILE) });
  const start = page.getByRole("button", { name: "Import 3 rows" });
  await start.waitFor();
  seen.address = new URL(page.url()).pathname;
  seen.guessed = await page.getByLabel("Vem ringer vi becomes").inputValue();
  await page.getByText("Is it read wrongly?").click();
  await page.getByLabel("Divided by").selectOption("commas");
  await page.getByLabel("Namn becomes").waitFor({ state: "detached" });
  seen.columns = await page.getByLabel(/ becomes$/).count();
  await page.getByLabel("Divided by").selectOption("semicolons");
  await page.getByLabel("Namn becomes").selectOption("Leave out");
  await page.getByLabel("Bolag becomes").selectOption("Leave out");
  seen.fault = await page.getByRole("alert").textContent();
  seen.mayStart = await start.isEnabled();
  await page.getByLabel("Namn becomes").selectOption("Name");
  await page.getByLabel("Bolag becomes").selectOption("Company");
  await page.getByLabel("Vem ringer vi becomes").selectOption("Phone");
  const started = page.waitForResponse("**/start");
  await start.click();
  await started;

  // Somebody who leaves finds it again.
  await page.goto(`${SITE}/contacts/imports`);
  await page.getByRole("link", { name: `${COMPANY}.csv` }).click();
  await page.getByRole("button", { name: "Undo the import" }).waitFor();
  seen.counts = await counts(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the refused rows" }).click();
  seen.refused = (await readFile(await (await download).path(), "utf8")).trim().split(/\r?\n/).at(-1);
  await page.getByRole("link", { name: "Show the new ones" }).click();
  await page.getByRole("listitem").filter({ hasText: "Kalle Ek" }).first().waitFor();

  await page.goto(SITE + seen.address);
  await page.getByRole("button", { name: "Undo the import" }).click();
  await page.getByRole("button", { name: "Yes, undo it" }).click();
  await page.getByRole("heading", { name: "The import is undone" }).waitFor();
  seen.undone = await counts(page.getByRole("region", { name: "The import is undone" }));

  await page.goto(`${SITE}/contacts/imports`);
  const again = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  await (await again).setFiles({ name: "again.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) });
  await start.waitFor();
  seen.remembered = await page.getByLabel("Vem ringer vi becomes").inputValue();
  seen.troubles = page.troubles;
  return seen;
});

async function counts(place) {
  const found = await place.locator("[data-count]").all();
  return Object.fromEntries(await Promise.all(found.map(async (one) => [await one.getAttribute("data-count"), Number(await one.textContent())])));
}
