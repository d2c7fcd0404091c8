/** A list of contacts made of hostile texts, scrolled to its end; then some of them, each as a whole. */

import { newPage, person, SITE, signIn, withBrowser } from "./people.mjs";

const { PREFIX, WHOLE } = process.env;
const COUNT = Number(process.env.COUNT);

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  const [dialogs, elsewhere] = [[], []];
  page.on("dialog", (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
  page.on("request", (request) => request.url().startsWith(SITE) || elsewhere.push(request.url()));
  await page.addInitScript(() => {
    globalThis.reports = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      globalThis.reports.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  await signIn(page, person("ann"), `/contacts?q=${PREFIX}`);
  await page.getByRole("listitem").first().waitFor();
  const rows = {};
  // A screen has more rows than a step passes.
  for (let step = 0; step < COUNT && Object.keys(rows).length < COUNT; step += 1) {
    const shown = await page.getByRole("listitem").evaluateAll((items) =>
      items.map((item) => {
        const link = item.querySelector("a");
        return [link.pathname.split("/").at(-1), link.textContent];
      }),
    );
    Object.assign(rows, Object.fromEntries(shown));
    await page.getByRole("list").evaluate((list) => (list.parentElement.scrollTop += 500));
    await page.waitForTimeout(30);
  }

  const whole = [];
  for (const id of WHOLE.split(" ")) {
    await page.evaluate((path) => history.pushState(null, "", path), `/contacts/${id}?q=${PREFIX}`);
    const name = await page.evaluate(async (id) => (await (await fetch(`/api/contacts/${id}`)).json()).name, id);
    await page.waitForFunction((name) => document.querySelector("main h1")?.textContent === name, name);
    whole.push(await page.evaluate(() => document.querySelector("main").textContent));
  }
  const reports = await page.evaluate(() => globalThis.reports);
  return { rows, whole, dialogs, elsewhere, reports, troubles: page.troubles };
});
