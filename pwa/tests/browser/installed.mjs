/** The app as Chromium would install it, and what of it is there without a network. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { person, SITE, signIn } from "./people.mjs";
import { until } from "./pushes.mjs";

const profile = mkdtempSync(join(tmpdir(), "profile-"));
// Not a context like the others: those count as incognito, where nothing is ever installed.
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
  locale: "en-GB",
});
try {
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (line) => line.type() === "error" && troubles.push(line.text()));
  const devtools = await context.newCDPSession(page);
  await signIn(page, person("ann"));
  await page.evaluate(() => navigator.serviceWorker.ready);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  const { appId } = await devtools.send("Page.getAppId");
  const manifest = await devtools.send("Page.getAppManifest");
  for (const path of ["/follow-ups", "/more", "/chat", "/queue", "/contacts"]) {
    await page.goto(SITE + path);
    await page.getByRole("navigation").waitFor();
  }
  const online = [...troubles];
  await until(() => page.evaluate(isKept));

  await context.setOffline(true);
  await page.goto(`${SITE}/follow-ups`);
  await page.getByRole("heading", { name: "Follow-ups", level: 1 }).waitFor();
  const offline = await page.locator("[data-live]").getByText(/Offline|Reconnecting/).waitFor().then(() => "says so");
  const api = await page.evaluate(() => fetch("/api/me").then(({ status }) => status, () => "no answer"));
  const seen = { installabilityErrors, appId, manifestErrors: manifest.errors, online, offline, api };
  console.log(JSON.stringify({ ...seen, origin: SITE }));
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}

/** Whether the device knows who is here. Runs in the page. */
async function isKept() {
  const { name } = (await indexedDB.databases()).find((one) => one.name.startsWith("qero-"));
  const database = await new Promise((done) => (indexedDB.open(name).onsuccess = ({ target }) => done(target.result)));
  const asked = database.transaction("answers").objectStore("answers").getKey('["me"]');
  const key = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  database.close();
  return key !== undefined;
}
