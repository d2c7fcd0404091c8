/** Each page several times by Lighthouse, as a phone on a slow network sees it first. Told also RUNS and PAGES. */

import lighthouse from "lighthouse";
import { fillTheDoor, SITE, withBrowser } from "./person.mjs";

const RUNS = Number(process.env.RUNS);
const PAGES = JSON.parse(process.env.PAGES);
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const RECORDING_FAILED = new Set(["NO_NAVSTART", "NO_TRACING_STARTED", "NO_FCP"]);
const MOST_TRIES = 3;
// A page with a live stream is never quiet.
const LONGEST_LOAD_MS = 20_000;
const TIMES = { lcp: "largest-contentful-paint", tbt: "total-blocking-time", cls: "cumulative-layout-shift" };

await withBrowser(async (browser) => {
  const found = { "sign-in": await runs(browser, "/") };
  const page = await browser.newPage();
  await fillTheDoor(page);
  await page.locator("button[type=submit]").click();
  await page.waitForSelector("nav");
  await page.close();
  for (const [name, path] of Object.entries(PAGES)) found[name] = await runs(browser, path);
  return found;
});

async function runs(browser, path) {
  const results = [];
  for (let run = 0; run < RUNS; run += 1) results.push(await once(browser, path));
  const middle = (value) => results.map(value).toSorted((a, b) => a - b)[Math.floor(RUNS / 2)];
  const categories = CATEGORIES.map((name) => [name, Math.round(100 * middle((one) => one.categories[name].score))]);
  const times = Object.entries(TIMES).map(([name, audit]) => [name, middle((one) => one.audits[audit].numericValue)]);
  return { ...Object.fromEntries([...categories, ...times]), failed: [...new Set(results.flatMap(failures))] };
}

/** Lighthouse says itself that it has to run again when its recording failed: that is nothing of the page. */
async function once(browser, path, tries = MOST_TRIES) {
  const page = await browser.newPage();
  const { lhr } = await lighthouse(SITE + path, { onlyCategories: CATEGORIES, logLevel: "error", maxWaitForLoad: LONGEST_LOAD_MS }, undefined, page);
  await page.close();
  if (lhr.runtimeError && RECORDING_FAILED.has(lhr.runtimeError.code) && tries > 1) return once(browser, path, tries - 1);
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  return lhr;
}

/** What costs accessibility or best practices anything. */
function failures({ categories, audits }) {
  const counted = CATEGORIES.slice(1).flatMap((name) => categories[name].auditRefs.filter(({ weight }) => weight > 0));
  return counted.map(({ id }) => audits[id]).filter(({ score }) => score !== null && score < 1).map(({ id }) => id);
}
