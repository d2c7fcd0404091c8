/** A caller on the phone: calls, comes back, logs by two taps, skips by a swipe, and is ended by the phone in between. */

import { asked, atQueue, call, card, comeBack, phone, press, sheet, shows } from "./calling.mjs";
import { person, SITE, withBrowser } from "./people.mjs";

const NAMES = JSON.parse(process.env.NAMES);
const IDS = JSON.parse(process.env.IDS);

await withBrowser(async (browser) => {
  const page = await atQueue(browser, person("ann"), "/queue?status=hot");
  const seen = {};
  await shows(page, NAMES[0]);
  seen.place = await page.getByText(/^\d+ of \d+$/).textContent();

  await call(page, NAMES[0]);
  await comeBack(page, 2);
  seen.sheetsAfterTwoSeconds = await sheet(page).count();
  await comeBack(page, 150);
  await sheet(page).waitFor();
  seen.minutes = await sheet(page).getByRole("status").first().textContent();
  seen.title = await sheet(page).getByRole("heading").first().textContent();

  await press(page, "No answer");
  seen.offered = await sheet(page).getByText(/^Follow-up \w{3} \d/).count();
  const logged = page.waitForResponse((answer) => answer.url().endsWith(`${IDS[0]}/call-logs`));
  const planned = page.waitForResponse((answer) => answer.url().endsWith(`${IDS[0]}/settings`));
  await press(page, "Save & next");
  await shows(page, NAMES[1]);
  seen.saved = [(await logged).status(), (await planned).status()];

  await swipe(page, -200);
  await shows(page, NAMES[2]);
  await press(page, "Undo");
  await shows(page, NAMES[1]);
  await swipe(page, 200);
  await sheet(page).getByLabel("Note to myself").fill("She asked for references.");
  await page.keyboard.press("Escape");
  await page.getByText("She asked for references.").waitFor();
  await swipe(page, -200);
  await shows(page, NAMES[2]);

  // A phone ends the app during a call, and later begins it anew.
  await call(page, NAMES[2]);
  await page.close();
  const again = await page.context().newPage();
  await again.addInitScript(() => (globalThis.later = 600_000));
  await again.addInitScript(phone);
  await again.goto(`${SITE}/queue`);
  await sheet(again).waitFor();
  seen.titleAfterTheEnd = await sheet(again).getByRole("heading").first().textContent();
  await press(again, "Connected");
  await sheet(again).getByLabel("Note", { exact: true }).fill("Half a no");
  // Not saved yet, and the app is gone once more.
  await again.reload();
  await sheet(again).waitFor();
  seen.draft = await sheet(again).getByLabel("Note", { exact: true }).inputValue();
  await press(again, "Connected");
  await press(again, "Save & next");
  await shows(again, NAMES[1]);
  seen.place3 = await again.getByText(/^\d+ of \d+$/).textContent();
  await press(again, "Log call");
  await press(again, "Wrong number");
  await press(again, "Strike +46 70 123 45 67");
  const struck = again.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.url().endsWith(IDS[1]));
  const lastLogged = again.waitForResponse((answer) => answer.url().endsWith(`${IDS[1]}/call-logs`));
  await press(again, "Save & next");
  await again.getByRole("heading", { name: "That was everybody" }).waitFor();
  seen.phones = (await (await struck).json()).phones;
  await lastLogged;
  seen.progress = await again.getByRole("progressbar").getAttribute("aria-valuenow");

  const told = await asked(again, "POST", "/api/contacts/call-logs", { contact_ids: IDS });
  seen.outcomes = IDS.map((id) => told.call_logs[id].map(({ outcome, note }) => `${outcome} ${note}`.trim()));
  seen.cards = await card(again).count();
  return { ...seen, troubles: page.troubles };
});

/** By a finger, over the card. */
async function swipe(page, by) {
  const box = await card(page).boundingBox();
  const [x, y] = [195 - by / 2, box.y + box.height / 2];
  const cdp = await page.context().newCDPSession(page);
  const touch = (type, at) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: at === null ? [] : [{ x: at, y }] });
  await touch("touchStart", x);
  for (const part of [0.1, 0.4, 0.7, 1]) await touch("touchMove", x + by * part);
  await touch("touchEnd", null);
  await cdp.detach();
}
