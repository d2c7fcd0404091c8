/** Somebody writes a note to themselves while they call: keys are letters, and nothing moves on under their hands. */

import { asked, atQueue, call, card, comeBack, press, sheet, shows } from "./calling.mjs";
import { newPage, person, signIn, withBrowser } from "./people.mjs";

const NAMES = JSON.parse(process.env.NAMES);
const IDS = JSON.parse(process.env.IDS);

await withBrowser(async (browser) => {
  const page = await atQueue(browser, person("ann"), "/queue?status=hot");
  const colleague = await newPage(browser);
  await signIn(colleague, person("ben"), "/more");
  await page.locator("[data-live=online]").waitFor({ state: "attached" });
  await shows(page, NAMES[0]);
  const seen = {};

  await call(page, NAMES[0]);
  await page.getByRole("button", { name: /^My follow-up and note/ }).click();
  const note = page.getByLabel("Note to myself");
  await note.focus();
  await page.keyboard.type("jkc1 ");
  // Whoever else works on the contact, and on others of the queue.
  const { version } = await asked(colleague, "GET", `/api/contacts/${IDS[0]}`);
  await colleague.evaluate(
    async ([id, known]) =>
      fetch(`/api/contacts/${id}`, { method: "DELETE", headers: { "If-Match": `"${known}"` } }),
    [IDS[0], version],
  );
  await page.getByText("Archived").waitFor({ state: "attached" });
  await page.keyboard.type("ask about ");
  await comeBack(page, 70);
  const log = page.getByRole("dialog", { name: `Call with ${NAMES[0]}` });
  await log.waitFor();
  await press(page, "Connected");
  const logged = page.waitForResponse((answer) => answer.url().endsWith(`${IDS[0]}/call-logs`));
  await press(page, "Save & next");
  await log.waitFor({ state: "detached" });
  seen.saved = (await logged).status();
  await page.keyboard.type("May");
  seen.written = await note.inputValue();
  seen.stays = await card(page).textContent();
  await page.keyboard.press("Escape");
  await sheet(page).waitFor({ state: "detached" });
  seen.staysAfter = await card(page).textContent();
  seen.done = await page.getByRole("progressbar").getAttribute("aria-valuenow");
  await page.getByText("jkc1 ask about May").waitFor();
  await press(page, "Done & next");
  await shows(page, NAMES[1]);
  seen.troubles = [...page.troubles, ...colleague.troubles];

  // What the server does not take is neither lost nor forgotten.
  const logs = "**/api/contacts/*/call-logs";
  await page.route(logs, (route) => route.fulfill({ status: 500, body: "" }));
  await press(page, "Log call");
  await press(page, "Connected");
  await sheet(page).getByLabel("Note", { exact: true }).fill("Wants twelve");
  await press(page, "Save & next");
  await shows(page, NAMES[2]);
  const notice = page.getByRole("paragraph").filter({ hasText: "was not saved" });
  await notice.waitFor();
  seen.notice = await notice.textContent();
  await page.unroute(logs);
  const saved = page.waitForResponse(logs);
  await press(page, "Retry");
  seen.retried = (await saved).status();
  await press(page, "Previous");
  await page.getByText("Wants twelve").waitFor();
  return seen;
});
