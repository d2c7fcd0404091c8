/**
 * Firefox without a screen, driven from outside: a line of JSON in is an order, `[word, ...arguments]`; the line that
 * comes out is what came of it, `{ value }` or `{ error }`. Ends when nobody can give orders any more.
 *
 * Told by the environment: GATEWAY, FIREFOX, PUSH_SERVICE (`ws://…`).
 */

import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";
import { openSite } from "./site.mjs";

const { GATEWAY, FIREFOX, PUSH_SERVICE } = process.env;
const PAGE = "/tests/browser/push/page.html";
const PATIENCE_MS = 60_000;

const site = await openSite(GATEWAY);
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: FIREFOX,
  headless: true,
  timeout: PATIENCE_MS,
  protocolTimeout: PATIENCE_MS,
  extraPrefsFirefox: {
    "dom.push.serverURL": PUSH_SERVICE,
    "dom.push.connection.enabled": true,
    "dom.push.testing.allowInsecureServerURL": true,
    "dom.push.retryBaseInterval": 500,
    "permissions.default.desktop-notification": 1,
    "alerts.useSystemBackend": false,
  },
});
let context;
let page;

const words = {
  /** In a browser that knows nothing yet. */
  async open() {
    context = await browser.createBrowserContext();
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${site.address}${PAGE}`);
  },

  close: () => context.close(),

  async reload() {
    await page.reload();
  },

  /** Of what the page has in `qero`. */
  call: (name, ...given) => page.evaluate((name, given) => globalThis.qero[name](...given), name, given),

  closeGateway() {
    site.isAway = true;
    site.refused = [];
  },

  openGateway() {
    site.isAway = false;
  },

  refused: () => site.refused,
};

try {
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, ...given] = JSON.parse(line);
    let came;
    try {
      came = { value: (await words[word](...given)) ?? null };
    } catch (error) {
      came = { error: String(error) };
    }
    console.log(JSON.stringify(came));
  }
} finally {
  await browser.close();
  site.close();
}
