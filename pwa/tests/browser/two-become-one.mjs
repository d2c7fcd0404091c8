/** Ann is warned of a twin, makes it all the same, merges the two and takes them apart again. */

import { keptHere } from "./kept.mjs";
import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";
import { until } from "./until.mjs";

const { CONTACT, CONTACT_NAME, PHONE } = process.env;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  const seen = {};
  await signIn(page, person("ann"));
  await online(page);
  await page.getByRole("button", { name: "New contact" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Twin");
  await page.getByRole("textbox", { name: "Phones, one a line" }).fill(PHONE);
  await page.getByRole("button", { name: "Save" }).click();
  seen.warned = await page.getByRole("alert").getByRole("link", { name: `Open ${CONTACT_NAME}` }).textContent();
  await page.getByRole("button", { name: "Create anyway" }).click();
  await page.getByRole("heading", { level: 1, name: "Twin" }).waitFor();
  const twin = new URL(page.url()).pathname;

  await page.goto(`${SITE}/contacts/duplicates`);
  await page.getByRole("link", { name: `Compare and merge ${CONTACT_NAME} and Twin` }).click();
  seen.stays = await page.getByRole("radio", { name: `Keep ${CONTACT_NAME}` }).isChecked();
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: CONTACT_NAME }).waitFor();
  seen.survivor = new URL(page.url()).pathname === `/contacts/${CONTACT}`;

  await page.goto(SITE + twin);
  await page.getByRole("heading", { level: 1, name: CONTACT_NAME }).waitFor();
  await page.waitForURL(`**/contacts/${CONTACT}`);
  const asked = JSON.stringify(["contact", "contact", twin.split("/").at(-1)]);
  await until(() => page.evaluate(keptHere).then(({ answers }) => answers[asked].id === CONTACT));
  await page.getByRole("tab", { name: "Activity" }).click();
  await page.getByRole("button", { name: "Undo the merge of Twin" }).click();
  await page.getByRole("status").getByText("They are two again").waitFor();

  // Opened with what this device knew before: no answer comes until that is shown.
  let answer;
  const shown = new Promise((done) => (answer = done));
  await page.route("**/api/**", (route) => shown.then(() => route.continue()));
  await page.goto(SITE + twin);
  await page.getByRole("navigation").waitFor();
  answer();
  await page.getByRole("heading", { level: 1, name: "Twin" }).waitFor();
  seen.apart = new URL(page.url()).pathname === twin;
  seen.troubles = page.troubles;
  return seen;
});
