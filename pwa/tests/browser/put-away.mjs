/** Ann archives a contact and takes that back, archives it for good, finds it among the archived and exports these. */

import { readFile } from "node:fs/promises";
import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";

const { CONTACT, CONTACT_NAME } = process.env;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  const seen = {};
  await signIn(page, person("ann"));
  await page.goto(`${SITE}/contacts/${CONTACT}?q=${encodeURIComponent(CONTACT_NAME)}`);
  await online(page);
  const row = page.getByRole("listitem").filter({ hasText: CONTACT_NAME });
  await row.waitFor();
  await archive(page);
  await row.waitFor({ state: "detached" });
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await row.waitFor();
  await archive(page);
  await row.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "More of this list" }).click();
  await page.getByRole("switch", { name: "Archived" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as CSV" }).click();
  const exported = await readFile(await (await download).path(), "utf8");
  seen.exported = exported.trim().split(/\r?\n/).slice(1).map((line) => line.split(",")[1]);
  await row.waitFor();
  await page.getByRole("button", { name: "Restore" }).click();
  await row.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Archived: take this filter away" }).click();
  await row.waitFor();
  seen.address = new URL(page.url()).search.includes("archived");
  seen.troubles = page.troubles;
  return seen;
});

async function archive(page) {
  await page.getByRole("button", { name: `More of ${CONTACT_NAME}` }).click();
  await page.getByRole("button", { name: "Archive" }).click();
}
