/** A follow-up that is overdue: done, not done after all, moved to today with all others (those out of sight too); and,
 * meanwhile, one that another device sets. */

import { newPage, online, person, SITE, signIn, withBrowser } from "./people.mjs";

const { CONTACT_NAME, OTHER, OTHER_NAME } = process.env;

await withBrowser(async (browser) => {
  const page = await newPage(browser);
  await signIn(page, person("ann"), "/follow-ups");
  await online(page);
  const overdue = page.getByRole("region", { name: "Overdue" });
  const today = page.getByRole("region", { name: "Today" });
  const row = page.getByRole("listitem").filter({ hasText: CONTACT_NAME });
  await overdue.filter({ has: row }).waitFor();
  const seen = {};

  await page.getByRole("button", { name: `Done with ${CONTACT_NAME}` }).click();
  seen.doneAtOnce = await row.count();
  await page.getByRole("button", { name: "Undo" }).click();
  await overdue.filter({ has: row }).waitFor();

  await page.getByRole("button", { name: "Move all to today" }).click();
  await today.filter({ has: row }).waitFor();
  seen.overdue = await overdue.count();
  await page.waitForFunction(async () => {
    const answer = await fetch("/api/followups?scope=overdue");
    return (await answer.json()).items.length === 0;
  });

  const settings = { follow_up_at: new Date(Date.now() + 1000).toISOString() };
  await page.evaluate(
    ([id, body]) =>
      fetch(`/api/contacts/${id}/settings`, {
        method: "PATCH",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    [OTHER, settings],
  );
  await today.filter({ hasText: OTHER_NAME }).waitFor();
  return { ...seen, troubles: page.troubles };
});
