/** A queue of more than a thousand: what it asks about their calls, what it holds on the page, and what one failure hides. */

import { atQueue, press } from "./calling.mjs";
import { person, withBrowser } from "./people.mjs";

const { PREFIX, LAST } = process.env;
const AT_ONCE = 4;
const LONGEST_TURNS = 3_000;
const LIST = "Everybody in the queue";

await withBrowser(async (browser) => {
  const sizes = [];
  const statuses = [];
  let inFlight = 0;
  let most = 0;
  const waiting = [];
  const desk = await atQueue(browser, person("ann"), "/queue", {});
  // Each answer waits until as many are under way as ever will be.
  await desk.route("**/api/contacts/call-logs", async (route) => {
    sizes.push(route.request().postDataJSON().contact_ids.length);
    inFlight += 1;
    most = Math.max(most, inFlight);
    if (sizes.length > 1 && sizes.length <= 1 + AT_ONCE) {
      if (waiting.length + 1 < AT_ONCE) await new Promise((over) => waiting.push(over));
      else for (const over of waiting) over();
    }
    const answer = await route.fetch();
    statuses.push(answer.status());
    inFlight -= 1;
    await route.fulfill({ response: answer });
  });
  await desk.getByRole("searchbox", { name: "Search for whom to call" }).fill(PREFIX);
  await press(desk, "Start the queue");
  await desk.getByText("1 of 1201", { exact: true }).waitFor();
  for (let turn = 0; statuses.length < 7 && turn < LONGEST_TURNS; turn += 1) await desk.waitForTimeout(20);
  const rows = await desk.getByRole("listitem").count();
  await toTheEnd(desk);
  const last = desk.getByRole("listitem").filter({ hasText: `${PREFIX} 1200` });
  await last.filter({ hasText: "Connected" }).waitFor();
  const seen = { sizes, statuses, most, rows, troubles: [...desk.troubles] };

  // The request that asks for the last one fails, however often.
  let failures = 0;
  await desk.unroute("**/api/contacts/call-logs");
  await desk.route("**/api/contacts/call-logs", async (route) => {
    if (!route.request().postDataJSON().contact_ids.includes(LAST)) return route.continue();
    failures += 1;
    await route.fulfill({ status: 500, body: "" });
  });
  await desk.reload();
  await desk.getByText("1 of 1201", { exact: true }).waitFor();
  await toTheEnd(desk);
  await last.filter({ hasText: "History unavailable" }).waitFor();
  seen.failures = failures;
  await desk.unroute("**/api/contacts/call-logs");
  await last.getByRole("button", { name: "Retry" }).click();
  await last.filter({ hasText: "Connected" }).waitFor();
  await desk.getByRole("list", { name: LIST }).evaluate((list) => (list.parentElement.scrollTop = 0));
  await desk.getByRole("listitem").filter({ hasText: `${PREFIX} 0000` }).filter({ hasText: "Never called" }).waitFor();
  return seen;
});

async function toTheEnd(desk) {
  await desk.getByRole("list", { name: LIST }).evaluate((list) => (list.parentElement.scrollTop = 1e6));
}
