/** A list of many pages, scrolled to its end; then searched. How many rows the page holds all the while. */

import { newPage, person, PHONE, SITE, signIn, withBrowser } from "./people.mjs";

const { PREFIX } = process.env;
const COUNT = Number(process.env.COUNT);

await withBrowser(async (browser) => {
  const page = await newPage(browser, { viewport: PHONE });
  const asked = [];
  page.on("request", (request) => request.url().includes("/api/contacts?") && asked.push(new URL(request.url())));
  await signIn(page, person("ann"), `/contacts?q=${PREFIX}`);
  const rows = page.getByRole("listitem");
  await rows.first().waitFor();
  const name = (number) => `${PREFIX} ${String(number).padStart(4, "0")}`;
  const last = page.getByRole("link", { name: name(COUNT - 1) });
  let most = 0;
  while ((await last.count()) === 0) {
    await page.getByRole("list").evaluate((list) => (list.parentElement.scrollTop += 600));
    await page.waitForTimeout(30);
    most = Math.max(most, await rows.count());
  }
  const total = await rows.last().getAttribute("aria-setsize");
  const place = await rows.last().getAttribute("aria-posinset");
  const pages = asked.length;

  await last.click();
  await page.getByRole("heading", { level: 1, name: name(COUNT - 1) }).waitFor();
  await page.getByRole("link", { name: "Back" }).click();
  // Visible again without anybody scrolling.
  await last.waitFor({ timeout: 10_000 });

  await page.getByRole("searchbox").fill(name(7));
  await page.getByRole("link", { name: name(7) }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll("[role=listitem]").length === 1);
  return { most, total, place, pages, address: page.url().replace(SITE, "") };
});
