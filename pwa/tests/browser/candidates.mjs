/** Ann moves a candidate from one column to another on her desk, and sees it under that tab on her phone. */

import { newPage, online, person, PHONE, SITE, signIn, withBrowser } from "./people.mjs";

const { CANDIDATE_NAME } = process.env;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  const seen = {};
  await signIn(page, person("ann"));
  await page.goto(`${SITE}/tma`);
  await online(page);
  await inColumn(page, "A").waitFor();
  await page.getByRole("button", { name: `Move ${CANDIDATE_NAME} to C` }).click();
  seen.atOnce = [await inColumn(page, "A").count(), await inColumn(page, "C").count()];

  const phone = await newPage(browser, { viewport: PHONE });
  await signIn(phone, person("ann"));
  await phone.goto(`${SITE}/tma`);
  await phone.getByRole("button", { name: "As columns" }).click();
  await phone.getByRole("tab", { name: "C" }).click();
  await inColumn(phone, "C").waitFor();
  seen.troubles = [...page.troubles, ...phone.troubles];
  return seen;
});

function inColumn(page, status) {
  return page.getByRole("region", { name: status, exact: true }).getByRole("link", { name: CANDIDATE_NAME });
}
