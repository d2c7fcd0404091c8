/** While Ann reads a list, she has her text made twice as large. */

import { newPage, person, SITE, signIn, withBrowser } from "./people.mjs";
import { until } from "./until.mjs";

const { CONTACT_NAME } = process.env;
const TWICE = { standard: 32, fixed: 26 };

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  await signIn(page, person("ann"));
  await page.goto(`${SITE}/contacts?q=${encodeURIComponent(CONTACT_NAME)}`);
  const row = page.getByRole("listitem").filter({ hasText: CONTACT_NAME });
  await row.waitFor();
  const { height } = await row.boundingBox();
  await (await page.context().newCDPSession(page)).send("Page.setFontSizes", { fontSizes: TWICE });
  await until(async () => (await row.boundingBox()).height === 2 * height);
  return { troubles: page.troubles };
});
