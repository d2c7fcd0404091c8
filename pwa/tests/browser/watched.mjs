/** A page on which nothing that comes from a text may run: dialogs, reports of the policy, requests to other hosts. */

import { newPage, SITE } from "./people.mjs";

/** `seen()` is all of that, and the troubles of the page, so far. */
export async function openWatched(browser) {
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
  const seen = async () => ({
    dialogs,
    elsewhere,
    troubles: page.troubles,
    reports: await page.evaluate(() => globalThis.reports),
  });
  return { page, seen };
}
