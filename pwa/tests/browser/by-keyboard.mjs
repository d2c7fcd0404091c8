/** From the door to a contact that is hot, without a mouse; then a link that was kept leads through the door to its contact. */

import { newPage, online, person, SITE, withBrowser } from "./people.mjs";

const { CONTACT, CONTACT_NAME } = process.env;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  const { email, password } = person("ben");
  const seen = {};
  await page.goto(`${SITE}/contacts/${CONTACT}?q=${encodeURIComponent(CONTACT_NAME)}`);
  await page.getByLabel("E-mail").waitFor();
  await tabTo(page, "E-mail");
  await page.keyboard.type(email);
  await tabTo(page, "Password");
  await page.keyboard.type("not this one");
  await page.keyboard.press("Enter");
  seen.refusal = await page.getByRole("alert").textContent();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: CONTACT_NAME }).waitFor();
  seen.path = new URL(page.url()).pathname;
  await online(page);

  // The filter of the list has the same word.
  await tabTo(page, "Hot", "aside button");
  const saved = page.waitForResponse(`**/api/contacts/${CONTACT}/settings`);
  await page.keyboard.press("Space");
  seen.saved = (await saved).status();
  seen.status = await page.locator("main header:has(h1) [data-my-status]").getAttribute("data-my-status");
  await tabTo(page, "Log call", "button");
  await page.keyboard.press("Enter");
  await tabTo(page, "Connected", "button");
  await page.keyboard.press("Enter");
  const logged = page.waitForResponse(`**/api/contacts/${CONTACT}/call-logs`);
  await tabTo(page, "Save call", "button");
  await page.keyboard.press("Enter");
  seen.logged = (await logged).status();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  seen.focusIsBack = await page.evaluate(() => document.activeElement.textContent);
  return seen;
});

/** By the tabulator alone, until what has this name has the focus. */
async function tabTo(page, name, selector = "input") {
  for (let turn = 0; turn < 200; turn += 1) {
    const found = await page.evaluate(
      ([wanted, of]) => {
        const { activeElement: here } = document;
        const label = here?.labels?.[0]?.textContent ?? here?.textContent;
        return here?.matches(of) && label === wanted;
      },
      [name, selector],
    );
    if (found) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tabulator never comes to ${name}`);
}
