/** The app as Chromium would install it, and what of it is there without a network. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { keptHere } from "./kept.mjs";
import { person, SITE, signIn } from "./people.mjs";
import { until } from "./until.mjs";

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
  await until(() => page.evaluate(keptHere).then(({ answers }) => '["me"]' in answers));

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
